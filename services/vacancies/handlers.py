"""What vacancies hears from others, and the table of all that it hears."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.vacancies.commands import clock
from services.vacancies.commands import employers as of_employers
from services.vacancies.commands import seats as of_seats
from services.vacancies.commands import vacancy as of_vacancy
from services.vacancies.model import flow, seats
from services.vacancies.model.around import Answer, Hold, Member, Table
from services.vacancies.model.calls import answered, call_next, invite, left
from services.vacancies.model.pulse import Pulse
from services.vacancies.model.vacancy import ASKING, OVER, LeaseState, Stage, Vacancy, Waiting
from services.vacancies.table import free_in, outcome, policy, table_of
from shared.bus.work import NOTHING, Handler, Outcome, Tick, Work
from shared.contracts import intake
from shared.contracts.communes import CommuneChanged, CommuneFact, CommuneJoined, CommuneLeft
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.matching import CopyAcknowledged, OfferDeclined, OfferMade, OfferWithdrawn, PulseReturned
from shared.contracts.reasons import OfferWithdrawnReason, ReleaseReason, UnfilledReason
from shared.contracts.vocabulary import Urgency


def on_commune(work: Work, said: Envelope[CommuneFact], now: datetime) -> Outcome:
    """Somebody sits down at the table, or their file changed: ask a newcomer about what is open now."""
    fact = said.data
    known = work.get(Member, fact.commune)
    minutes = {way.to: way.minutes for way in fact.travel}
    member = Member(fact.commune, fact.name, True, fact.windows, minutes, fact.population)
    if known is not None and known.at_table:
        return Outcome((member,))
    table = table_of(work, now)
    table = replace(table, members={**table.members, member.commune: member})
    asking = [v for v in work.all(Vacancy) if v.stage in ASKING]
    steps = [(v, invite(v, member, table)) for v in sorted(asking, key=lambda v: v.vacancy_id)]
    changed = tuple(
        each for before, step in steps if step.vacancy is not before for each in (step.vacancy, *step.others)
    )
    return Outcome((member, *changed), tuple(fact for _, step in steps for fact in step.facts))


def on_commune_left(work: Work, said: Envelope[CommuneLeft], now: datetime) -> Outcome:
    """Nobody waits for the answer of a commune that is gone."""
    member = work.get(Member, said.data.commune)
    if member is None:
        return NOTHING
    gone = replace(member, at_table=False)
    table = table_of(work, now)
    table = replace(table, members={**table.members, gone.commune: gone})
    waiting = [v for v in work.all(Vacancy) if v.call and gone.commune in v.call.silent]
    after, facts = Work([*work.all(Vacancy), *work.all(Hold)]), list[Fact]()
    for vacancy in sorted(waiting, key=lambda v: v.vacancy_id):
        # what one of these vacancies decides, of others too, is known to the next
        known = replace(table, vacancies=after.all(Vacancy))
        now_ = after.get(Vacancy, vacancy.vacancy_id) or vacancy
        step = flow.advance(left(now_, gone.commune), known, free_in(after))
        after.apply((step.vacancy, *step.others))
        facts += step.facts
    return Outcome((gone, *after.changed), tuple(facts))


def on_offer_made(work: Work, said: Envelope[OfferMade], now: datetime) -> Outcome:
    """Candidates in hand. Too late (it is over) changes nothing; too many wait in line."""
    offer = said.data
    before = work.get(Vacancy, offer.vacancy_id)
    if before is None or before.stage in OVER:
        return NOTHING
    offered = [
        Waiting(c.candidate_ref, offer.commune, offer.offer_id, offer.tier, c.score, c.minutes)
        for c in offer.candidates
    ]
    table = table_of(work, now)
    after = seats.take_in_hand(answered(before, offer.commune), offered)
    step = flow.advance(after, table, free_in(work))
    if offer.complete and offer.commune == before.commune and before.urgency is Urgency.EXPRESS:
        step = step.then(_call_early(step.vacancy, table))
    return _answered(work, before, step, table, offer, "offered")


def on_offer_declined(work: Work, said: Envelope[OfferDeclined], now: datetime) -> Outcome:
    """A neighbour has nobody; or the home office itself has nobody, and there is nothing to wait for."""
    before = work.get(Vacancy, said.data.vacancy_id)
    if before is None or before.stage in OVER:
        return NOTHING
    table = table_of(work, now)
    after = answered(before, said.data.commune)
    if said.data.commune == before.commune:
        step = _call_early(after, table)
    else:
        step = flow.advance(after, table, free_in(work))
    return _answered(work, before, step, table, said.data, "declined")


def on_offer_withdrawn(work: Work, said: Envelope[OfferWithdrawn], now: datetime) -> Outcome:
    """Candidates no longer stand. One who holds a seat here gives it back, unless it is this seat that took them.

    Where the vacancy changed, such a seat was given from a line that had not heard of it yet: who held theirs before
    stands in no line.
    """
    offer = said.data
    before = work.get(Vacancy, offer.vacancy_id)
    if before is None or before.stage in OVER:
        return NOTHING
    gone = set(offer.candidate_refs)
    step = seats.Step(seats.drop(before, gone))
    if offer.why is not OfferWithdrawnReason.LEASED_ELSEWHERE and offer.why is not OfferWithdrawnReason.PLACED:
        held = [x for x in before.leases if x.candidate_ref in gone and x.state is LeaseState.HELD]
        changed = offer.why is OfferWithdrawnReason.VACANCY_CHANGED
        why = ReleaseReason.VACANCY_CHANGED if changed else ReleaseReason.CANDIDATE_WITHDREW
        step = seats.release(step.vacancy, held, why, now)
    table = table_of(work, now)
    step = step.then(flow.advance(step.vacancy, table, free_in(work)))
    return outcome(work, before, step, table)


def on_copy_acknowledged(work: Work, said: Envelope[CopyAcknowledged], now: datetime) -> Outcome:
    """A commune's copy is up to date, as far as that revision."""
    fact = said.data
    return Outcome((of_vacancy.acknowledged(work, fact.vacancy_id, fact.commune, fact.revision, said.time),))


