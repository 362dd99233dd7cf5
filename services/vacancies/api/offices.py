"""The offices: who sits at the table, what they answered, what they owe one another, what the reasons say."""

from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request

from services.vacancies.model.policy import Policy
from services.vacancies.model.reciprocity import Exchange, balances
from services.vacancies.queries import insights
from shared import http
from shared.calendar import SANTIAGO
from shared.contracts.envelope import Cut, Instant

router = APIRouter(tags=["offices"])
Since = Annotated[Instant | None, Query(description="Desde este instante; si falta, desde siempre")]
Until = Annotated[Instant | None, Query(description="Hasta este instante; si falta, hasta ahora")]


@router.get("/members", summary="Las comunas de la Mesa y sus plazos")
async def members(request: Request) -> list[dict[str, Any]]:
    found = await http.rows(request, "SELECT commune, name, at_table, windows, population FROM member ORDER BY commune")
    return [{**row, "windows": orjson.loads(row["windows"])} for row in found]


@router.get("/policy", summary="Lo que esta Mesa acordó")
async def agreed(request: Request) -> Policy:
    policy: Policy = http.runtime_of(request).policy
    return policy


@router.get("/reciprocity", summary="Lo que cada oficina ha dado y recibido; solo sirve para resolver empates")
async def reciprocity(request: Request) -> list[dict[str, Any]]:
    """`balance` in thousandths of a seat, as the decision uses it now; `given` and `received` seats without fading."""
    people, moved, owed = await owed_now(request)
    return [
        {
            "commune": row["commune"],
            "name": row["name"],
            "balance": owed.get(row["commune"], 0),
            "given": sum(x.seats for x in moved if x.home == row["commune"]),
            "received": sum(x.seats for x in moved if x.finder == row["commune"]),
        }
        for row in people
    ]


async def owed_now(request: Request) -> tuple[list[dict[str, Any]], list[Exchange], dict[str, int]]:
    """Who sits at the table, what was exchanged, and the balances that break ties at this moment."""
    people = await http.rows(request, "SELECT commune, name, population FROM member WHERE at_table ORDER BY commune")
    rows = await http.rows(request, "SELECT home, finder, day, seats FROM exchange ORDER BY day DESC LIMIT 5000")
    moved = [Exchange(**row) for row in rows]
    today = http.runtime_of(request).now().astimezone(SANTIAGO).date()
    return (
        people,
        moved,
        balances(moved, {row["commune"]: row["population"] for row in people}, today, http.runtime_of(request).policy),
    )


@router.get("/outages", summary="Cuándo estuvo caído nuestro bus, según el latido")
async def outages(request: Request) -> dict[str, Any]:
    (pulse,) = await http.rows(request, "SELECT said_at, heard_at FROM pulse")
    found = await http.rows(request, "SELECT began, ended FROM outage ORDER BY began DESC LIMIT 100")
    return {**pulse, "outages": found}


@router.get("/insights", summary="Qué dicen los motivos en un período")
async def told_by_reasons(
    request: Request, since: Since = None, until: Until = None, commune: Cut | None = None
) -> insights.Insights:
    """Which vacancies pay, transport or training would unlock, in numbers; how the offices answered; who was placed."""
    from_, to = since or datetime(2000, 1, 1, tzinfo=SANTIAGO), until or http.runtime_of(request).now()

    async def ask(query: str, *values: Any) -> list[dict[str, Any]]:
        return await http.rows(request, query, *values)

    return await insights.read(ask, from_, to, commune)
