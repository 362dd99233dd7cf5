"""HTTP of the Mesa's plan of a year: set lines, drop them, read how they stand, look for dates."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from services.events.api import bodies, plan_bodies
from services.events.queries import planning, plans
from shared import http
from shared.contracts import intake
from shared.contracts.agenda import PlanYear
from shared.contracts.envelope import Ref

router = APIRouter(prefix="/plan/{year}", tags=["plans"])
Year = Annotated[PlanYear, Path(description="El año del plan")]
LineId = Annotated[Ref, Path(description="El id de la línea del plan")]


@router.get("", summary="El plan de un año: metas y actividades, y cómo va cada una")
async def one(read: http.Read, request: Request, year: Year) -> plans.PlanView:
    return await plans.one(read, year, http.runtime_of(request).now())


@router.post("/goals", status_code=201, summary="Poner una meta en el plan")
async def add_goal(
    year: Year, body: http.InJson[plan_bodies.GoalBody], request: Request, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.PlanGoal(year=year, **body.model_dump()), key)


@router.put("/goals/{line_id}", summary="Corregir una meta")
async def correct_goal(
    year: Year,
    line_id: LineId,
    body: http.InJson[plan_bodies.GoalBody],
    request: Request,
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, intake.PlanGoal(year=year, line_id=line_id, **body.model_dump()), key)


@router.post("/activities", status_code=201, summary="Poner una actividad en el plan")
async def add_activity(
    year: Year, body: http.InJson[plan_bodies.PlannedBody], request: Request, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.PlanActivity(year=year, **body.model_dump()), key)


@router.put("/activities/{line_id}", summary="Corregir una actividad planificada")
async def correct_activity(
    year: Year,
    line_id: LineId,
    body: http.InJson[plan_bodies.PlannedBody],
    request: Request,
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, intake.PlanActivity(year=year, line_id=line_id, **body.model_dump()), key)


@router.post("/lines/{line_id}/drop", summary="Sacar una línea del plan")
async def drop(
    year: Year, line_id: LineId, body: http.InJson[bodies.WhyBody], request: Request, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.PlanDrop(year=year, line_id=line_id, **body.model_dump()), key)


@router.post("/search", summary="Buscar fecha para lo planificado que no tiene: con razones, sin cambiar nada")
async def search(
    read: http.Read, request: Request, year: Year, body: http.InJson[plan_bodies.DatesBody]
) -> planning.PlannedDates:
    http.require_commune(request, body.commune, "plans_search")
    await http.require_bearable(request, body)
    now = http.runtime_of(request).now()
    wanted = await plans.without_date(read, year, now)
    return await planning.dates_for(read, wanted, now, body.per_week)
