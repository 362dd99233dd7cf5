"""Reads for cards: the vacancy, the commune, and its seekers with an occupation near that of the vacancy."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.matching.model.policy import MatchingPolicy
from services.matching.model.score import least_digits
from services.matching.model.seeker import QueuePlace, Seeker
from services.matching.model.vacancy import OfferingCommune, VacancyCopy
from services.matching.queries.card_views import Cards, CardShown, card_of, cards, shown
from services.matching.queries.fit_counts import FitCounts, fit_counts
from services.matching.store import rows
from shared.contracts.vacancies import Profile
from shared.postgres.columns import qualified
from shared.postgres.reader import Reader

UNPUBLISHED = "-"
"""The id of a vacancy that is not published: none that is."""

PORTION = 5000
"""Seekers read at once. Their cards are made in a thread, so that other requests are answered meanwhile."""


async def vacancy(read: Reader, vacancy_id: str) -> VacancyCopy | None:
    """The copy of a vacancy, without its calls."""
    found = await read.row(f"SELECT {rows.VACANCY} FROM vacancy WHERE vacancy_id = $1", vacancy_id)
    return rows.vacancy(found, ()) if found else None


async def commune(read: Reader, cut: str) -> OfferingCommune:
    """A commune; if no fact of it has arrived, one without ways to others."""
    found = await read.row(f"SELECT {rows.COMMUNE} FROM commune WHERE commune = $1", cut)
    return rows.commune(**found) if found else OfferingCommune(cut, cut)


async def of_commune(
    read: Reader, wanted: VacancyCopy, cut: str, now: datetime, policy: MatchingPolicy, limit: int
) -> Cards:
    """The cards of a commune's seekers with an occupation near enough to that of the vacancy."""
    people, place = await _near(read, wanted, cut), await commune(read, cut)
    return await asyncio.to_thread(cards, wanted, place, people, now, policy, limit)


async def how_many(read: Reader, profile: Profile, cut: str, now: datetime, policy: MatchingPolicy) -> FitCounts:
    """How many of a commune's seekers fit a vacancy of their commune that is not published yet."""
    wanted = VacancyCopy(UNPUBLISHED, cut, profile, 1, 1, now)
    people, place = await _near(read, wanted, cut), await commune(read, cut)
    return await asyncio.to_thread(fit_counts, wanted, place, people, now, policy)


async def _near(read: Reader, wanted: VacancyCopy, cut: str) -> list[Seeker]:
    """The seekers of a commune, free or seated, with an occupation near enough."""
    occupation = wanted.profile.occupation
    near = occupation.code[: least_digits(wanted.profile)] if occupation else None
    people: list[Seeker] = []
    while True:
        # the next portion starts after the last seeker of the one before
        last = people[-1].candidate_ref if people else ""
        found = await read.rows(_OF_COMMUNE, cut, wanted.vacancy_id, near, last, PORTION)
        people += await asyncio.to_thread(_seekers, found, wanted.vacancy_id)
        if len(found) < PORTION:
            break
    return people


async def of_person(
    read: Reader, wanted: VacancyCopy, cut: str, candidate_ref: str, now: datetime, policy: MatchingPolicy
) -> CardShown | None:
    """The card of one seeker of a commune, whether or not they fit; None if their profile is not kept here."""
    found = await read.row(_ONE, candidate_ref, wanted.vacancy_id, cut)
    if found is None:
        return None
    (seeker,) = _seekers([found], wanted.vacancy_id)
    made = card_of(seeker, wanted, await commune(read, seeker.commune), now, policy)
    return shown(seeker, wanted, made) if made else None


async def of_people(
    read: Reader, vacancy_id: str, cut: str, refs: Sequence[str], now: datetime, policy: MatchingPolicy
) -> dict[str, CardShown]:
    """The cards of some seekers of a commune, by pseudonym; empty if the vacancy is not known."""
    wanted = await vacancy(read, vacancy_id)
    if wanted is None:
        return {}
    place = await commune(read, cut)
    people = _seekers(await read.rows(_THESE, list(refs), vacancy_id), vacancy_id)
    made = [(one, card_of(one, wanted, place, now, policy)) for one in people]
    return {one.candidate_ref: shown(one, wanted, card) for one, card in made if card}


def _seekers(found: Sequence[dict[str, Any]], vacancy_id: str) -> list[Seeker]:
    return [rows.seeker(row, [QueuePlace(vacancy_id, row["offer_id"])] if row["offer_id"] else []) for row in found]


_SEEKER = f"""
SELECT {qualified("seeker", rows.SEEKER)}, standing.offer_id
FROM seeker LEFT JOIN standing ON standing.candidate_ref = seeker.candidate_ref AND standing.vacancy_id = $2
"""

_OF_COMMUNE = f"""
{_SEEKER}
WHERE seeker.commune = $1 AND state IN ('free', 'leased') AND occupations IS NOT NULL
  AND ($3::text IS NULL OR $3 = ANY (codes)) AND seeker.candidate_ref > $4
ORDER BY seeker.candidate_ref LIMIT $5
"""

_THESE = f"{_SEEKER} WHERE seeker.candidate_ref = ANY($1::text[])"

_ONE = f"{_SEEKER} WHERE seeker.candidate_ref = $1 AND seeker.commune = $3 AND NOT gone"
