"""Employers: who reached them and what came of it, planned visits, joint approaches, how long they wait for answers."""

from datetime import date, datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from services.vacancies.api import bodies
from services.vacancies.api.offices import Since, Until
from services.vacancies.model.employers import known_as
from services.vacancies.queries import answer_times
from shared import http
from shared.calendar import SANTIAGO
from shared.contracts import intake
from shared.contracts.envelope import Cut, Ref

router = APIRouter(prefix="/employers", tags=["employers"])


@router.get("", summary="Las empresas que las OMIL han contactado, por nombre")
async def several(
    request: Request,
    response: Response,
    text: Annotated[str | None, Query(max_length=100, description="Parte del nombre")] = None,
    commune: Annotated[Cut | None, Query(description="Contactadas por esta comuna")] = None,
    next_by: Annotated[date | None, Query(description="Con el próximo contacto hasta este día")] = None,
    limit: http.Limit = 50,
    after: http.After = None,
) -> list[dict[str, Any]]:
    """With the last contact of any office, the day it asked for the next one, and the next visit that is planned."""
    query = """
        SELECT * FROM employer_seen
        WHERE ($1::text IS NULL OR strpos(known_as, $1) > 0) AND ($2::text IS NULL OR $2 = ANY(communes))
          AND ($5::date IS NULL OR next_on <= $5)
          AND ($4::text IS NULL OR known_as > (SELECT known_as FROM employer WHERE employer_id = $4))
        ORDER BY known_as LIMIT $3
        """
    await http.known_cursor(request, after, "SELECT 1 FROM employer WHERE employer_id = $1")
    found = await http.rows(request, query, known_as(text) if text else None, commune, limit, after, next_by)
    http.point_to_next(request, response, [row["employer_id"] for row in found], limit)
    return found


@router.get("/answer-times", summary="Cuánto esperan las empresas una respuesta, por comuna y en toda la Mesa")
async def waits(request: Request, since: Since = None, until: Until = None) -> answer_times.AnswerTimes:
    """Working hours of the home office. Of vacancies posted in the period; `silent`: those without any answer yet."""
    now = http.runtime_of(request).now()

    async def ask(query: str, *values: Any) -> list[dict[str, Any]]:
        return await http.rows(request, query, *values)

    return await answer_times.read(ask, since or datetime(2000, 1, 1, tzinfo=SANTIAGO), until or now, now)


