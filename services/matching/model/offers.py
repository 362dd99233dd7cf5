"""The answer of a commune to a call: its best free candidates, or why it has none; later, those who became free."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.matching.model.proposals import Proposal
from services.matching.model.score import Fit, fit_at, in_order
from services.matching.model.seeker import Seeker, SeekerState
from services.matching.model.vacancy import InvitedCall, OfferingCommune, VacancyCopy, Way
from shared.contracts.envelope import Envelope, Fact, derived_id
from shared.contracts.intake import CandidateOffer
from shared.contracts.matching import Candidate, OfferDeclined, OfferMade, OfferWithdrawn
from shared.contracts.reasons import DeclineReason, OfferWithdrawnReason

HERE = Way(0, "same_commune")
MOST_OFFERS = 8
"""The most calls to which a seeker who becomes free is offered: those that fit best."""
SOON = timedelta(seconds=1)
"""After this time candidates are looked for again, if another batch had locked some of them."""


@dataclass(frozen=True, slots=True)
class OfferTransition:
    """A vacancy after a decision, with the facts that follow and the seekers and proposals that changed."""

    vacancy: VacancyCopy
    facts: tuple[Fact, ...] = ()
    seekers: tuple[Seeker, ...] = ()
    proposals: tuple[Proposal, ...] = ()


def way_to(commune: OfferingCommune, vacancy: VacancyCopy) -> Way | None:
    """The way of a commune's seekers to a vacancy; None if it is not known."""
    return HERE if commune.commune == vacancy.commune else commune.ways.get(vacancy.commune)


@dataclass(frozen=True, slots=True)
class CandidatePool:
    """The seekers among whom the candidates for a call are chosen, as of `at`.

    `more`: the commune has seekers beyond these, so the call is not complete. `skipped`: some of them were locked by
    another batch, so candidates are looked for again soon. `key`: of the hash that breaks the last ties.
    """

    seekers: Collection[Seeker]
    at: datetime
    key: bytes = b""
    more: bool = False
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class OfficerConfirmation:
    """Which candidates of a call an officer confirms before they are offered.

    `about`: whether a seeker needs it. `until`: the officer's deadline. `waiting`: the open proposal that the officer
    has already; new candidates join it.
    """

    now: datetime
    until: datetime
    about: Callable[[Seeker], bool] = lambda seeker: False
    waiting: Proposal | None = None


def answer(
    vacancy: VacancyCopy,
    call: InvitedCall,
    commune: OfferingCommune,
    pool: CandidatePool,
    cause: str,
    asking: OfficerConfirmation,
) -> OfferTransition:
    """The answer to a call, or more candidates for a call that was answered. `cause` is the id of the message.

    Candidates whom an officer must confirm become a proposal, and no fact names them. A decline needs no officer. If
    some seekers were locked and the queue has room for them, the call is neither declined nor proposed for now:
    candidates are looked for again soon.
    """
    proposed_before = asking.waiting.refs if asking.waiting else frozenset()
    fits, why_not = _sorted_out(
        vacancy, commune, replace(pool, seekers=[s for s in pool.seekers if s.candidate_ref not in proposed_before])
    )
    wanted = call.wants(vacancy.open_seats)
    # candidates of the open proposal take places in the queue if the officer confirms them
    asked = [each for each in fits[:wanted] if asking.about(each[0])][: max(0, wanted - len(proposed_before))]
    # candidates who need no confirmation are offered now: they do not wait for those who do
    free = [each for each in fits if not asking.about(each[0])][:wanted]
    complete = len(asked) + len(free) == len(fits) and not pool.more
    # not complete while an officer decides: a candidate who is not confirmed leaves room for others
    answered = replace(call, complete=complete and not asked and not proposed_before)
    transition = _offer(vacancy, answered, commune, free, cause) if free else OfferTransition(vacancy)
    if pool.skipped and len(asked) + len(free) + len(proposed_before) < wanted:
        return replace(transition, vacancy=transition.vacancy.due(asking.now + SOON))
    if asked:
        return replace(
            transition, proposals=(proposed(vacancy, replace(call, complete=complete), commune, asked, asking, cause),)
        )
    if free or proposed_before:
        return transition
    return _nobody(vacancy, replace(call, answered=True, complete=complete), call, why_not, cause)


