"""Placements: list, read with their history, verify or refute by the contribution record, correct the credit."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from services.vacancies.api import bodies
from services.vacancies.api.named import PlacementId
from services.vacancies.model.placements import PlacementState
from services.vacancies.queries import placements
from shared import http
from shared.contracts import intake
from shared.postgres.reader import Reader

router = APIRouter(prefix="/placements", tags=["placements"])


@router.get("", summary="Colocaciones, las más nuevas primero")
async def several(
    read: http.Read,
    paging: http.Paged,
    commune: http.OwnCommune,
    state: Annotated[PlacementState | None, Query(description="Solo las que están así")] = None,
) -> list[placements.PlacementView]:
    """Those whose credit the commune shares, whose vacancy is its own, or for which it found the person."""
    await paging.require_known(placements.exists, read)
    found = await placements.listed(read, commune=commune, state=state, limit=paging.limit, after=paging.after)
    return paging.linked(found, lambda placement: placement.placement_id)


@router.get("/{placement_id}", summary="Una colocación con su historia")
async def one(
    response: Response, read: http.Read, commune: http.ActingCommune, placement_id: PlacementId
) -> placements.PlacementView:
    """The ETag goes into `If-Match` of a correction."""
    found = await _placement(read, commune, placement_id)
    http.tag(response, len(found.history))
    return found


@router.post("/{placement_id}/verify", summary="Anotar lo que dicen las cotizaciones")
async def verify(
    request: Request,
    read: http.Read,
    placement_id: PlacementId,
    body: http.InJson[bodies.VerifyPlacementBody],
    how: http.Tried,
) -> dict[str, str]:
    vacancy_id = await _vacancy_of(read, body.commune, placement_id)
    asked = intake.PlacementVerify(vacancy_id=vacancy_id, placement_id=placement_id, **body.model_dump())
    return await http.submit(request, asked, how)


@router.post("/{placement_id}/end", summary="El trabajo terminó: la persona vuelve a buscar")
async def end(
    request: Request,
    read: http.Read,
    placement_id: PlacementId,
    body: http.InJson[bodies.EndPlacementBody],
    how: http.Tried,
) -> dict[str, str]:
    vacancy_id = await _vacancy_of(read, body.commune, placement_id)
    asked = intake.PlacementEnd(vacancy_id=vacancy_id, placement_id=placement_id, **body.model_dump())
    return await http.submit(request, asked, how)


@router.post("/{placement_id}/correct", summary="Repartir de nuevo el crédito")
async def correct(
    request: Request,
    read: http.Read,
    placement_id: PlacementId,
    body: http.InJson[bodies.CorrectCreditBody],
    match: http.MustMatch,
    how: http.Tried,
) -> dict[str, str]:
    """Only if nobody has changed it since: otherwise 412, and nothing is changed."""
    found = await _placement(read, body.commune, placement_id)

    async def current() -> int:
        return len(found.history)

    about = {"vacancy_id": found.vacancy_id, "placement_id": placement_id}
    revision = await match.revision(current)
    try:
        asked = intake.PlacementCorrect(**about, if_revision=revision, **body.model_dump())
    except ValidationError as wrong:
        raise http.invalid(wrong) from wrong
    return await http.submit(request, asked, how)


async def _placement(read: Reader, commune: str, placement_id: str) -> placements.PlacementView:
    found = await placements.one(read, commune, placement_id)
    if found is None:
        raise http.not_found(f"la colocación {placement_id}")
    return found


async def _vacancy_of(read: Reader, commune: str, placement_id: str) -> str:
    return (await _placement(read, commune, placement_id)).vacancy_id
