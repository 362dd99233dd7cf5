"""HTTP of the cards: for a commune's candidates of a vacancy, and for one of them."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from services.matching.model.score import least_digits
from services.matching.model.seeker import QueuePlace, Seeker
from services.matching.model.vacancy import OfferingCommune, VacancyCopy
from services.matching.queries.cards import Cards, CardShown, card_of, cards, shown
from services.matching.store import rows
from shared import http
from shared.contracts.envelope import Cut, Ref

router = APIRouter(tags=["cards"])
PORTION = 5000
"""So many people are read at once, and none of them is weighed in the loop: others are answered in between."""


@router.get("/vacancies/{vacancy_id}/cards", summary="Las fichas de una comuna para una vacante, las mejores primero")
async def several(
    request: Request, vacancy_id: Ref, commune: Cut, limit: Annotated[int, Query(ge=1, le=200)] = 20
) -> Cards:
    """Of those with an occupation near enough: who fits, then who would with one change; the others are counted.

    There is no next page: the order is over everybody and moves with every registration and every day of waiting, so a
    second page would show some twice and others never. Whoever is farther back has a card by their reference.
    """
    vacancy = await _vacancy(request, vacancy_id)
    asked = vacancy.profile.occupation
    near = asked.code[: least_digits(vacancy.profile)] if asked else None
    people: list[Seeker] = []
    while True:
        last = people[-1].candidate_ref if people else ""
        found = await http.rows(request, _OF_COMMUNE, commune, vacancy_id, near, last, PORTION)
        people += await asyncio.to_thread(_seekers, found, vacancy_id)
        if len(found) < PORTION:
            break
    runtime = http.runtime_of(request)
    place = await _place(request, commune)
    policy = runtime.policy
    return await asyncio.to_thread(cards, vacancy, place, people, runtime.now(), policy, limit)


@router.get("/vacancies/{vacancy_id}/cards/{candidate_ref}", summary="La ficha de una persona para una vacante")
async def one(request: Request, vacancy_id: Ref, candidate_ref: Ref) -> CardShown:
    """Whoever it is: what passes, what fails, the points, what the way costs, the one change that would make it fit."""
    vacancy = await _vacancy(request, vacancy_id)
    found = await http.rows(request, _ONE, candidate_ref, vacancy_id)
    if found:
        seeker = rows.seeker(found[0], _stands(found[0], vacancy_id))
        runtime = http.runtime_of(request)
        place = await _place(request, seeker.commune)
        made = card_of(seeker, vacancy, place, runtime.now(), runtime.policy)
        if made:
            return shown(seeker, vacancy, made)
    raise http.not_found(f"el perfil de la persona {candidate_ref}")


async def cards_of(request: Request, vacancy_id: str, commune: str, refs: Sequence[str]) -> dict[str, CardShown]:
    """The cards of some people of a commune, by pseudonym."""
    vacancy, place = await _vacancy(request, vacancy_id), await _place(request, commune)
    found = await http.rows(request, _THESE, list(refs), vacancy_id)
    runtime = http.runtime_of(request)
    at, policy = runtime.now(), runtime.policy
    people = _seekers(found, vacancy_id)
    made = [(one, card_of(one, vacancy, place, at, policy)) for one in people]
    return {one.candidate_ref: shown(one, vacancy, card) for one, card in made if card}


async def _vacancy(request: Request, vacancy_id: Ref) -> VacancyCopy:
    found = await http.rows(request, "SELECT * FROM vacancy WHERE vacancy_id = $1", vacancy_id)
    if not found:
        raise http.not_found(f"la vacante {vacancy_id}")
    return rows.vacancy(found[0], ())


async def _place(request: Request, commune: str) -> OfferingCommune:
    places = await http.rows(request, "SELECT * FROM commune WHERE commune = $1", commune)
    return rows.commune(**places[0]) if places else OfferingCommune(commune, commune)


def _seekers(found: Sequence[dict[str, Any]], vacancy_id: str) -> list[Seeker]:
    return [rows.seeker(row, _stands(row, vacancy_id)) for row in found]


def _stands(row: dict[str, Any], vacancy_id: Ref) -> list[QueuePlace]:
    return [QueuePlace(vacancy_id, row["offer_id"])] if row["offer_id"] else []


_OF_COMMUNE = """
SELECT seeker.*, standing.offer_id
FROM seeker LEFT JOIN standing ON standing.candidate_ref = seeker.candidate_ref AND standing.vacancy_id = $2
WHERE seeker.commune = $1 AND state IN ('free', 'leased') AND occupations IS NOT NULL
  AND ($3::text IS NULL OR $3 = ANY (codes)) AND seeker.candidate_ref > $4
ORDER BY seeker.candidate_ref LIMIT $5
"""

_THESE = """
SELECT seeker.*, standing.offer_id
FROM seeker LEFT JOIN standing ON standing.candidate_ref = seeker.candidate_ref AND standing.vacancy_id = $2
WHERE seeker.candidate_ref = ANY($1::text[])
"""

_ONE = """
SELECT seeker.*, standing.offer_id
FROM seeker LEFT JOIN standing ON standing.candidate_ref = seeker.candidate_ref AND standing.vacancy_id = $2
WHERE seeker.candidate_ref = $1 AND NOT gone
"""
