"""HTTP of what is held: schedule an encuentro, a meeting or a visit; move, call off and conclude any; read them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.events.api import bodies
from services.events.queries import activities
from shared import http
from shared.contracts import intake
from shared.contracts.agenda import ActivityKind
from shared.contracts.envelope import Cut, Ref

router = APIRouter(tags=["activities"])
ActivityId = Annotated[Ref, Path(description="El id de la feria, el encuentro, la reunión o la visita")]


@router.post("/encuentros", status_code=201, summary="Programar un encuentro empresarial")
async def encuentro(
    command: http.InJson[intake.EncuentroSchedule],
    request: Request,
    response: Response,
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await _scheduled(request, response, command, key)


@router.post("/meetings", status_code=201, summary="Programar una reunión")
async def meeting(
    command: http.InJson[intake.MeetingSchedule],
    request: Request,
    response: Response,
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await _scheduled(request, response, command, key)


@router.post("/visits", status_code=201, summary="Programar una visita en terreno")
async def visit(
    command: http.InJson[intake.VisitSchedule], request: Request, response: Response, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await _scheduled(request, response, command, key)


@router.get("/activities", summary="Lo agendado: ferias, encuentros, reuniones y visitas, lo más próximo primero")
async def several(
    read: http.Read,
    paging: http.Paged,
    kind: Annotated[ActivityKind | None, Query(description="Solo de esta clase")] = None,
    commune: Annotated[Cut | None, Query(description="Que organiza o participa")] = None,
    since: Annotated[http.QueryInstant | None, Query(description="Que termina después de este momento")] = None,
    until: Annotated[http.QueryInstant | None, Query(description="Que empieza antes de este momento")] = None,
) -> list[activities.ActivityView]:
    await paging.require_known(activities.exists, read)
    asked = activities.Asked(kind, commune, since, until)
    found = await activities.activities(read, asked, paging.limit, paging.after)
    return paging.linked(found, lambda activity: activity.activity_id)


@router.get("/activities/{activity_id}", summary="Una feria, un encuentro, una reunión o una visita")
async def one(read: http.Read, activity_id: ActivityId) -> activities.ActivityView:
    found = await activities.activity(read, activity_id)
    if found is None:
        raise http.not_found(f"la actividad {activity_id}")
    return found


@router.post("/activities/{activity_id}/move", summary="Cambiar la hora o el lugar")
async def move(
    request: Request, activity_id: ActivityId, body: http.InJson[bodies.MoveBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.ActivityMove(activity_id=activity_id, **body.model_dump()), key)


@router.post("/activities/{activity_id}/cancel", summary="Cancelar")
async def cancel(
    request: Request, activity_id: ActivityId, body: http.InJson[bodies.WhyBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.ActivityCancel(activity_id=activity_id, **body.model_dump()), key)


@router.post("/activities/{activity_id}/conclude", summary="Informar quién vino y qué resultó")
async def conclude(
    request: Request, activity_id: ActivityId, body: http.InJson[bodies.ConcludeBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.ActivityConclude(activity_id=activity_id, **body.model_dump()), key)


async def _scheduled(
    request: Request, response: Response, command: intake.ActivitySchedule, key: str | None
) -> dict[str, str]:
    result = await http.submit(request, command, key)
    response.headers["Location"] = f"/v1/activities/{result[f'{command.KIND.value}_id']}"
    return result
