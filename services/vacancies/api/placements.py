"""Placements: list, read with their history, verify or refute by the contribution record, correct the credit."""

from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from services.vacancies.api import bodies
from services.vacancies.model.placements import PlacementState
from shared import http
from shared.contracts import intake
from shared.contracts.envelope import Cut, Ref

router = APIRouter(prefix="/placements", tags=["placements"])


@router.get("", summary="Colocaciones, las más nuevas primero")
async def several(
    request: Request,
    response: Response,
    commune: Cut | None = None,
    state: PlacementState | None = None,
    limit: http.Limit = 50,
    after: http.After = None,
) -> list[dict[str, Any]]:
    """Of a commune: those whose credit it shares."""
    query = """
        SELECT * FROM placement
        WHERE ($1::text IS NULL OR credit ? $1) AND ($2::text IS NULL OR state = $2)
          AND ($4::text IS NULL OR (declared_at, placement_id) < (
               SELECT declared_at, placement_id FROM placement WHERE placement_id = $4))
        ORDER BY declared_at DESC, placement_id DESC LIMIT $3
        """
    await http.known_cursor(request, after, "SELECT 1 FROM placement WHERE placement_id = $1")
    found = await http.rows(request, query, commune, state, limit, after)
    http.point_to_next(request, response, [row["placement_id"] for row in found], limit)
    return [_plain(row) for row in found]


@router.get("/{placement_id}", summary="Una colocación con su historia")
async def one(request: Request, response: Response, placement_id: Ref) -> dict[str, Any]:
    """The ETag goes into `If-Match` of a correction."""
    found = await _placement(request, placement_id)
    http.tag(response, len(found["history"]))
    return found


@router.post("/{placement_id}/verify", summary="Anotar lo que dicen las cotizaciones")
async def verify(
    request: Request, placement_id: Ref, body: bodies.VerifyPlacementBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    vacancy_id = await _vacancy_of(request, placement_id)
    asked = intake.PlacementVerify(vacancy_id=vacancy_id, placement_id=placement_id, **body.model_dump())
    return await http.submit(request, asked, key)


@router.post("/{placement_id}/end", summary="El trabajo terminó: la persona vuelve a buscar")
async def end(
    request: Request, placement_id: Ref, body: bodies.EndPlacementBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    vacancy_id = await _vacancy_of(request, placement_id)
    asked = intake.PlacementEnd(vacancy_id=vacancy_id, placement_id=placement_id, **body.model_dump())
    return await http.submit(request, asked, key)


@router.post("/{placement_id}/correct", summary="Repartir de nuevo el crédito")
async def correct(
    request: Request,
    placement_id: Ref,
    body: bodies.CorrectCreditBody,
    key: http.IdempotencyKey = None,
    match: http.IfMatch = None,
) -> dict[str, str]:
    """With `If-Match` only if nobody has changed it since: otherwise 412, and nothing is changed."""
    about = {"vacancy_id": await _vacancy_of(request, placement_id), "placement_id": placement_id}
    try:
        asked = intake.PlacementCorrect(**about, if_revision=http.revision_of(match), **body.model_dump())
    except ValidationError as wrong:
        raise http.invalid(wrong) from wrong
    return await http.submit(request, asked, key)


async def _placement(request: Request, placement_id: str) -> dict[str, Any]:
    found = await http.rows(request, "SELECT * FROM placement WHERE placement_id = $1", placement_id)
    if not found:
        raise http.not_found(f"la colocación {placement_id}")
    return _plain(found[0])


async def _vacancy_of(request: Request, placement_id: str) -> str:
    return str((await _placement(request, placement_id))["vacancy_id"])


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "credit": orjson.loads(row["credit"]), "history": orjson.loads(row["history"])}
