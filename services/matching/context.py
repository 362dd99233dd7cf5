"""What a decision sees beside the vacancy: the communes, whom it considers, and what follows from its transitions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.matching.model.insurance import Insurance
from services.matching.model.offers import (
    CandidatePool,
    OfferTransition,
    OfficerConfirmation,
    answer,
    due_again,
    withdrawn,
)
from services.matching.model.policy import POLICY, MatchingPolicy
from services.matching.model.proposals import Proposal, answer_by, open_for
from services.matching.model.seeker import Seat, SeatState, Seeker, SeekerState
from services.matching.model.vacancy import InvitedCall, OfferingCommune, Shortlist, VacancyCopy, shortlist_key
from shared.contracts.envelope import Fact
from shared.contracts.reasons import OfferWithdrawnReason
from shared.contracts.vacancies import SeatFact
from shared.messaging.decisions import Aggregate, Decision, LoadedAggregates


def policy_in(aggregates: LoadedAggregates) -> MatchingPolicy:
    """What was configured, or the defaults."""
    return aggregates.get(MatchingPolicy, POLICY) or MatchingPolicy()


def pool_for(aggregates: LoadedAggregates, vacancy: VacancyCopy, call: InvitedCall, at: datetime) -> CandidatePool:
    """The shortlist that was loaded for this call, else every seeker of the commune that is at hand.

    Whoever is on it and not at hand is being changed by somebody else at this moment: they are passed over for now, and
    the pool says so. Of witnesses it is enough that one is at hand.
    """
    key = policy_in(aggregates).order_key
    found = aggregates.get(Shortlist, shortlist_key(vacancy.vacancy_id, call.commune))
    if found is None:
        return CandidatePool(aggregates.of(Seeker, call.commune), at, key)
    at_hand = [seeker for ref in found.refs if (seeker := aggregates.get(Seeker, ref))]
    skipped = len(at_hand) < len(found.refs) if found.fit else bool(found.refs) and not at_hand
    return CandidatePool(at_hand, at, key, found.more or skipped, skipped)


@dataclass(frozen=True, slots=True)
class Cause:
    """What a decision follows from: the id of the message and when it was said, the time now, and until when an answer
    is asked, if it says. Waiting is counted, and the day is that, of the message: the same always answers the same.
    """

    id: str
    at: datetime
    now: datetime
    asked_until: datetime | None = None


def respond(aggregates: LoadedAggregates, vacancy: VacancyCopy, cause: Cause, again: bool = False) -> OfferTransition:
    """Answer the calls of hosted communes that wait for it; `again`: offer more to those that were answered, too."""
    transition = OfferTransition(vacancy)
    for call in vacancy.calls:
        commune = aggregates.get(OfferingCommune, call.commune)
        if commune is None or not commune.hosted or (call.answered and not again):
            continue
        if call.answered and not call.wants(vacancy.open_seats):
            continue
        asking = asking_of(aggregates, commune, vacancy, cause)
        if commune.confirms and asking.waiting:
            continue
        # a commune is called once, so no seeker is in two answers
        said = answer(
            transition.vacancy, call, commune, pool_for(aggregates, vacancy, call, cause.at), cause.id, asking
        )
        transition = OfferTransition(
            said.vacancy,
            transition.facts + said.facts,
            transition.seekers + said.seekers,
            transition.proposals + said.proposals,
        )
    return transition


def asking_of(
    aggregates: LoadedAggregates, commune: OfferingCommune, vacancy: VacancyCopy, cause: Cause
) -> OfficerConfirmation:
    """About whom of a commune's people an officer is asked before they are offered to this vacancy, and until when."""

    def about(seeker: Seeker) -> bool:
        return officer_asked(aggregates, commune, vacancy, seeker)

    waiting = open_for(aggregates.of(Proposal, vacancy.vacancy_id), commune.commune)
    return OfficerConfirmation(cause.now, answer_by(commune, cause.asked_until, cause.now), about, waiting)


def officer_asked(aggregates: LoadedAggregates, commune: OfferingCommune, vacancy: VacancyCopy, seeker: Seeker) -> bool:
    """Whether an officer comes first: always where the commune says so, else for who is paid by the seguro de cesantía
    and would be offered to another commune, for a refusal there can cost them the payment.
    """
    if commune.confirms:
        return True
    insurance = aggregates.get(Insurance, seeker.candidate_ref) if vacancy.commune != commune.commune else None
    return insurance is not None and insurance.beneficiary