def _nobody(
    vacancy: VacancyCopy, after: InvitedCall, before: InvitedCall, why_not: list[DeclineReason], cause: str
) -> OfferTransition:
    """The commune has no candidates: a call is declined once; later it only has no more of them."""
    # a second decline would count as a second answer of the office
    if before.answered:
        return OfferTransition(vacancy.with_call(after))
    fact = declined(vacancy, before, why_not or [DeclineReason.NO_SEEKERS], cause)
    return OfferTransition(vacancy.with_call(after), (fact,))


def calls_for(
    seeker: Seeker, vacancies: Iterable[VacancyCopy], commune: OfferingCommune, at: datetime, asked: Set[str]
) -> list[tuple[VacancyCopy, InvitedCall, Fit]]:
    """The answered calls of a seeker's commune that they fit, best first, whether or not the queue has room.

    `asked`: vacancies with an open proposal of the commune; the seeker can join it, although the call is not answered.
    """
    found: list[tuple[VacancyCopy, InvitedCall, Fit]] = []
    for vacancy in vacancies:
        call = vacancy.call(seeker.commune)
        if vacancy.over or call is None or not seeker.may_queue(vacancy.vacancy_id):
            continue
        # an open call without an answer is answered with all candidates of the commune, not with one
        if not (call.answered or vacancy.vacancy_id in asked):
            continue
        fits = fit_at(seeker, vacancy.profile, way_to(commune, vacancy), at)
        if isinstance(fits, Fit):
            found.append((vacancy, call, fits))
    return sorted(found, key=lambda each: (-each[2].score, each[0].posted_at, each[0].vacancy_id))


def offer_freed(
    seeker: Seeker,
    vacancies: Iterable[VacancyCopy],
    commune: OfferingCommune,
    asked: Set[str],
    at: datetime,
    now: datetime,
    cause: str,
) -> tuple[Seeker, list[OfferTransition]]:
    """Offer a seeker who has become free to the calls of their commune whose queues have room, best fit first.

    A full queue sets `complete = false`, so that it is refilled from all candidates later. A call that is not complete
    may have candidates who wait longer and were left out for want of room, so all of them are considered again.
    """
    transitions, room = [], MOST_OFFERS
    for vacancy, call, found in calls_for(seeker, vacancies, commune, at, asked):
        if not (room and call.wants(vacancy.open_seats)):
            transitions.append(OfferTransition(vacancy.with_call(replace(call, complete=False))))
            continue
        room -= 1
        if call.complete:
            transition = _offer(vacancy, call, commune, [(seeker, found)], cause)
            seeker = transition.seekers[0]
            transitions.append(transition)
        else:
            transitions.append(OfferTransition(vacancy.due(now)))
    return seeker, transitions


def declined(vacancy: VacancyCopy, call: InvitedCall, reasons: Iterable[DeclineReason], cause: str) -> OfferDeclined:
    return OfferDeclined(
        offer_id=offer_id(cause, vacancy.vacancy_id, call.commune),
        vacancy_id=vacancy.vacancy_id,
        commune=call.commune,
        tier=call.tier,
        reasons=tuple(reasons),
    )


def withdrawn(commune: str, lost: Iterable[tuple[str, str, str]], why: OfferWithdrawnReason) -> list[OfferWithdrawn]:
    """One fact for each offer; `lost` holds (vacancy, offer, candidate)."""
    by_offer: dict[tuple[str, str], list[str]] = {}
    for vacancy_id, offer, candidate in lost:
        by_offer.setdefault((vacancy_id, offer), []).append(candidate)
    return [
        OfferWithdrawn(
            offer_id=offer, vacancy_id=vacancy_id, commune=commune, candidate_refs=tuple(sorted(refs)), why=why
        )
        for (vacancy_id, offer), refs in sorted(by_offer.items())
    ]


def offer_id(cause: str, vacancy_id: str, commune: str) -> str:
    """Derived from the cause, so that a message that is processed again does not make a second offer."""
    return derived_id(cause, "offer", vacancy_id, commune)


def due_again(vacancy: VacancyCopy, now: datetime) -> VacancyCopy:
    """Due for another look if a commune has fewer candidates waiting than seats are open, and may have more."""
    return vacancy.due(now) if any(call.runs_dry(vacancy.open_seats) for call in vacancy.calls) else vacancy


