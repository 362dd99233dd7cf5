"""Handlers of the facts of other services, and the table of every fact, request and timer that vacancies handles."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.vacancies.commands.clock import look_at_clock
from services.vacancies.commands.employers import (
    answer_approach,
    conclude_approach,
    note_contact,
    plan_visit,
    propose_approach,
    report_contact,
)
from services.vacancies.commands.seats import (
    correct_placement,
    declare_placement,
    end_placement,
    extend_seat,
    refer_candidate,
    release_seat,
    undo_placement,
    verify_placement,
)
from services.vacancies.commands.settling import settle_seats
from services.vacancies.commands.vacancy import (
    acknowledge_copy,
    amend_vacancy,
    declare_unfilled,
    part_vacancy,
    post_vacancy,
    withdraw_vacancy,
)
from services.vacancies.context import context_of, decision_of, free_in, policy_in
from services.vacancies.model import lifecycle, seats
from services.vacancies.model.acknowledgements import CopyHolder, acknowledged
from services.vacancies.model.active_seats import ActiveSeat
from services.vacancies.model.calls import call_next, invite, with_answer, without_office
from services.vacancies.model.decision_context import DecisionContext
from services.vacancies.model.fairs import MetAtFair, met_key
from services.vacancies.model.heartbeat import Heartbeat
from services.vacancies.model.members import Member
from services.vacancies.model.office_answers import OfficeAnswer
from services.vacancies.model.transition import Transition
from services.vacancies.model.vacancy import ASKING, OVER, LeaseState, QueueEntry, Stage, Vacancy
from shared.contracts import intake
from shared.contracts.agenda import FairInterviewed
from shared.contracts.communes import CommuneChanged, CommuneFact, CommuneJoined, CommuneLeft
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.held import (
    VacancyRequestDone,
    VacancyRequestHeld,
    VacancyRequestRefused,
    VacancyRequestTakenBack,
)
from shared.contracts.matching import CopyAcknowledged, OfferDeclined, OfferMade, OfferWithdrawn, PulseReturned
from shared.contracts.reasons import OfferWithdrawnReason, ReleaseReason, UnfilledReason
from shared.contracts.vocabulary import Urgency
from shared.messaging.decisions import NOTHING, Decision, Handler, LoadedAggregates, TimerFired
from shared.messaging.held import Holds


def on_commune(aggregates: LoadedAggregates, event: Envelope[CommuneFact], now: datetime) -> Decision:
    """A commune has joined the Mesa, or its file changed. A newcomer is asked about the vacancies that are open now."""
    fact = event.data
    known = aggregates.get(Member, fact.commune)
    minutes = {way.to: way.minutes for way in fact.travel}
    member = Member(fact.commune, fact.name, True, fact.windows, minutes, fact.population, fact.contact)
    if known is not None and known.at_table:  # only its file changed: it was asked about open vacancies before
        return Decision((member,))
    context = context_of(aggregates, now)
    context = replace(context, members={**context.members, member.commune: member})
    asking = [v for v in aggregates.all(Vacancy) if v.stage in ASKING]
    transitions = [(v, invite(v, member, context)) for v in sorted(asking, key=lambda v: v.vacancy_id)]
    changed = tuple(
        each
        for before, transition in transitions
        if transition.vacancy is not before
        for each in (transition.vacancy, *transition.others)
    )
    return Decision((member, *changed), tuple(fact for _, transition in transitions for fact in transition.facts))


def on_commune_left(aggregates: LoadedAggregates, event: Envelope[CommuneLeft], now: datetime) -> Decision:
    """A commune has left the Mesa: calls no longer wait for its answer, so that some may be decided now."""
    member = aggregates.get(Member, event.data.commune)
    if member is None:
        return NOTHING
    gone = replace(member, at_table=False)
    context = context_of(aggregates, now)
    context = replace(context, members={**context.members, gone.commune: gone})
    waiting = [v for v in aggregates.all(Vacancy) if v.call and gone.commune in v.call.silent]
    after, facts = LoadedAggregates([*aggregates.all(Vacancy), *aggregates.all(ActiveSeat)]), list[Fact]()
    for vacancy in sorted(waiting, key=lambda v: v.vacancy_id):
        # each vacancy is decided with the seats and rival vacancies as the ones before it left them
        known = replace(context, vacancies=after.all(Vacancy))
        current = after.get(Vacancy, vacancy.vacancy_id) or vacancy
        transition = lifecycle.advance(without_office(current, gone.commune), known, free_in(after))
        after.apply((transition.vacancy, *transition.others))
        facts += transition.facts
    return Decision((gone, *after.changed), tuple(facts))


def on_offer_made(aggregates: LoadedAggregates, event: Envelope[OfferMade], now: datetime) -> Decision:
    """An office offers candidates: seats are decided, the others wait. Once the vacancy is over nothing changes."""
    offer = event.data
    before = aggregates.get(Vacancy, offer.vacancy_id)
    if before is None or before.stage in OVER:
        return NOTHING
    offered = [
        QueueEntry(c.candidate_ref, offer.commune, offer.offer_id, offer.tier, c.score, c.minutes)
        for c in offer.candidates
    ]
    context = context_of(aggregates, now)
    after = seats.take_in_hand(with_answer(before, offer.commune), offered)
    transition = lifecycle.advance(after, context, free_in(aggregates))
    # the home office has no more candidates now, and an express vacancy does not wait for the end of its window
    if offer.complete and offer.commune == before.commune and before.urgency is Urgency.EXPRESS:
        transition = transition.then(_call_early(transition.vacancy, context))
    return _with_office_answer(aggregates, before, transition, context, offer, "offered")


def on_offer_declined(aggregates: LoadedAggregates, event: Envelope[OfferDeclined], now: datetime) -> Decision:
    """An office has no candidates. If it is the home office, the neighbours are called without waiting longer."""
    before = aggregates.get(Vacancy, event.data.vacancy_id)
    if before is None or before.stage in OVER:
        return NOTHING
    context = context_of(aggregates, now)
    after = with_answer(before, event.data.commune)
    if event.data.commune == before.commune:
        transition = _call_early(after, context)
    else:
        transition = lifecycle.advance(after, context, free_in(aggregates))
    return _with_office_answer(aggregates, before, transition, context, event.data, "declined")


RELEASED_FOR = {
    OfferWithdrawnReason.VACANCY_CHANGED: ReleaseReason.VACANCY_CHANGED,
    OfferWithdrawnReason.OFFERED_BY_MISTAKE: ReleaseReason.OFFERED_BY_MISTAKE,
}
"""Why the seat of a withdrawn offer is released. For every other reason it is the person who is not there any more."""


def on_offer_withdrawn(aggregates: LoadedAggregates, event: Envelope[OfferWithdrawn], now: datetime) -> Decision:
    """Offers of candidates are withdrawn: they leave the queue, and a seat that one of them holds here is released.

    The seat is kept if the reason is that the candidate was leased or placed: that is this seat. If the reason is that
    the vacancy changed the seat is released, because it was leased from a queue older than the change.
    """
    offer = event.data
    before = aggregates.get(Vacancy, offer.vacancy_id)
    if before is None or before.stage in OVER:
        return NOTHING
    gone = set(offer.candidate_refs)
    transition = Transition(seats.drop(before, gone))
    if offer.why is not OfferWithdrawnReason.LEASED_ELSEWHERE and offer.why is not OfferWithdrawnReason.PLACED:
        held = [x for x in before.leases if x.candidate_ref in gone and x.state is LeaseState.HELD]
        why = RELEASED_FOR.get(offer.why, ReleaseReason.CANDIDATE_WITHDREW)
        transition = seats.release(transition.vacancy, held, why, now)
    context = context_of(aggregates, now)
    transition = transition.then(lifecycle.advance(transition.vacancy, context, free_in(aggregates)))
    return decision_of(aggregates, before, transition, context)


def on_copy_acknowledged(aggregates: LoadedAggregates, event: Envelope[CopyAcknowledged], now: datetime) -> Decision:
    """A commune has brought its copy of a vacancy up to a revision."""
    fact = event.data
    fresh = CopyHolder(fact.vacancy_id, fact.commune, fact.revision, event.time)
    return Decision((acknowledged(aggregates.get(CopyHolder, fresh.key), fresh),))


def on_pulse_returned(aggregates: LoadedAggregates, event: Envelope[PulseReturned], now: datetime) -> Decision:
    """The heartbeat came back, so the bus and `matching` run. If it took too long, the time between is an outage."""
    heartbeat, outage = (aggregates.get(Heartbeat, Heartbeat.KEY) or Heartbeat()).returned(
        event.data.sent_at, now, policy_in(aggregates)
    )
    return Decision((heartbeat, outage) if outage else (heartbeat,))


def on_interviewed(aggregates: LoadedAggregates, event: Envelope[FairInterviewed], now: datetime) -> Decision:
    """A fair brought a person and a vacancy together; of several fairs the first counts."""
    fact = event.data
    if aggregates.get(MetAtFair, met_key(fact.vacancy_id, fact.candidate_ref)) is not None:
        return NOTHING
    return Decision((MetAtFair(fact.vacancy_id, fact.candidate_ref, fact.fair_id, fact.commune),))


def _with_office_answer(
    aggregates: LoadedAggregates,
    before: Vacancy,
    transition: Transition,
    context: DecisionContext,
    fact: OfferMade | OfferDeclined,
    how: str,
) -> Decision:
    """The Decision, with the office's answer added. Only the first answer of each office and tier is kept."""
    candidates = len(fact.candidates) if isinstance(fact, OfferMade) else 0
    reasons = () if isinstance(fact, OfferMade) else fact.reasons
    call = before.call
    # the home office (tier 0) is asked by the posting, the neighbours by a call; an answer to no call has no time, nor
    # has that of an office that joined later: counted from the start of the call it would look slow
    called = call is not None and fact.commune in call.invited and fact.commune not in call.joined
    called_at = call.called_at if call and called else before.posted_at if not fact.tier else None
    answer = OfficeAnswer(fact.vacancy_id, fact.commune, fact.tier, how, context.now, called_at, candidates, reasons)
    if aggregates.get(OfficeAnswer, answer.key) is not None:
        return decision_of(aggregates, before, transition, context)
    return decision_of(aggregates, before, transition.then(Transition(transition.vacancy, (), (answer,))), context)


