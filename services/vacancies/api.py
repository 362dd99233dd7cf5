"""HTTP of vacancies: the same requests as by intake, and what the books say."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from services.vacancies import bodies
from services.vacancies.model.vacancy import Stage
from shared import http
from shared.contracts import intake
from shared.contracts.envelope import Cut

router = APIRouter(tags=["vacancies"])


@router.post("/vacancies", status_code=201, summary="Publicar una vacante")
async def post(
    asked: intake.VacancyPost, request: Request, response: Response, key: http.IdempotencyKey = None
) -> dict[str, str]:
    made = await http.ask(request, asked, key)
    response.headers["Location"] = f"/v1/vacancies/{made['vacancy_id']}"
    return made


@router.get("/vacancies", summary="Vacantes, las más nuevas primero")
async def several(
    request: Request,
    commune: Cut | None = None,
    stage: Annotated[list[Stage] | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    after: Annotated[str | None, Query(description="La última vacante de la página anterior")] = None,
) -> list[dict[str, Any]]:
    query = """
        SELECT * FROM vacancy_seen
        WHERE ($1::text IS NULL OR commune = $1) AND ($2::text[] IS NULL OR stage = ANY($2))
          AND ($4::text IS NULL
               OR (posted_at, vacancy_id) < (SELECT posted_at, vacancy_id FROM vacancy WHERE vacancy_id = $4))
        ORDER BY posted_at DESC, vacancy_id DESC LIMIT $3
        """
    return [_plain(row) for row in await http.rows(request, query, commune, stage, limit, after)]


@router.get("/vacancies/{vacancy_id}", summary="Una vacante con sus cupos y quienes esperan")
async def one(request: Request, vacancy_id: str) -> dict[str, Any]:
    found = await http.rows(request, "SELECT * FROM vacancy_seen WHERE vacancy_id = $1", vacancy_id)
    if not found:
        raise http.not_found(f"la vacante {vacancy_id}")
    leases = await http.rows(request, "SELECT * FROM lease WHERE vacancy_id = $1 ORDER BY fence", vacancy_id)
    waiting = await http.rows(
        request,
        "SELECT candidate_ref, commune, offer_id, tier, score, minutes FROM waiting WHERE vacancy_id = $1"
        " ORDER BY score DESC, minutes NULLS LAST, candidate_ref",
        vacancy_id,
    )
    return {**_plain(found[0]), "leases": leases, "waiting": waiting}


@router.patch("/vacancies/{vacancy_id}", summary="Cambiar una vacante; lo que no se nombra queda igual")
async def amend(
    request: Request, vacancy_id: str, body: bodies.Amend, key: http.IdempotencyKey = None
) -> dict[str, str]:
    try:
        asked = intake.VacancyAmend(vacancy_id=vacancy_id, **body.model_dump(exclude_unset=True))
    except ValidationError as nothing:
        raise http.invalid(nothing) from nothing
    return await http.ask(request, asked, key)


@router.post("/vacancies/{vacancy_id}/withdraw", summary="Retirar una vacante")
async def withdraw(
    request: Request, vacancy_id: str, body: bodies.Withdraw, key: http.IdempotencyKey = None
) -> dict[str, str]:
    asked = intake.VacancyWithdraw(commune=body.commune, vacancy_id=vacancy_id, why=body.why)
    return await http.ask(request, asked, key)


@router.post("/vacancies/{vacancy_id}/declare-unfilled", summary="Pedir ayuda a las comunas vecinas ahora")
async def declare_unfilled(
    request: Request, vacancy_id: str, body: bodies.DeclareUnfilled, key: http.IdempotencyKey = None
) -> dict[str, str]:
    asked = intake.VacancyDeclareUnfilled(commune=body.commune, vacancy_id=vacancy_id, why=body.why)
    return await http.ask(request, asked, key)


@router.post("/vacancies/{vacancy_id}/leases/{lease_id}/release", summary="Liberar un cupo reservado")
async def release(
    request: Request, vacancy_id: str, lease_id: str, body: bodies.Release, key: http.IdempotencyKey = None
) -> dict[str, str]:
    asked = intake.SeatRelease(
        commune=body.commune, vacancy_id=vacancy_id, lease_id=lease_id, fence=body.fence, why=body.why
    )
    return await http.ask(request, asked, key)


@router.post("/vacancies/{vacancy_id}/leases/{lease_id}/place", summary="Declarar la colocación de un cupo")
async def place(
    request: Request, vacancy_id: str, lease_id: str, body: bodies.Place, key: http.IdempotencyKey = None
) -> dict[str, str]:
    asked = intake.PlacementDeclare(commune=body.commune, vacancy_id=vacancy_id, lease_id=lease_id, fence=body.fence)
    return await http.ask(request, asked, key)


@router.get("/members", summary="Las comunas de la Mesa y sus plazos")
async def members(request: Request) -> list[dict[str, Any]]:
    found = await http.rows(request, "SELECT commune, name, at_table, windows FROM member ORDER BY commune")
    return [{**row, "windows": orjson.loads(row["windows"])} for row in found]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "profile": orjson.loads(row["profile"]),
        "call": orjson.loads(row["call"]) if row["call"] else None,
    }
