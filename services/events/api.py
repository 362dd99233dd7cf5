"""HTTP of events: schedule a fair, read fairs with the vacancies on their lists, and vacancies without a fair."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.events import queries
from shared import http
from shared.contracts.envelope import Cut, Ref
from shared.contracts.intake import FairSchedule
from shared.http.examples import Example, Examples

router = APIRouter(tags=["events"])
FAIR = {"commune": "16301", "title": "Feria laboral de otoño", "place": "Gimnasio municipal"}
ENDS = {"ends_at": "2026-04-10T18:00:00-03:00"}
EXAMPLES: Examples = {
    FairSchedule: (
        Example({**FAIR, "starts_at": "2026-04-10T10:00:00-03:00", **ENDS}),
        Example({**FAIR, "starts_at": "2026-04-11T10:00:00-03:00", **ENDS}, refused="value_error"),
    )
}


@router.post("/fairs", status_code=201, summary="Programar una feria")
async def schedule(
    command: http.InJson[FairSchedule], request: Request, response: Response, key: http.IdempotencyKey = None
) -> dict[str, str]:
    result = await http.submit(request, command, key)
    response.headers["Location"] = f"/v1/fairs/{result['fair_id']}"
    return result


@router.get("/fairs", summary="Ferias, la más próxima primero")
async def several(
    read: http.Read,
    paging: http.Paged,
    commune: Annotated[Cut | None, Query(description="De esta comuna; si falta, de todas")] = None,
    over: Annotated[bool, Query(description="Las que ya terminaron, en vez de las que vienen")] = False,
) -> list[queries.FairView]:
    await paging.require_known(queries.fair_exists, read)
    found = await queries.fairs(read, commune=commune, over=over, limit=paging.limit, after=paging.after)
    return paging.linked(found, lambda fair: fair.fair_id)


@router.get("/fairs/{fair_id}", summary="Una feria con las vacantes de su lista")
async def one(read: http.Read, fair_id: Annotated[Ref, Path(description="El id de la feria")]) -> queries.FairWithList:
    found = await queries.fair(read, fair_id)
    if found is None:
        raise http.not_found(f"la feria {fair_id}")
    return found


@router.get("/stranded", summary="Vacantes que la red no pudo llenar y aún esperan una feria")
async def waiting(read: http.Read) -> list[queries.UnfilledVacancyView]:
    return await queries.unfilled(read)
