"""HTTP of cards: those of a commune, that of one seeker, and how many fit a vacancy before it is published."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.matching.api.named import CandidateRef, VacancyId
from services.matching.model.vacancy import VacancyCopy
from services.matching.queries import cards
from services.matching.queries.card_views import Cards, CardShown
from services.matching.queries.fit_counts import FitCounts
from shared import http
from shared.contracts.vacancies import Profile
from shared.postgres.reader import Reader

router = APIRouter(tags=["cards"])


@router.get("/vacancies/{vacancy_id}/cards", summary="Las fichas de una comuna para una vacante, las mejores primero")
async def several(
    request: Request,
    read: http.Read,
    vacancy_id: VacancyId,
    commune: http.OwnCommune,
    limit: Annotated[int, Query(ge=1, le=200, description="Cuántas a lo más, de cada lista")] = 20,
) -> Cards:
    """Of seekers with an occupation near enough: those who fit, then those who would after one change; others counted.

    There is no next page: the order covers all seekers and changes with every registration and every day of waiting,
    so a second page would repeat some seekers and omit others. The card of any seeker can be read by `candidate_ref`.
    """
    runtime = http.runtime_of(request)
    vacancy = await _vacancy(read, vacancy_id)
    return await cards.of_commune(read, vacancy, commune, runtime.now(), runtime.policy, limit)


@router.get("/vacancies/{vacancy_id}/cards/{candidate_ref}", summary="La ficha de una persona para una vacante")
async def one(
    request: Request, read: http.Read, commune: http.ActingCommune, vacancy_id: VacancyId, candidate_ref: CandidateRef
) -> CardShown:
    """The limits met and failed, the points, the cost of the way, and the one change to fit."""
    runtime = http.runtime_of(request)
    vacancy = await _vacancy(read, vacancy_id)
    card = await cards.of_person(read, vacancy, commune, candidate_ref, runtime.now(), runtime.policy)
    if card is None:
        raise http.not_found(f"el perfil de la persona {candidate_ref}")
    return card


@router.post("/vacancies/fit", summary="Cuántas personas de la comuna calzan con una vacante antes de publicarla")
async def fit(request: Request, read: http.Read, profile: http.InJson[Profile], commune: http.OwnCommune) -> FitCounts:
    """Counts by what stands in the way, and nobody's name. Nothing is kept."""
    await http.require_bearable(request, profile)
    runtime = http.runtime_of(request)
    return await cards.how_many(read, profile, commune, runtime.now(), runtime.policy)


async def _vacancy(read: Reader, vacancy_id: str) -> VacancyCopy:
    vacancy = await cards.vacancy(read, vacancy_id)
    if vacancy is None:
        raise http.not_found(f"la vacante {vacancy_id}")
    return vacancy