def on_pulse_returned(work: Work, said: Envelope[PulseReturned], now: datetime) -> Outcome:
    """The heartbeat came back: the bus and `matching` are there, and if it took too long, they were away."""
    pulse, outage = (work.get(Pulse, "pulse") or Pulse()).heard(said.data.sent_at, now, policy())
    return Outcome((pulse, outage) if outage else (pulse,))


def _answered(
    work: Work, before: Vacancy, step: seats.Step, table: Table, fact: OfferMade | OfferDeclined, how: str
) -> Outcome:
    """What follows from an office's answer, and the answer itself: the first of each office and tier counts."""
    candidates = len(fact.candidates) if isinstance(fact, OfferMade) else 0
    reasons = () if isinstance(fact, OfferMade) else fact.reasons
    call = before.call
    called_at = call.called_at if call and fact.commune in call.invited else before.posted_at if not fact.tier else None
    answer = Answer(fact.vacancy_id, fact.commune, fact.tier, how, table.now, called_at, candidates, reasons)
    if work.get(Answer, answer.key) is not None:
        return outcome(work, before, step, table)
    return outcome(work, before, step.then(seats.Step(step.vacancy, (), (answer,))), table)


def _call_early(vacancy: Vacancy, table: Table) -> seats.Step:
    if vacancy.stage is not Stage.LOCAL or vacancy.open_seats <= 0:
        return seats.Step(vacancy)
    return call_next(vacancy, table, UnfilledReason.TOO_FEW_CANDIDATES)


HEARS: Mapping[type, Handler] = {
    CommuneJoined: on_commune,
    CommuneChanged: on_commune,
    CommuneLeft: on_commune_left,
    OfferMade: on_offer_made,
    OfferDeclined: on_offer_declined,
    OfferWithdrawn: on_offer_withdrawn,
    CopyAcknowledged: on_copy_acknowledged,
    PulseReturned: on_pulse_returned,
    intake.VacancyPost: of_vacancy.post_vacancy,
    intake.VacancyAmend: of_vacancy.amend_vacancy,
    intake.VacancyWithdraw: of_vacancy.withdraw_vacancy,
    intake.VacancyDeclareUnfilled: of_vacancy.declare_unfilled,
    intake.VacancyPart: of_vacancy.part_vacancy,
    intake.VacancyAcknowledge: of_vacancy.acknowledge_copy,
    intake.SeatRelease: of_seats.release_seat,
    intake.SeatExtend: of_seats.extend_seat,
    intake.CandidateRefer: of_seats.refer_candidate,
    intake.PlacementDeclare: of_seats.declare_placement,
    intake.PlacementUndo: of_seats.undo_placement,
    intake.PlacementEnd: of_seats.end_placement,
    intake.PlacementVerify: of_seats.verify_placement,
    intake.PlacementCorrect: of_seats.correct_placement,
    intake.EmployerContact: of_employers.note_contact,
    intake.EmployerPlan: of_employers.plan_visit,
    intake.EmployerReport: of_employers.report_contact,
    intake.ApproachPropose: of_employers.propose_approach,
    intake.ApproachAnswer: of_employers.answer_approach,
    intake.ApproachConclude: of_employers.conclude_approach,
    Tick: clock.look_at_clock,
}
