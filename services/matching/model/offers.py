"""What a commune answers to a call: its best who are free, or why nobody; later, who else has become free."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.matching.model.proposals import Proposal
from services.matching.model.score import Fit, fit_at, in_order
from services.matching.model.seeker import Seeker, SeekerState
from services.matching.model.vacancy import InvitedCall, OfferingCommune, VacancyCopy, Way
from shared.contracts.envelope import Fact, derived_id
from shared.contracts.matching import Candidate, OfferDeclined, OfferMade, OfferWithdrawn
from shared.contracts.reasons import DeclineReason, OfferWithdrawnReason

HERE = Way(0, "same_commune")
MOST_OFFERS = 8
"""A seeker who becomes free is offered to so many calls at most, those that fit best."""
SOON = timedelta(seconds=1)
"""After so long a line is looked at again for those whom another batch was changing."""


@dataclass(frozen=True, slots=True)
class OfferTransition:
    """A vacancy after a decision, with the facts to say and the seekers and proposals that changed."""

    vacancy: VacancyCopy
    facts: tuple[Fact, ...] = ()
    seekers: tuple[Seeker, ...] = ()
    proposals: tuple[Proposal, ...] = ()


def way_to(commune: OfferingCommune, vacancy: VacancyCopy) -> Way | None:
    """The way of a commune's people to a vacancy; None where it is not known."""
    return HERE if commune.commune == vacancy.commune else commune.ways.get(vacancy.commune)


@dataclass(frozen=True, slots=True)
class CandidatePool:
    """Who is looked at for a call, and when. `more`: there are others who were not looked at; `skipped`: because they
    were being changed at that very moment. `key` is of the hash that breaks the last ties.
    """

    seekers: Collection[Seeker]
    at: datetime
    key: bytes = b""
    more: bool = False
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class OfficerConfirmation:
    """Before whom an officer is asked, now and until when; `waiting` is what the officer has before them already."""

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
    """The answer to a call, or more candidates for one that was answered. `cause` is the id of what led to it.

    About whom an officer is asked first, they become a proposal, and nothing is said of them. That there is nobody to
    offer needs no officer. Where somebody could not be looked at for a moment and there is room for them, nobody is
    declined or proposed for that: the line is looked at again soon.
    """
    there = asking.waiting.refs if asking.waiting else frozenset()
    fits, why_not = _sorted_out(
        vacancy, commune, replace(pool, seekers=[s for s in pool.seekers if s.candidate_ref not in there])
    )
    wanted = call.wants(vacancy.open_seats)
    asked = [each for each in fits[:wanted] if asking.about(each[0])][: max(0, wanted - len(there))]
    # whoever needs no officer does not wait for those who do
    free = [each for each in fits if not asking.about(each[0])][:wanted]
    complete = len(asked) + len(free) == len(fits) and not pool.more
    said = replace(call, complete=complete and not asked and not there)
    transition = _offer(vacancy, said, commune, free, cause) if free else OfferTransition(vacancy)
    if pool.skipped and len(asked) + len(free) + len(there) < wanted:
        return replace(transition, vacancy=transition.vacancy.due(asking.now + SOON))
    if asked:
        return replace(
            transition, proposals=(proposed(vacancy, replace(call, complete=complete), commune, asked, asking, cause),)
        )
    if free or there:
        return transition
    after = replace(call, answered=True, complete=complete)
    if call.answered:
        return OfferTransition(vacancy.with_call(after))
    return OfferTransition(
        vacancy.with_call(after), (declined(vacancy, call, why_not or [DeclineReason.NO_SEEKERS], cause),)
    )


def calls_for(
    seeker: Seeker, vacancies: Iterable[VacancyCopy], commune: OfferingCommune, at: datetime, asked: Set[str]
) -> list[tuple[VacancyCopy, InvitedCall, Fit]]:
    """The answered calls of a seeker's commune that they fit, the best first, whether or not there is room in line.

    `asked`: vacancies whose answer an officer has before them, about these or other people: they can still be joined.
    """
    found: list[tuple[VacancyCopy, InvitedCall, Fit]] = []
    for vacancy in vacancies:
        call = vacancy.call(seeker.commune)
        if vacancy.over or call is None or not seeker.may_queue(vacancy.vacancy_id):
            continue
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
    """Offer somebody who has become free to the calls of their commune that have room in line, best fitting first.

    Where there is no room, the commune is known to have more: the line that runs dry is looked at again. Where others
    may not have been looked at for want of room, the line is looked at as a whole: nobody comes before who has waited.
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
    """One fact an offer, of (vacancy, offer, candidate)."""
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
    """The same cause makes the same offer."""
    return derived_id(cause, "offer", vacancy_id, commune)


def due_again(vacancy: VacancyCopy, now: datetime) -> VacancyCopy:
    """To be looked at if a commune's line runs dry and it may have more."""
    return vacancy.due(now) if any(call.runs_dry(vacancy.open_seats) for call in vacancy.calls) else vacancy


def _sorted_out(
    vacancy: VacancyCopy, commune: OfferingCommune, pool: CandidatePool
) -> tuple[list[tuple[Seeker, Fit]], list[DeclineReason]]:
    """Who can be offered, best first; and why the others cannot, the most frequent reason first."""
    fits: list[tuple[Seeker, Fit]] = []
    why_not: Counter[DeclineReason] = Counter()
    way = way_to(commune, vacancy)
    for seeker in pool.seekers:
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


def proposed(
    vacancy: VacancyCopy,
    call: InvitedCall,
    commune: OfferingCommune,
    chosen: list[tuple[Seeker, Fit]],
    asking: OfficerConfirmation,
    cause: str,
) -> Proposal:
    """Who would be offered, for an officer to answer; they join those who wait for the same answer."""
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
    """These candidates are offered: the fact, the call answered, the seekers standing in it."""
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