@router.post("/contacts", status_code=201, summary="Anotar un contacto con una empresa")
async def note(
    asked: intake.EmployerContact, request: Request, response: Response, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return _made(response, await http.submit(request, asked, key))


@router.post("/visits", status_code=201, summary="Planificar una visita a una empresa")
async def plan(
    asked: intake.EmployerPlan, request: Request, response: Response, key: http.IdempotencyKey = None
) -> dict[str, str]:
    """`warning`: which office was there lately or will be soon. The visit stands all the same."""
    return _made(response, await http.submit(request, asked, key))


@router.get("/contacts/{contact_id}", summary="Un contacto o una visita planificada")
async def contact(request: Request, response: Response, contact_id: Ref) -> dict[str, Any]:
    """Without a result it is planned. The ETag goes into `If-Match` of a change."""
    query = "SELECT c.*, e.name AS employer FROM contact c JOIN employer e USING (employer_id) WHERE contact_id = $1"
    found = await http.rows(request, query, contact_id)
    if not found:
        raise http.not_found(f"el contacto {contact_id}")
    http.tag(response, found[0]["revision"])
    return found[0]


@router.patch("/contacts/{contact_id}", summary="Informar el resultado de un contacto, o corregirlo")
async def report(
    request: Request,
    response: Response,
    contact_id: Ref,
    body: bodies.ReportContactBody,
    key: http.IdempotencyKey = None,
    match: http.IfMatch = None,
) -> dict[str, str]:
    """With `If-Match` only if nobody has changed it since: otherwise 412, and nothing is changed."""
    try:
        asked = intake.EmployerReport(contact_id=contact_id, if_revision=http.revision_of(match), **body.model_dump())
    except ValidationError as wrong:
        raise http.invalid(wrong) from wrong
    made = await http.submit(request, asked, key)
    http.tag(response, made["revision"])
    return made


@router.post("/approaches", status_code=201, summary="Proponer a otras comunas ir juntas a una empresa")
async def propose(asked: intake.ApproachPropose, request: Request, key: http.IdempotencyKey = None) -> dict[str, str]:
    """`warning`: one is open already, and whose."""
    return await http.submit(request, asked, key)


@router.get("/approaches", summary="Gestiones conjuntas en que participa o a que está invitada una comuna")
async def approaches(
    request: Request,
    response: Response,
    commune: Annotated[Cut | None, Query(description="Que la propuso o está invitada")] = None,
    open_: Annotated[bool, Query(alias="open", description="Solo las que no han terminado")] = False,
    limit: http.Limit = 50,
    after: http.After = None,
) -> list[dict[str, Any]]:
    """The newest first; `answers` says who of the invited joins, who does not, and who has not said."""
    await http.known_cursor(request, after, "SELECT 1 FROM approach WHERE approach_id = $1")
    found = await http.rows(request, _APPROACHES_OF, commune, open_, limit, after, None)
    http.point_to_next(request, response, [row["approach_id"] for row in found], limit)
    return [_answered(row) for row in found]


@router.get("/approaches/{approach_id}", summary="Una gestión conjunta")
async def approach(request: Request, approach_id: Ref) -> dict[str, Any]:
    found = await http.rows(request, _APPROACHES_OF, None, False, 1, None, approach_id)
    if not found:
        raise http.not_found(f"la gestión conjunta {approach_id}")
    return _answered(found[0])


@router.post("/approaches/{approach_id}/answer", summary="Sumarse a una gestión conjunta, o no")
async def answer(
    request: Request, approach_id: Ref, body: bodies.AnswerApproachBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    asked = intake.ApproachAnswer(commune=body.commune, approach_id=approach_id, joins=body.joins)
    return await http.submit(request, asked, key)


@router.post("/approaches/{approach_id}/conclude", summary="Informar el resultado de una gestión conjunta")
async def conclude(
    request: Request, approach_id: Ref, body: bodies.ConcludeApproachBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.ApproachConclude(approach_id=approach_id, **body.model_dump()), key)


@router.get("/{employer_id}", summary="Una empresa con sus contactos, gestiones conjuntas y vacantes")
async def one(request: Request, employer_id: Ref) -> dict[str, Any]:
    """The newest hundred of each, newest first."""
    found = await http.rows(request, "SELECT * FROM employer_seen WHERE employer_id = $1", employer_id)
    if not found:
        raise http.not_found(f"la empresa {employer_id}")
    contacts = await http.rows(request, _CONTACTS, employer_id)
    together = await http.rows(request, _APPROACHES, employer_id)
    return {
        **found[0],
        "contacts": contacts,
        "approaches": [_answered(row) for row in together],
        "vacancies": await http.rows(request, _VACANCIES, found[0]["known_as"]),
    }


def _answered(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "answers": orjson.loads(row["answers"])}


def _made(response: Response, made: dict[str, str]) -> dict[str, str]:
    response.headers["Location"] = f"/v1/employers/contacts/{made['contact_id']}"
    http.tag(response, made["revision"])
    return made


_CONTACTS = "SELECT * FROM contact WHERE employer_id = $1 ORDER BY at DESC, contact_id LIMIT 100"
_APPROACHES = "SELECT * FROM approach WHERE employer_id = $1 ORDER BY proposed_at DESC, approach_id LIMIT 100"
_APPROACHES_OF = """
SELECT a.*, e.name AS employer FROM approach a JOIN employer e USING (employer_id)
WHERE ($1::text IS NULL OR a.commune = $1 OR $1 = ANY (a.invited)) AND (NOT $2 OR a.result IS NULL)
  AND ($4::text IS NULL OR (a.proposed_at, a.approach_id) < (
       SELECT proposed_at, approach_id FROM approach WHERE approach_id = $4))
  AND ($5::text IS NULL OR a.approach_id = $5)
ORDER BY a.proposed_at DESC, a.approach_id DESC LIMIT $3
"""
_VACANCIES = """
SELECT vacancy_id, folio, commune, profile->>'title' AS title, seats, placed, stage, posted_at
FROM vacancy WHERE split_part(fingerprint, '|', 1) = $1 ORDER BY posted_at DESC, vacancy_id LIMIT 100
"""
