"""What a commune answers to a call: its best who are free, or why nobody; later, who else has become free."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from services.matching.model.score import Fit, fit_at, in_order
from services.matching.model.seeker import Seeker, State
from services.matching.model.vacancy import Call, Commune, Vacancy, Way
from shared.contracts.envelope import Fact, derived_id
from shared.contracts.matching import Candidate, OfferDeclined, OfferMade, OfferWithdrawn
from shared.contracts.reasons import DeclineReason, OfferWithdrawnReason

HERE = Way(0, "same_commune")
MOST_OFFERS = 8
"""A seeker who becomes free is offered to so many calls at most, those that fit best."""


@dataclass(frozen=True, slots=True)
class Step:
    """A vacancy after a decision, with the facts to say and the seekers that changed."""

    vacancy: Vacancy
    facts: tuple[Fact, ...] = ()
    seekers: tuple[Seeker, ...] = ()


def way_to(commune: Commune, vacancy: Vacancy) -> Way | None:
    """The way of a commune's people to a vacancy; None where it is not known."""
    return HERE if commune.commune == vacancy.commune else commune.ways.get(vacancy.commune)


@dataclass(frozen=True, slots=True)
class Pool:
    """Who is looked at for a call, and when. `more`: there are others who were not looked at.

    `key` is of the hash that breaks the last ties.
    """

    seekers: Collection[Seeker]
    at: datetime
    key: bytes = b""
    more: bool = False


def answer(vacancy: Vacancy, call: Call, commune: Commune, pool: Pool, cause: str) -> Step:
    """The answer to a call, or more candidates for one that was answered. `cause` is the id of what led to it."""
    fits, why_not = _sorted_out(vacancy, commune, pool)
    wanted = call.wants(vacancy.open_seats)
    chosen, complete = fits[:wanted], len(fits) <= wanted and not pool.more
    if chosen:
        return _offer(vacancy, replace(call, complete=complete), commune, chosen, cause)
    after = replace(call, answered=True, complete=complete)
    if call.answered:
        return Step(vacancy.with_call(after))
    return Step(vacancy.with_call(after), (declined(vacancy, call, why_not or [DeclineReason.NO_SEEKERS], cause),))


def offer_freed(
    seeker: Seeker, vacancies: Iterable[Vacancy], commune: Commune, at: datetime, cause: str
) -> tuple[Seeker, list[Step]]:
    """Offer somebody who has become free to the calls of their commune that have room in line, best fitting first."""
    calling: list[tuple[Vacancy, Call, Fit]] = []
    for vacancy in vacancies:
        call = vacancy.call(seeker.commune)
        if vacancy.over or call is None or not call.answered or not call.wants(vacancy.open_seats):
            continue
        found = fit_at(seeker, vacancy.profile, way_to(commune, vacancy), at)
        if isinstance(found, Fit) and seeker.may_stand(vacancy.vacancy_id):
            calling.append((vacancy, call, found))
    calling.sort(key=lambda each: (-each[2].score, each[0].posted_at, each[0].vacancy_id))
    steps = []
    for vacancy, call, found in calling[:MOST_OFFERS]:
        step = _offer(vacancy, call, commune, [(seeker, found)], cause)
        seeker = step.seekers[0]
        steps.append(step)
    return seeker, steps


def declined(vacancy: Vacancy, call: Call, reasons: Iterable[DeclineReason], cause: str) -> OfferDeclined:
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


def due_again(vacancy: Vacancy, now: datetime) -> Vacancy:
    """To be looked at if a commune's line runs dry and it may have more."""
    return vacancy.due(now) if any(call.runs_dry(vacancy.open_seats) for call in vacancy.calls) else vacancy


def _sorted_out(vacancy: Vacancy, commune: Commune, pool: Pool) -> tuple[list[tuple[Seeker, Fit]], list[DeclineReason]]:
    """Who can be offered, best first; and why the others cannot, the most frequent reason first."""
    fits: list[tuple[Seeker, Fit]] = []
    why_not: Counter[DeclineReason] = Counter()
    way = way_to(commune, vacancy)
    for seeker in pool.seekers:
        if seeker.abilities is None or seeker.state in (State.PLACED, State.GONE, State.INACTIVE):
            continue
        found = fit_at(seeker, vacancy.profile, way, pool.at)
        if isinstance(found, DeclineReason):
            why_not[found] += 1
        elif seeker.may_stand(vacancy.vacancy_id):
            fits.append((seeker, found))
        else:
            why_not[DeclineReason.NO_CANDIDATE_FREE] += 1
    ordered = in_order(fits, vacancy.vacancy_id, pool.key)
    return ordered, sorted(why_not, key=lambda reason: (-why_not[reason], reason))


def _offer(vacancy: Vacancy, call: Call, commune: Commune, chosen: list[tuple[Seeker, Fit]], cause: str) -> Step:
    way = way_to(commune, vacancy)
    fact = OfferMade(
        offer_id=offer_id(cause, vacancy.vacancy_id, call.commune),
        vacancy_id=vacancy.vacancy_id,
        commune=call.commune,
        tier=call.tier,
        candidates=tuple(
            Candidate(
                candidate_ref=seeker.candidate_ref,
                score=found.score,
                minutes=way.minutes if way else None,
                provenance=way.provenance if way else None,
            )
            for seeker, found in chosen
        ),
        complete=call.complete,
    )
    after = replace(call, answered=True, standing=call.standing + len(chosen))
    offered = tuple(seeker.offered(vacancy.vacancy_id, fact.offer_id) for seeker, _ in chosen)
    return Step(vacancy.with_call(after), (fact,), offered)
