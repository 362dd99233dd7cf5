"""HTTP of fairs: schedule one, read them with the vacancies on their lists, and vacancies without a fair."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.events.queries import fairs
from shared import http
from shared.contracts.envelope import Cut, Ref
from shared.contracts.intake import FairSchedule

router = APIRouter(tags=["events"])


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
) -> list[fairs.FairView]:
    await paging.require_known(fairs.fair_exists, read)
    found = await fairs.fairs(read, commune=commune, over=over, limit=paging.limit, after=paging.after)
    return paging.linked(found, lambda fair: fair.fair_id)


@router.get("/fairs/{fair_id}", summary="Una feria con las vacantes de su lista")
async def one(read: http.Read, fair_id: Annotated[Ref, Path(description="El id de la feria")]) -> fairs.FairWithList:
    found = await fairs.fair(read, fair_id)
    if found is None:
        raise http.not_found(f"la feria {fair_id}")
    return found


@router.get("/stranded", summary="Vacantes que la red no pudo llenar y aún esperan una feria")
async def waiting(read: http.Read) -> list[fairs.UnfilledVacancyView]:
    return await fairs.unfilled(read)
