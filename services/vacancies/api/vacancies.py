"""Vacancies: post, list, read, amend, withdraw, call the neighbours, part from a twin; and who holds a copy."""

from dataclasses import asdict
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from services.vacancies.api import bodies
from services.vacancies.api.named import VacancyId
from services.vacancies.api.offices import owed_now
from services.vacancies.context import legal_review
from services.vacancies.model.seats import in_order
from services.vacancies.model.vacancy import Stage
from services.vacancies.store import rows
from shared import http
from shared.calendar import SANTIAGO
from shared.contracts import intake
from shared.contracts.envelope import Cut, Ref
from shared.contracts.intake.vacancy import AskedProfile

router = APIRouter(tags=["vacancies"])


@router.post("/vacancies", status_code=201, summary="Publicar una vacante")
async def post(
    asked: intake.VacancyPost, request: Request, response: Response, key: http.IdempotencyKey = None
) -> dict[str, str]:
    """The answer has the folio; `linked_to` if it was recognised as one that stands already; `warnings` of the law."""
    made = await http.submit(request, asked, key)
    response.headers["Location"] = f"/v1/vacancies/{made['vacancy_id']}"
    return made


@router.post("/vacancies/review", summary="Revisar una vacante antes de publicarla")
async def review(request: Request, profile: AskedProfile) -> list[dict[str, str]]:
    """What the legal review finds, and whether it would be refused or only warned of. Nothing is kept."""
    today = http.runtime_of(request).now().astimezone(SANTIAGO).date()
    return [
        {
            "code": flag.code,
            "severity": severity,
            "field": flag.field,
            "words": flag.words,
            "text": flag.text,
            "neutral": flag.neutral,
        }
        for flag, severity in legal_review(profile, today, http.runtime_of(request).policy)
    ]


@router.get("/vacancies", summary="Vacantes, las más nuevas primero")
async def several(
    request: Request,
    response: Response,
    commune: Cut | None = None,
    stage: Annotated[list[Stage] | None, Query()] = None,
    text: Annotated[
        str | None, Query(max_length=100, description="Parte del título o de la empresa, o el folio")
    ] = None,
    external_ref: Annotated[Ref | None, Query(description="Como la llama el sistema que la publicó")] = None,
    limit: http.Limit = 50,
    after: http.After = None,
) -> list[dict[str, Any]]:
    query = """
        SELECT * FROM vacancy_seen
        WHERE ($1::text IS NULL OR commune = $1) AND ($2::text[] IS NULL OR stage = ANY($2))
          AND ($5::text IS NULL OR folio = upper($5) OR strpos(bare(profile->>'title'), bare($5)) > 0
               OR strpos(bare(profile->>'employer'), bare($5)) > 0)
          AND ($6::text IS NULL OR external_ref = $6)
          AND ($4::text IS NULL
               OR (posted_at, vacancy_id) < (SELECT posted_at, vacancy_id FROM vacancy WHERE vacancy_id = $4))
        ORDER BY posted_at DESC, vacancy_id DESC LIMIT $3
        """
    await http.known_cursor(request, after, "SELECT 1 FROM vacancy WHERE vacancy_id = $1")
    found = await http.rows(request, query, commune, stage, limit, after, text, external_ref)
    http.point_to_next(request, response, [row["vacancy_id"] for row in found], limit)
    return [_plain(row) for row in found]


@router.get("/vacancies/{vacancy_id}", summary="Una vacante con sus cupos y quienes esperan, por id o folio")
async def one(request: Request, response: Response, vacancy_id: VacancyId) -> dict[str, Any]:
    """`waiting` is the overflow list, next in line first, as the decision would take them now.

    The ETag goes into `If-Match` of a change.
    """
    found = await http.rows(request, "SELECT * FROM vacancy_seen WHERE vacancy_id = $1", vacancy_id)
    if not found:
        raise http.not_found(f"la vacante {vacancy_id}")
    leases = await http.rows(request, "SELECT * FROM lease WHERE vacancy_id = $1 ORDER BY fence", vacancy_id)
    http.tag(response, found[0]["revision"])
    return {**_plain(found[0]), "leases": leases, "waiting": await _line(request, vacancy_id)}