def decision_of(before: VacancyCopy | None, transition: OfferTransition) -> Decision:
    """What a step changes; nothing at all if it left the vacancy as it was."""
    changed: tuple[Aggregate, ...] = () if transition.vacancy == before else (transition.vacancy,)
    return Decision((*changed, *transition.seekers, *transition.proposals), transition.facts)


def step_out(
    aggregates: LoadedAggregates,
    seekers: Sequence[Seeker],
    why: OfferWithdrawnReason,
    now: datetime,
    only: str | None = None,
) -> tuple[dict[str, Aggregate], list[Fact]]:
    """Take these seekers of one commune out of every offer they stand in, or of the one vacancy only.

    Returns what changed, by key, and the facts. Lines that run dry by it are due to be looked at again.
    """
    lost = [
        (stand.vacancy_id, stand.offer_id, seeker.candidate_ref)
        for seeker in seekers
        for stand in seeker.stands
        if only in (None, stand.vacancy_id)
    ]
    changed: dict[str, Aggregate] = {}
    for seeker in seekers:
        changed[seeker.candidate_ref] = seeker.without_stands(*([only] if only else []))
    commune = seekers[0].commune if seekers else ""
    for vacancy_id in sorted({vacancy_id for vacancy_id, _, _ in lost}):
        if vacancy := aggregates.get(VacancyCopy, vacancy_id):
            count = sum(lost_there == vacancy_id for lost_there, _, _ in lost)
            changed[vacancy_id] = due_again(vacancy.lost(commune, count), now)
    return changed, list(withdrawn(commune, lost, why))


def held_seats(seeker: Seeker, vacancy_id: str | None = None) -> list[tuple[str, str, str]]:
    """(vacancy, offer, candidate) of the seats the seeker holds, in one vacancy or in all."""
    return [
        (seat.vacancy_id, seat.offer_id, seeker.candidate_ref)
        for seat in seeker.seats
        if seat.hold is SeatState.HELD and vacancy_id in (None, seat.vacancy_id)
    ]


def over(vacancy: VacancyCopy, seekers: Iterable[Seeker], proposals: Iterable[Proposal]) -> OfferTransition:
    """The vacancy is over: nobody stands in it any more, no officer is asked about it."""
    calls = tuple(replace(call, standing=0) for call in vacancy.calls)
    left = tuple(s.without_stands(vacancy.vacancy_id) for s in seekers if s.stand(vacancy.vacancy_id))
    lapsed = tuple(one.lapsed() for one in proposals if one.open)
    return OfferTransition(replace(vacancy, over=True, calls=calls, look_at=None), (), left, lapsed)


def with_seats(
    aggregates: LoadedAggregates, fact: SeatFact, seeker: Seeker | None, more: int, now: datetime
) -> dict[str, Aggregate]:
    """The vacancy of a seat with so many more open seats, and without the seeker in its line; nothing if unknown."""
    before = aggregates.get(VacancyCopy, fact.vacancy_id)
    if before is None:
        return {}
    after = replace(before, open_seats=min(before.seats, max(0, before.open_seats + more)))
    if seeker and stands_by(seeker, fact, getattr(fact, "offer_id", "")):
        after = after.lost(seeker.commune, 1)
    return {after.key: due_again(after, now)}


def seated_by(seeker: Seeker, fact: SeatFact, hold: SeatState, offer_id: str = "") -> Seeker:
    """With the seat of a fact; who placed or released it need not name the offer again."""
    offer = _offer_of(seeker, fact, offer_id)
    seated = seeker.seated(Seat(fact.lease_id, fact.vacancy_id, offer, hold))
    return seated.without_stands(fact.vacancy_id) if stands_by(seeker, fact, offer_id) else seated


def stands_by(seeker: Seeker, fact: SeatFact, offer_id: str = "") -> bool:
    """Whether the seeker stands in the line of the vacancy by the very offer that this seat follows from.

    By a later offer they stand there once more: whoever thought them free, before this seat was heard of, made it.
    """
    stand = seeker.stand(fact.vacancy_id)
    return stand is not None and stand.offer_id == _offer_of(seeker, fact, offer_id)


def _offer_of(seeker: Seeker, fact: SeatFact, offer_id: str) -> str:
    known = seeker.seat(fact.lease_id)
    return known.offer_id if known else offer_id


def out_of_the_rest(
    aggregates: LoadedAggregates,
    seated: Seeker,
    changed: dict[str, Aggregate],
    why: OfferWithdrawnReason,
    now: datetime,
) -> Decision:
    """With a seat, the seeker leaves every other line."""
    if seated.state is SeekerState.FREE:
        return Decision((*changed.values(), seated))
    more, facts = step_out(aggregates, [seated], why, now)
    return Decision(tuple((changed | more).values()), tuple(facts))
