"""HTTP of events: plan a fair, see the agenda and what stands on a fair's list."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from shared import http
from shared.contracts.envelope import Cut, Ref
from shared.contracts.intake import FairSchedule

router = APIRouter(tags=["events"])


@router.post("/fairs", status_code=201, summary="Programar una feria")
async def schedule(
    asked: FairSchedule, request: Request, response: Response, key: http.IdempotencyKey = None
) -> dict[str, str]:
    made = await http.submit(request, asked, key)
    response.headers["Location"] = f"/v1/fairs/{made['fair_id']}"
    return made


@router.get("/fairs", summary="Ferias, la más próxima primero")
async def several(
    request: Request,
    commune: Cut | None = None,
    over: bool = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    after: Annotated[str | None, Query(description="La última feria de la página anterior")] = None,
) -> list[dict[str, Any]]:
    query = """
        SELECT f.*, (SELECT count(*) FROM stranded s WHERE s.fair_id = f.fair_id) AS vacancies
        FROM fair f
        WHERE ($1::text IS NULL OR commune = $1) AND over = $2
          AND ($4::text IS NULL OR (starts_at, fair_id) > (SELECT starts_at, fair_id FROM fair WHERE fair_id = $4))
        ORDER BY starts_at, fair_id LIMIT $3
        """
    await http.known_cursor(request, after, "SELECT 1 FROM fair WHERE fair_id = $1")
    return await http.rows(request, query, commune, over, limit, after)


@router.get("/fairs/{fair_id}", summary="Una feria con las vacantes de su lista")
async def one(request: Request, fair_id: Ref) -> dict[str, Any]:
    found = await http.rows(request, "SELECT * FROM fair WHERE fair_id = $1", fair_id)
    if not found:
        raise http.not_found(f"la feria {fair_id}")
    vacancies = await http.rows(
        request,
        "SELECT vacancy_id, commune, title, seats_left, valid_through FROM stranded WHERE fair_id = $1"
        " ORDER BY commune, vacancy_id",
        fair_id,
    )
    return {**found[0], "vacancies": vacancies}


@router.get("/stranded", summary="Vacantes que la red no pudo llenar y aún esperan una feria")
async def waiting(request: Request) -> list[dict[str, Any]]:
    query = (
        "SELECT vacancy_id, commune, title, seats_left, valid_through, fair_id FROM stranded WHERE NOT gone"
        " ORDER BY commune, vacancy_id"
    )
    return await http.rows(request, query)
