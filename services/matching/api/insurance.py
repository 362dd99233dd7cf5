"""HTTP of the seguro de cesantía: what a person's own office notes, is warned of, and exports if it decides to."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request, Response

from services.matching.api import bodies
from services.matching.commands import requests
from services.matching.model.insurance import LAW, RefusalCause, warning
from services.matching.settings import settings_of
from services.matching.store import rows
from shared import http
from shared.contracts.envelope import Cut, Instant, Ref

router = APIRouter(tags=["insurance"])


@router.put("/seekers/{candidate_ref}/insurance", summary="Anotar si la persona cobra el seguro de cesantía")
async def note(
    request: Request, candidate_ref: Ref, body: bodies.NoteInsuranceBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, requests.InsuranceNote(candidate_ref=candidate_ref, **body.model_dump()), key)


@router.post("/seekers/{candidate_ref}/refusals", status_code=201, summary="La persona rechaza un trabajo, y por qué")
async def refuse(
    request: Request, candidate_ref: Ref, body: bodies.RecordRefusalBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    far = settings_of(http.runtime_of(request)).insurance_far_minutes
    asked = requests.RefusalRecord(candidate_ref=candidate_ref, far_minutes=far, **body.model_dump())
    return await http.submit(request, asked, key)


@router.get("/insurance-causes", summary="Causas de rechazo, y la ley de la que vienen")
async def causes() -> dict[str, Any]:
    return {"law": LAW, "causes": _told(RefusalCause)}


@router.get("/insurance-refusals", summary="Rechazos registrados, para que un funcionario los exporte si corresponde")
async def refusals(
    request: Request,
    response: Response,
    commune: Cut,
    since: Instant | None = None,
    limit: http.Limit = 50,
    after: http.After = None,
) -> list[dict[str, Any]]:
    await http.known_cursor(request, after, "SELECT 1 FROM refusal WHERE refusal_id = $1")
    found = await http.rows(request, _REFUSALS, commune, since, limit, after)
    http.point_to_next(request, response, [row["refusal_id"] for row in found], limit)
    return [
        {
            **row,
            "cause_text": RefusalCause(row["cause"]).text,
            "noted": _told(map(RefusalCause, row["noted"])),
            "law": LAW,
        }
        for row in found
    ]


@router.get("/insurance-warnings", summary="Quienes cobran el seguro y están ofrecidos o sentados en otra comuna")
async def warnings(
    request: Request,
    response: Response,
    commune: Cut,
    limit: http.Limit = 50,
    after: http.After = None,
) -> list[dict[str, Any]]:
    """One for each person and vacancy; a page goes on after `<person>/<vacancy>`."""
    person, _, vacancy = (after or "").partition("/")
    found = await http.rows(request, _ABROAD, commune, limit, person, vacancy)
    http.point_to_next(request, response, [f"{row['candidate_ref']}/{row['vacancy_id']}" for row in found], limit)
    places = await http.rows(request, "SELECT * FROM commune WHERE commune = $1", commune)
    ways = rows.commune(**places[0]).ways if places else {}
    far = settings_of(http.runtime_of(request)).insurance_far_minutes
    told = []
    for row in found:
        way = ways.get(row["vacancy_commune"])
        text = warning(way.minutes if way else None, row.pop("max_minutes"), far)
        told.append({**row, "minutes": way.minutes if way else None, "text": text})
    return told


async def warnings_of(request: Request, commune: str, refs: Iterable[str], minutes: int | None) -> list[dict[str, str]]:
    """A warning for each of these people of a commune who is paid by the fund."""
    far = settings_of(http.runtime_of(request)).insurance_far_minutes
    found = await http.rows(request, _PAID, commune, list(refs))
    return [{"candidate_ref": row["candidate_ref"], "text": warning(minutes, row["max_minutes"], far)} for row in found]


def _told(causes: Iterable[RefusalCause]) -> list[dict[str, str]]:
    return [{"cause": cause, "text": cause.text} for cause in causes]


_REFUSALS = """
SELECT * FROM refusal
WHERE commune = $1 AND ($2::timestamptz IS NULL OR at >= $2)
  AND ($4::text IS NULL OR (at, refusal_id) > (SELECT at, refusal_id FROM refusal WHERE refusal_id = $4))
ORDER BY at, refusal_id LIMIT $3
"""

_PAID = """
SELECT candidate_ref, max_minutes FROM insurance JOIN seeker USING (candidate_ref)
WHERE beneficiary AND insurance.commune = $1 AND candidate_ref = ANY($2::text[])
ORDER BY candidate_ref
"""

_ABROAD = """
SELECT s.candidate_ref, s.max_minutes, v.vacancy_id, v.commune AS vacancy_commune, v.profile->>'title' AS title
FROM insurance AS i
JOIN seeker AS s USING (candidate_ref)
CROSS JOIN LATERAL (
    SELECT vacancy_id FROM standing WHERE candidate_ref = s.candidate_ref
    UNION
    SELECT seat->>1 FROM jsonb_array_elements(s.seats) AS seat WHERE seat->>3 = 'held'
) AS met
JOIN vacancy AS v ON v.vacancy_id = met.vacancy_id AND v.commune <> i.commune
WHERE i.beneficiary AND i.commune = $1 AND s.commune = i.commune AND (s.candidate_ref, v.vacancy_id) > ($3, $4)
ORDER BY s.candidate_ref, v.vacancy_id LIMIT $2
"""
