"""HTTP of how a fair or encuentro is prepared, who comes, and what came of it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from services.events.api import bodies
from services.events.api.activities import ActivityId
from services.events.queries import activities, preparation
from shared import http
from shared.contracts import intake
from shared.contracts.envelope import Ref

router = APIRouter(tags=["preparation"])
FairId = Annotated[Ref, Path(description="El id de la feria o del encuentro")]
TaskNumber = Annotated[int, Path(ge=1, le=200, description="Qué tarea de la lista, desde 1")]


@router.post("/activities/{activity_id}/prepare", summary="Planificar puestos, programa, tareas y aportes")
async def prepare(
    request: Request, activity_id: ActivityId, body: http.InJson[bodies.PrepareBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.ActivityPrepare(activity_id=activity_id, **body.model_dump()), key)


@router.get("/activities/{activity_id}/preparation", summary="Puestos, programa, tareas y aportes")
async def plan(read: http.Read, activity_id: ActivityId) -> preparation.PreparationView:
    found = await preparation.preparation(read, activity_id)
    if found is None:
        raise http.not_found(f"la actividad {activity_id}")
    return found


@router.post("/activities/{activity_id}/tasks/{task}/finish", summary="Anotar que una tarea está hecha")
async def finish(
    request: Request,
    activity_id: ActivityId,
    task: TaskNumber,
    body: http.InJson[http.Body],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    asked = intake.TaskFinish(commune=body.commune, activity_id=activity_id, task=task)
    return await http.submit(request, asked, key)


@router.post("/activities/{activity_id}/employers/invite", summary="Invitar a una empresa")
async def invite(
    request: Request, activity_id: ActivityId, body: http.InJson[bodies.InviteBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.EmployerInvite(activity_id=activity_id, **body.model_dump()), key)


@router.post("/activities/{activity_id}/employers/answer", summary="Anotar qué respondió una empresa")
async def answer(
    request: Request,
    activity_id: ActivityId,
    body: http.InJson[bodies.EmployerAnswerBody],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, intake.EmployerAnswer(activity_id=activity_id, **body.model_dump()), key)


@router.get("/activities/{activity_id}/employers", summary="Empresas invitadas, y las que la Mesa conoce")
async def employers(read: http.Read, activity_id: ActivityId) -> list[preparation.GuestView]:
    if not await activities.exists(read, activity_id):
        raise http.not_found(f"la actividad {activity_id}")
    return await preparation.guests(read, activity_id)


@router.post("/fairs/{fair_id}/check-in", summary="Entregar lo que anotó un dispositivo en la feria")
async def check_in(
    request: Request, fair_id: FairId, body: http.InJson[bodies.CheckInBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.FairCheckIn(activity_id=fair_id, **body.model_dump()), key)


@router.get("/fairs/{fair_id}/results", summary="Qué resultó de una feria: visitas, entrevistas, colocaciones")
async def results(read: http.Read, fair_id: FairId) -> preparation.FairResults:
    found = await preparation.results(read, fair_id)
    if found is None:
        raise http.not_found(f"la feria {fair_id}")
    return found