def _sorted_out(
    vacancy: VacancyCopy, commune: OfferingCommune, pool: CandidatePool
) -> tuple[list[tuple[Seeker, Fit]], list[DeclineReason]]:
    """The candidates who can be offered, best first; and why the others cannot, the most frequent reason first."""
    fits: list[tuple[Seeker, Fit]] = []
    why_not: Counter[DeclineReason] = Counter()
    way = way_to(commune, vacancy)
    for seeker in pool.seekers:
        # these are no reason for a decline: the commune does not have them for any vacancy now
        if seeker.profile is None or seeker.state in (SeekerState.PLACED, SeekerState.GONE, SeekerState.INACTIVE):
            continue
        found = fit_at(seeker, vacancy.profile, way, pool.at)
        if isinstance(found, DeclineReason):
            why_not[found] += 1
        elif seeker.may_queue(vacancy.vacancy_id):
            fits.append((seeker, found))
        else:
            why_not[DeclineReason.NO_CANDIDATE_FREE] += 1
    ordered = in_order(fits, vacancy.vacancy_id, pool.key)
    return ordered, sorted(why_not, key=lambda reason: (-why_not[reason], reason))


def offered_by_hand(
    vacancy: VacancyCopy,
    call: InvitedCall,
    commune: OfferingCommune,
    people: Iterable[Seeker],
    asked: Envelope[CandidateOffer],
) -> OfferTransition:
    """An officer offers these people who fit, best first; days of waiting are counted at the time of the request."""
    way = way_to(commune, vacancy)
    fits = [(s, fit_at(s, vacancy.profile, way, asked.time)) for s in people]
    chosen = sorted(((s, f) for s, f in fits if isinstance(f, Fit)), key=lambda each: -each[1].score)
    return _offer(vacancy, call, commune, chosen, asked.id)


def proposed(
    vacancy: VacancyCopy,
    call: InvitedCall,
    commune: OfferingCommune,
    chosen: list[tuple[Seeker, Fit]],
    asking: OfficerConfirmation,
    cause: str,
) -> Proposal:
    """A proposal of these candidates for an officer to confirm; they join the one that is open, if there is one."""
    candidates = _candidates(vacancy, commune, chosen)
    if asking.waiting is not None:
        return asking.waiting.joined_by(*candidates)
    return Proposal(
        proposal_id=derived_id(cause, "proposal", vacancy.vacancy_id, call.commune),
        vacancy_id=vacancy.vacancy_id,
        commune=call.commune,
        tier=call.tier,
        candidates=candidates,
        complete=call.complete,
        proposed_at=asking.now,
        answer_by=asking.until,
    )


def offered(
    vacancy: VacancyCopy, call: InvitedCall, candidates: tuple[Candidate, ...], seekers: Iterable[Seeker], cause: str
) -> OfferTransition:
    """These candidates are offered: the fact, the answered call, and the seekers with their places in the queue."""
    fact = OfferMade(
        offer_id=offer_id(cause, vacancy.vacancy_id, call.commune),
        vacancy_id=vacancy.vacancy_id,
        commune=call.commune,
        tier=call.tier,
        candidates=candidates,
        complete=call.complete,
    )
    after = replace(call, answered=True, standing=call.standing + len(candidates))
    standing = tuple(seeker.offered(vacancy.vacancy_id, fact.offer_id) for seeker in seekers)
    return OfferTransition(vacancy.with_call(after), (fact,), standing)


def _offer(
    vacancy: VacancyCopy, call: InvitedCall, commune: OfferingCommune, chosen: list[tuple[Seeker, Fit]], cause: str
) -> OfferTransition:
    candidates = _candidates(vacancy, commune, chosen)
    return offered(vacancy, call, candidates, [seeker for seeker, _ in chosen], cause)


def _candidates(
    vacancy: VacancyCopy, commune: OfferingCommune, chosen: Iterable[tuple[Seeker, Fit]]
) -> tuple[Candidate, ...]:
    way = way_to(commune, vacancy)
    return tuple(
        Candidate(
            candidate_ref=seeker.candidate_ref,
            score=found.score,
            minutes=way.minutes if way else None,
            provenance=way.provenance if way else None,
        )
        for seeker, found in chosen
    )