def _call_early(vacancy: Vacancy, context: DecisionContext) -> Transition:
    if vacancy.stage is not Stage.LOCAL or vacancy.open_seats <= 0:
        return Transition(vacancy)
    return call_next(vacancy, context, UnfilledReason.TOO_FEW_CANDIDATES)


HOLDS = Holds(
    VacancyRequestHeld,
    VacancyRequestTakenBack,
    VacancyRequestDone,
    VacancyRequestRefused,
    intake.VacancyTakeBack,
    vacancy_of=lambda aggregates, asked: asked.vacancy_id,
)

_HANDLERS: Mapping[type, Handler] = {
    CommuneJoined: on_commune,
    CommuneChanged: on_commune,
    CommuneLeft: on_commune_left,
    OfferMade: on_offer_made,
    OfferDeclined: on_offer_declined,
    OfferWithdrawn: on_offer_withdrawn,
    CopyAcknowledged: on_copy_acknowledged,
    PulseReturned: on_pulse_returned,
    FairInterviewed: on_interviewed,
    intake.VacancyPost: post_vacancy,
    intake.VacancyAmend: amend_vacancy,
    intake.VacancyWithdraw: withdraw_vacancy,
    intake.VacancyDeclareUnfilled: declare_unfilled,
    intake.VacancyPart: part_vacancy,
    intake.VacancyAcknowledge: acknowledge_copy,
    intake.SeatRelease: release_seat,
    intake.SeatExtend: extend_seat,
    intake.SeatsSettle: settle_seats,
    intake.CandidateRefer: refer_candidate,
    intake.PlacementDeclare: declare_placement,
    intake.PlacementUndo: undo_placement,
    intake.PlacementEnd: end_placement,
    intake.PlacementVerify: verify_placement,
    intake.PlacementCorrect: correct_placement,
    intake.EmployerContact: note_contact,
    intake.EmployerPlan: plan_visit,
    intake.EmployerReport: report_contact,
    intake.ApproachPropose: propose_approach,
    intake.ApproachAnswer: answer_approach,
    intake.ApproachConclude: conclude_approach,
    TimerFired: look_at_clock,
}
HANDLERS = HOLDS.around(_HANDLERS)
