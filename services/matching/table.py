"""What a decision of this service needs of the Work: communes, who is looked at, the outcome of its steps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.matching.model.insurance import Insurance
from services.matching.model.offers import Asking, Pool, Step, answer, due_again, withdrawn
from services.matching.model.policy import POLICY, Policy
from services.matching.model.proposals import Proposal, answer_by, open_for
from services.matching.model.seeker import Hold, Seat, Seeker, State
from services.matching.model.vacancy import Call, Commune, Shortlist, Vacancy, shortlist_key
from shared.bus.work import Aggregate, Outcome, Work
from shared.contracts.envelope import Fact
from shared.contracts.reasons import OfferWithdrawnReason
from shared.contracts.vacancies import SeatFact


def policy_at(work: Work) -> Policy:
    """What was configured, or the defaults."""
    return work.get(Policy, POLICY) or Policy()


def pool_for(work: Work, vacancy: Vacancy, call: Call, at: datetime) -> Pool:
    """The shortlist that was loaded for this call, else every seeker of the commune that is at hand.

    Whoever is on it and not at hand is being changed by somebody else at this moment: they are passed over for now, and
    the pool says so. Of witnesses it is enough that one is at hand.
    """
    key = policy_at(work).order_key
    found = work.get(Shortlist, shortlist_key(vacancy.vacancy_id, call.commune))
    if found is None:
        return Pool(work.of(Seeker, call.commune), at, key)
    at_hand = [seeker for ref in found.refs if (seeker := work.get(Seeker, ref))]
    skipped = len(at_hand) < len(found.refs) if found.fit else bool(found.refs) and not at_hand
    return Pool(at_hand, at, key, found.more or skipped, skipped)


@dataclass(frozen=True, slots=True)
class Cause:
    """What a decision follows from: the id of the message and when it was said, the time now, and until when an answer
    is asked, if it says. Waiting is counted, and the day is that, of the message: the same always answers the same.
    """

    id: str
    at: datetime
    now: datetime
    asked_until: datetime | None = None


def respond(work: Work, vacancy: Vacancy, cause: Cause, again: bool = False) -> Step:
    """Answer the calls of hosted communes that wait for it; `again`: offer more to those that were answered, too."""
    step = Step(vacancy)
    for call in vacancy.calls:
        commune = work.get(Commune, call.commune)
        if commune is None or not commune.hosted or (call.answered and not again):
            continue
        if call.answered and not call.wants(vacancy.open_seats):
            continue
        asking = asking_of(work, commune, vacancy, cause)
        if commune.confirms and asking.waiting:
            continue
        # a commune is called once, so no seeker is in two answers
        said = answer(step.vacancy, call, commune, pool_for(work, vacancy, call, cause.at), cause.id, asking)
        step = Step(said.vacancy, step.facts + said.facts, step.seekers + said.seekers, step.proposals + said.proposals)
    return step


def asking_of(work: Work, commune: Commune, vacancy: Vacancy, cause: Cause) -> Asking:
    """About whom of a commune's people an officer is asked before they are offered to this vacancy, and until when."""

    def about(seeker: Seeker) -> bool:
        return officer_asked(work, commune, vacancy, seeker)

    waiting = open_for(work.of(Proposal, vacancy.vacancy_id), commune.commune)
    return Asking(cause.now, answer_by(commune, cause.asked_until, cause.now), about, waiting)


def officer_asked(work: Work, commune: Commune, vacancy: Vacancy, seeker: Seeker) -> bool:
    """Whether an officer comes first: always where the commune says so, else for who is paid by the seguro de cesantía
    and would be offered to another commune, for a refusal there can cost them the payment.
    """
    if commune.confirms:
        return True
    insurance = work.get(Insurance, seeker.candidate_ref) if vacancy.commune != commune.commune else None
    return insurance is not None and insurance.beneficiary


def outcome(before: Vacancy | None, step: Step) -> Outcome:
    """What a step changes; nothing at all if it left the vacancy as it was."""
    changed: tuple[Aggregate, ...] = () if step.vacancy == before else (step.vacancy,)
    return Outcome((*changed, *step.seekers, *step.proposals), step.facts)


def step_out(
    work: Work, seekers: Sequence[Seeker], why: OfferWithdrawnReason, now: datetime, only: str | None = None
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
        if vacancy := work.get(Vacancy, vacancy_id):
            count = sum(lost_there == vacancy_id for lost_there, _, _ in lost)
            changed[vacancy_id] = due_again(vacancy.lost(commune, count), now)
    return changed, list(withdrawn(commune, lost, why))


def held_seats(seeker: Seeker, vacancy_id: str | None = None) -> list[tuple[str, str, str]]:
    """(vacancy, offer, candidate) of the seats the seeker holds, in one vacancy or in all."""
    return [
        (seat.vacancy_id, seat.offer_id, seeker.candidate_ref)
        for seat in seeker.seats
        if seat.hold is Hold.HELD and vacancy_id in (None, seat.vacancy_id)
    ]


def over(vacancy: Vacancy, seekers: Iterable[Seeker], proposals: Iterable[Proposal]) -> Step:
    """The vacancy is over: nobody stands in it any more, no officer is asked about it."""
    calls = tuple(replace(call, standing=0) for call in vacancy.calls)
    left = tuple(s.without_stands(vacancy.vacancy_id) for s in seekers if s.stand(vacancy.vacancy_id))
    lapsed = tuple(one.lapsed() for one in proposals if one.open)
    return Step(replace(vacancy, over=True, calls=calls, look_at=None), (), left, lapsed)


def with_seats(work: Work, fact: SeatFact, seeker: Seeker | None, more: int, now: datetime) -> dict[str, Aggregate]:
    """The vacancy of a seat with so many more open seats, and without the seeker in its line; nothing if unknown."""
    before = work.get(Vacancy, fact.vacancy_id)
    if before is None:
        return {}
    after = replace(before, open_seats=min(before.seats, max(0, before.open_seats + more)))
    if seeker and stands_by(seeker, fact, getattr(fact, "offer_id", "")):
        after = after.lost(seeker.commune, 1)
    return {after.key: due_again(after, now)}


def seated_by(seeker: Seeker, fact: SeatFact, hold: Hold, offer_id: str = "") -> Seeker:
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
    work: Work, seated: Seeker, changed: dict[str, Aggregate], why: OfferWithdrawnReason, now: datetime
) -> Outcome:
    """With a seat, the seeker leaves every other line."""
    if seated.state is State.FREE:
        return Outcome((*changed.values(), seated))
    more, facts = step_out(work, [seated], why, now)
    return Outcome(tuple((changed | more).values()), tuple(facts))