async def _line(request: Request, vacancy_id: str) -> list[dict[str, Any]]:
    """Who waits, in the order in which they would be given a seat now."""
    stored = await http.rows(request, "SELECT * FROM vacancy WHERE vacancy_id = $1", vacancy_id)
    waiting = await http.rows(request, "SELECT * FROM waiting WHERE vacancy_id = $1", vacancy_id)
    if not stored or not waiting:
        return []
    _, _, owed = await owed_now(request)
    line = in_order(rows.vacancy(stored[0], (), [rows.waiting(row) for row in waiting]), owed)
    return [{"place": place, **asdict(one)} for place, one in enumerate(line, start=1)]


@router.patch("/vacancies/{vacancy_id}", summary="Cambiar una vacante; lo que no se nombra queda igual")
async def amend(
    request: Request,
    response: Response,
    vacancy_id: VacancyId,
    body: bodies.AmendVacancyBody,
    key: http.IdempotencyKey = None,
    match: http.IfMatch = None,
) -> dict[str, str]:
    """With `If-Match` only if nobody has changed it since: otherwise 412, and nothing is changed."""
    given = body.model_dump(exclude_unset=True)
    if (revision := http.revision_of(match)) is not None:
        given["if_revision"] = revision
    try:
        asked = intake.VacancyAmend(vacancy_id=vacancy_id, **given)
    except ValidationError as nothing:
        raise http.invalid(nothing) from nothing
    made = await http.submit(request, asked, key)
    http.tag(response, made["revision"])
    return made


@router.post("/vacancies/{vacancy_id}/withdraw", summary="Retirar una vacante")
async def withdraw(
    request: Request, vacancy_id: VacancyId, body: bodies.WithdrawVacancyBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    asked = intake.VacancyWithdraw(commune=body.commune, vacancy_id=vacancy_id, why=body.why)
    return await http.submit(request, asked, key)


@router.post("/vacancies/{vacancy_id}/declare-unfilled", summary="Pedir ayuda a las comunas vecinas ahora")
async def declare_unfilled(
    request: Request, vacancy_id: VacancyId, body: bodies.DeclareUnfilledBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    asked = intake.VacancyDeclareUnfilled(commune=body.commune, vacancy_id=vacancy_id, why=body.why)
    return await http.submit(request, asked, key)


@router.post("/vacancies/{vacancy_id}/part", summary="Separar una vacante de la que parecía la misma")
async def part(
    request: Request, vacancy_id: VacancyId, body: http.Body, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.VacancyPart(commune=body.commune, vacancy_id=vacancy_id), key)


@router.post("/vacancies/{vacancy_id}/acknowledge", summary="Decir que la copia de la comuna está al día")
async def acknowledge(
    request: Request, vacancy_id: VacancyId, body: bodies.AcknowledgeBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    asked = intake.VacancyAcknowledge(commune=body.commune, vacancy_id=vacancy_id, revision=body.revision)
    return await http.submit(request, asked, key)


@router.get("/vacancies/{vacancy_id}/holders", summary="Quién tiene copia de la vacante, y quién no está al día")
async def holders(request: Request, vacancy_id: VacancyId) -> dict[str, Any]:
    """`pending_since`: the first change that the commune has not acknowledged."""
    found = await http.rows(request, "SELECT revision, revised_at FROM vacancy WHERE vacancy_id = $1", vacancy_id)
    if not found:
        raise http.not_found(f"la vacante {vacancy_id}")
    query = """
        SELECT h.commune, m.name, coalesce(m.at_table, false) AS at_table, h.revision, h.at, h.pending_since
        FROM holder_seen h LEFT JOIN member m ON m.commune = h.commune
        WHERE h.vacancy_id = $1 ORDER BY h.commune
        """
    return {**found[0], "holders": await http.rows(request, query, vacancy_id)}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "profile": orjson.loads(row["profile"]),
        "call": orjson.loads(row["call"]) if row["call"] else None,
    }
