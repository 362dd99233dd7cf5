"""Routes of offices: members of the Mesa, its policy, reciprocity, outages, and the counts of stated reasons."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.vacancies.model.policy import Policy
from services.vacancies.queries import insights, offices
from shared import http
from shared.calendar import SANTIAGO
from shared.contracts.envelope import Cut

router = APIRouter(tags=["offices"])
Since = Annotated[http.QueryInstant | None, Query(description="Desde este instante; si falta, desde siempre")]
Until = Annotated[http.QueryInstant | None, Query(description="Hasta este instante; si falta, hasta ahora")]
EVER = datetime(2000, 1, 1, tzinfo=SANTIAGO)
"""Before the first vacancy of any Mesa."""


@router.get("/members", summary="Las comunas de la Mesa y sus plazos")
async def members(read: http.Read) -> list[offices.MemberView]:
    return await offices.members(read)


@router.get("/policy", summary="Lo que esta Mesa acordó")
async def agreed(request: Request) -> Policy:
    policy: Policy = http.runtime_of(request).policy
    return policy


@router.get("/reciprocity", summary="Lo que cada oficina ha dado y recibido; solo sirve para resolver empates")
async def reciprocity(request: Request, read: http.Read) -> list[offices.ReciprocityView]:
    """`balance` in thousandths of a seat, as the decision uses it now; `given` and `received` seats without fading."""
    runtime = http.runtime_of(request)
    return await offices.reciprocity(read, runtime.now(), runtime.policy)


@router.get("/outages", summary="Cuándo estuvo caído nuestro bus, según el latido")
async def outages(read: http.Read) -> offices.Outages:
    return await offices.outages(read)


@router.get("/insights", summary="Qué dicen los motivos en un período")
async def told_by_reasons(
    request: Request,
    read: http.Read,
    since: Since = None,
    until: Until = None,
    commune: Annotated[Cut | None, Query(description="De esta comuna; si falta, de todas")] = None,
) -> insights.Insights:
    """Which vacancies pay, transport or training would unlock, in numbers; how the offices answered; who was placed."""
    return await insights.insights(read, since or EVER, until or http.runtime_of(request).now(), commune)
