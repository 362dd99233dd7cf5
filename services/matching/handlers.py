"""Handlers of the facts of other services, and the table of every fact, request and timer that matching handles."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.matching import requests
from services.matching.commands import disclosure, fitting, insurance, offers, profiles, proposals, registration
from services.matching.commands.acknowledgements import acknowledge_owed, acknowledged
from services.matching.commands.answering import answer_calls, end_vacancy
from services.matching.commands.clock import look_at_clock
from services.matching.commands.counter import counting
from services.matching.commands.holding import HOLDS
from services.matching.commands.leaving import held_seats, out_of_the_rest, step_out
from services.matching.commands.proposal_facts import telling_of_proposals
from services.matching.commands.seating import queued_by, seated_by, with_seats
from services.matching.context import Cause, decision_of, policy_in
from services.matching.model.disclosure import Disclosure
from services.matching.model.offers import OfferTransition, withdrawn
from services.matching.model.proposals import Proposal
from services.matching.model.seeker import SeatState, Seeker, SeekerState
from services.matching.model.vacancy import InvitedCall, OfferingCommune, VacancyCopy, Way
from shared.contracts import intake
from shared.contracts.communes import CommuneChanged, CommuneFact, CommuneJoined, CommuneLeft
from shared.contracts.envelope import Envelope
from shared.contracts.matching import CounterAct, PulseReturned
from shared.contracts.reasons import DisclosureEnd, OfferWithdrawnReason, ReleaseReason
from shared.contracts.vacancies import (
    BusPulse,
    PlacementDeclared,
    PlacementEnded,
    Profile,
    SeatLeased,
    SeatReleased,
    VacancyAmended,
    VacancyClosed,
    VacancyFilled,
    VacancyPosted,
    VacancyUnfilled,
)
from shared.messaging.decisions import NOTHING, Decision, Handler, LoadedAggregates, TimerFired

NOT_AGAIN = frozenset(
    {
        ReleaseReason.CANDIDATE_WITHDREW,
        ReleaseReason.CANDIDATE_UNAVAILABLE,
        ReleaseReason.EMPLOYER_REFUSED,
        ReleaseReason.EXPIRED,
        ReleaseReason.NO_SHOW,
        ReleaseReason.FOUND_OTHER_JOB,
        ReleaseReason.PAY_BELOW_FLOOR,
        ReleaseReason.NO_TRANSPORT,
        ReleaseReason.DISTANCE,
        ReleaseReason.SHIFT,
    }
)
"""After a seat was released for one of these reasons, the seeker is not offered to that vacancy again."""


def on_vacancy_posted(aggregates: LoadedAggregates, event: Envelope[VacancyPosted], now: datetime) -> Decision:
    """The home commune is called first. If a call arrived before this fact, the copy that it made is completed."""
    fact = event.data
    before = aggregates.get(VacancyCopy, fact.vacancy_id)
    if before is None:
        vacancy = VacancyCopy(fact.vacancy_id, fact.commune, fact.profile, fact.seats, fact.seats, event.time)
    else:
        # a call that arrived first knows only the seats that were left, and has a later time than the posting
        vacancy = replace(before, seats=max(before.seats, fact.seats), posted_at=min(before.posted_at, event.time))
    if vacancy.over:
        return NOTHING
    if vacancy.call(fact.commune) is None:
        vacancy = vacancy.with_call(InvitedCall(fact.commune, 0))
    return decision_of(before, answer_calls(aggregates, vacancy, Cause(event.id, event.time, now, fact.local_until)))


def on_vacancy_unfilled(aggregates: LoadedAggregates, event: Envelope[VacancyUnfilled], now: datetime) -> Decision:
    """Each invited hosted commune offers or declines. A commune that is not known yet answers when its fact arrives; at
    the end of the network no commune is invited.
    """
    fact = event.data
    before = aggregates.get(VacancyCopy, fact.vacancy_id)
    if before is not None and before.over:
        return NOTHING
    left = fact.seats_left
    vacancy = before or VacancyCopy(fact.vacancy_id, fact.commune, fact.profile, left, left, event.time)
    vacancy = replace(vacancy, profile=fact.profile, open_seats=left, seats=max(vacancy.seats, left))
    for cut in fact.invited:
        # a commune that was invited before keeps its call, with the answer it has given
        if vacancy.call(cut) is None:
            vacancy = vacancy.with_call(InvitedCall(cut, fact.tier))
    answered = answer_calls(aggregates, vacancy, Cause(event.id, event.time, now, fact.answer_by))
    after, copies = acknowledged(aggregates, answered.vacancy, fact.revision, fact.invited)
    return decision_of(before, replace(answered, vacancy=after, facts=(*answered.facts, *copies)))


def on_vacancy_amended(aggregates: LoadedAggregates, event: Envelope[VacancyAmended], now: datetime) -> Decision:
    """A vacancy has changed. Candidates who no longer fit are withdrawn, seats are kept, and the communes that were
    called look again, because the change may admit other candidates.
    """
    fact = event.data
    before = aggregates.get(VacancyCopy, fact.vacancy_id)
    if before is None or before.over:
        return NOTHING
    more = fact.seats - before.seats
    # older facts state the seats of the vacancy, but not how many of them are left
    left = before.open_seats + more if fact.seats_left is None else fact.seats_left
    vacancy = replace(before, profile=fact.profile, seats=fact.seats, open_seats=max(0, left))
    # fewer seats alone need no further candidates
    if more > 0 or fact.profile != before.profile:
        vacancy = vacancy.due(now)
    transition = (
        fitting.without_misfits(aggregates, vacancy, now)
        if fact.profile != before.profile
        else OfferTransition(vacancy)
    )
    after, acknowledgements = acknowledged(aggregates, transition.vacancy, fact.revision)
    return decision_of(before, replace(transition, vacancy=after, facts=(*transition.facts, *acknowledgements)))


def on_vacancy_over(
    aggregates: LoadedAggregates, event: Envelope[VacancyFilled | VacancyClosed], now: datetime
) -> Decision:
    """A vacancy was filled or closed: its queues are emptied. If this is its first fact, the copy stays over."""
    fact = event.data
    before = aggregates.get(VacancyCopy, fact.vacancy_id)
    # the fact has no profile, and nobody is matched with a vacancy that is over
    placeholder = Profile(title=fact.title, employer=fact.title)
    vacancy = before or VacancyCopy(fact.vacancy_id, fact.commune, placeholder, 0, fact.seats, event.time)
    transition = end_vacancy(vacancy, aggregates.all(Seeker), aggregates.of(Proposal, fact.vacancy_id))
    after, facts = acknowledged(aggregates, transition.vacancy, fact.revision)
    return decision_of(before, replace(transition, vacancy=after, facts=facts))


def on_seat_leased(aggregates: LoadedAggregates, event: Envelope[SeatLeased], now: datetime) -> Decision:
    """A seeker was given a seat: their other offers are withdrawn. After its release the lease does not count."""
    fact = event.data
    seeker = aggregates.get(Seeker, fact.candidate_ref)
    changed = with_seats(aggregates, fact, seeker, -1, now)
    if seeker is None:
        return Decision(tuple(changed.values()))
    seated = seated_by(seeker, fact, SeatState.HELD, fact.offer_id)
    taken = out_of_the_rest(aggregates, seated, changed, OfferWithdrawnReason.LEASED_ELSEWHERE, now)
    if why := _out_of_line(aggregates, seeker, fact, now):
        # vacancies leased from a queue older than the withdrawal: a second withdrawal makes it release the seat
        no = withdrawn(seeker.commune, held_seats(seated, fact.vacancy_id), why)
        return replace(taken, facts=(*taken.facts, *no))
    return taken


def _out_of_line(
    aggregates: LoadedAggregates, seeker: Seeker, fact: SeatLeased, now: datetime
) -> OfferWithdrawnReason | None:
    """Why a seeker had left the queue before the seat was leased from it; None if the seat stays theirs.

    A seeker who left the queue only because they had a seat elsewhere keeps this seat, if they still fit.
    """
    if seeker.gone or seeker.pause or fact.vacancy_id in seeker.not_again:
        return OfferWithdrawnReason.SEEKER_WITHDREW
    vacancy = aggregates.get(VacancyCopy, fact.vacancy_id)
    if vacancy is None or vacancy.over or queued_by(seeker, fact, fact.offer_id):
        return None
    if fact.vacancy_id in seeker.by_hand:
        return OfferWithdrawnReason.OFFERED_BY_MISTAKE
    return OfferWithdrawnReason.VACANCY_CHANGED if fitting.shut_out(aggregates, vacancy, seeker, now) else None


def on_seat_released(aggregates: LoadedAggregates, event: Envelope[SeatReleased], now: datetime) -> Decision:
    """A seat was released: the seeker is due to be offered to open calls, and the vacancy may need more candidates."""
    fact = event.data
    seeker = aggregates.get(Seeker, fact.candidate_ref)
    changed = with_seats(aggregates, fact, seeker, 1, now)
    if seeker:
        freed = seated_by(seeker, fact, SeatState.ENDED).renewed(now, policy_in(aggregates).stale_days)
        if fact.why in NOT_AGAIN:
            freed = freed.excluded(fact.vacancy_id)
        changed[freed.key] = freed.due(now)
    held = aggregates.get(Disclosure, fact.lease_id)
    ended, revocations = disclosure.end([held] if held else [], DisclosureEnd.SEAT_RELEASED, now)
    return Decision((*changed.values(), *ended), tuple(revocations))


def on_placement_declared(aggregates: LoadedAggregates, event: Envelope[PlacementDeclared], now: datetime) -> Decision:
    """A seeker was placed: they leave every queue."""
    seeker = aggregates.get(Seeker, event.data.candidate_ref)
    if seeker is None:
        return NOTHING
    changed = with_seats(aggregates, event.data, seeker, 0, now)
    placed = seated_by(seeker, event.data, SeatState.PLACED)
    return out_of_the_rest(aggregates, placed, changed, OfferWithdrawnReason.PLACED, now)


def on_placement_ended(aggregates: LoadedAggregates, event: Envelope[PlacementEnded], now: datetime) -> Decision:
    """A placement has ended: the seeker looks for work again, and their days of waiting start at zero."""
    seeker = aggregates.get(Seeker, event.data.candidate_ref)
    if seeker is None:
        return NOTHING
    freed = seated_by(seeker, event.data, SeatState.ENDED)
    freed = freed.excluded(event.data.vacancy_id)
    # with another seat, inactive or deregistered they look for no vacancy now
    if freed.state is not SeekerState.FREE:
        return Decision((freed,))
    back = replace(freed.confirmed(now, policy_in(aggregates).stale_days), waiting_since=event.time)
    return Decision((back.due(now),))


def on_commune(aggregates: LoadedAggregates, event: Envelope[CommuneFact], now: datetime) -> Decision:
    """A commune has joined or changed. One that becomes hosted answers the calls that it got before, and one that stops
    confirming offers has its open proposals replaced by offers.
    """
    fact = event.data
    known = aggregates.get(OfferingCommune, fact.commune)
    ways = {way.to: Way(way.minutes, way.provenance) for way in fact.travel}
    commune = OfferingCommune(
        fact.commune, fact.name, fact.mode, True, ways, fact.offers, fact.windows.answer_hours, fact.contact
    )
    stops_confirming = known is not None and known.confirms and not commune.confirms
    lapsed = proposals.lapsed(aggregates, fact.commune) if stops_confirming else ()
    acknowledged_now, facts = acknowledge_owed(aggregates.all(VacancyCopy), commune)
    # a commune that was hosted before has answered its calls already
    if not commune.hosted or (known is not None and known.hosted and not stops_confirming):
        return Decision((commune, *lapsed, *acknowledged_now), facts)
    called = {v.vacancy_id: v for v in aggregates.all(VacancyCopy) if v.call(fact.commune)}
    called |= {v.vacancy_id: v for v in acknowledged_now}
    return Decision((commune, *lapsed, *(vacancy.due(now) for vacancy in called.values())), facts)


def on_commune_left(aggregates: LoadedAggregates, event: Envelope[CommuneLeft], now: datetime) -> Decision:
    """A commune has left the Mesa: its offers are withdrawn. Its seekers keep their seats: those bind the employer."""
    commune = aggregates.get(OfferingCommune, event.data.commune)
    if commune is None:
        return NOTHING
    queued = [seeker for seeker in aggregates.of(Seeker, commune.commune) if seeker.queue_places]
    changed, facts = step_out(aggregates, queued, OfferWithdrawnReason.COMMUNE_LEFT, now)
    lapsed = proposals.lapsed(aggregates, commune.commune)
    return Decision((replace(commune, at_table=False), *changed.values(), *lapsed), tuple(facts))


def on_pulse(aggregates: LoadedAggregates, event: Envelope[BusPulse], now: datetime) -> Decision:
    """The heartbeat of vacancies is returned at once, which shows that the bus and matching run."""
    return Decision((), (PulseReturned(pulse_id=event.data.pulse_id, sent_at=event.time),))


_HANDLERS: Mapping[type, Handler] = {
    CommuneJoined: on_commune,
    CommuneChanged: on_commune,
    CommuneLeft: on_commune_left,
    VacancyPosted: on_vacancy_posted,
    VacancyUnfilled: on_vacancy_unfilled,
    VacancyAmended: on_vacancy_amended,
    VacancyFilled: on_vacancy_over,
    VacancyClosed: on_vacancy_over,
    SeatLeased: on_seat_leased,
    SeatReleased: on_seat_released,
    PlacementDeclared: on_placement_declared,
    PlacementEnded: on_placement_ended,
    BusPulse: on_pulse,
    intake.OfferMake: offers.make_offer,
    intake.CandidateOffer: offers.offer_by_hand,
    intake.OfferDecline: offers.decline_offer,
    intake.OfferWithdraw: offers.withdraw_offer,
    intake.ProposalConfirm: proposals.confirm_proposal,
    intake.ProposalDecline: proposals.decline_proposal,
    intake.ConsentRecord: counting(CounterAct.CONSENT_GIVEN, disclosure.record_consent),
    intake.ConsentRevoke: disclosure.revoke_consent,
    intake.DisclosureAsk: disclosure.ask_disclosure,
    requests.IdentityRead: disclosure.give_identity,
    requests.DisclosureErased: disclosure.confirm_erased,
    requests.IdentityCorrect: disclosure.correct_identity,
    requests.InsuranceNote: insurance.note_insurance,
    requests.RefusalRecord: insurance.record_refusal,
    requests.SeekerRegister: counting(CounterAct.REGISTERED, registration.register_seeker),
    requests.SeekerAmend: profiles.amend_seeker,
    requests.SeekerConfirm: counting(CounterAct.CONFIRMED, profiles.confirm_seeker),
    requests.SeekerDeactivate: profiles.deactivate_seeker,
    requests.SeekerStepBack: registration.step_back,
    requests.SeekerDeregister: registration.deregister_seeker,
    TimerFired: look_at_clock,
}
HANDLERS = {kind: telling_of_proposals(handler) for kind, handler in HOLDS.around(_HANDLERS).items()}
