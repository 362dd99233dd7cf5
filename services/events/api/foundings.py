"""HTTP of founding a Mesa: begin, say what one brings, agree to a vision, read the steps, look for a first agenda."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from services.events.api import plan_bodies
from services.events.queries import foundings, planning
from shared import http
from shared.contracts import intake
from shared.contracts.envelope import Ref

router = APIRouter(prefix="/foundings", tags=["foundings"])
FoundingId = Annotated[Ref, Path(description="El id de la fundación")]


@router.post("", status_code=201, summary="Comenzar a fundar una Mesa con comunas vecinas")
async def start(
    body: http.InJson[intake.FoundingStart], request: Request, response: Response, key: http.IdempotencyKey = None
) -> dict[str, str]:
    result = await http.submit(request, body, key)
    response.headers["Location"] = f"/v1/foundings/{result['founding_id']}"
    return result


@router.get("/{founding_id}", summary="Cada paso de la fundación: qué está hecho, qué falta y qué sigue")
async def one(read: http.Read, founding_id: FoundingId) -> foundings.FoundingView:
    found = await foundings.one(read, founding_id)
    if found is None:
        raise http.not_found(f"la fundación {founding_id}")
    return found


@router.post("/{founding_id}/note", summary="Decir qué interesa, qué preocupa y qué hará la oficina")
async def note(
    request: Request,
    founding_id: FoundingId,
    body: http.InJson[plan_bodies.NoteBody],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, intake.FoundingNote(founding_id=founding_id, **body.model_dump()), key)


@router.post("/{founding_id}/vision", summary="Escribir hacia dónde quiere ir la Mesa")
async def write(
    request: Request,
    founding_id: FoundingId,
    body: http.InJson[plan_bodies.VisionBody],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, intake.FoundingVision(founding_id=founding_id, **body.model_dump()), key)


@router.post("/{founding_id}/agree", summary="Acordar la visión común")
async def agree(
    request: Request,
    founding_id: FoundingId,
    body: http.InJson[plan_bodies.AgreeVisionBody],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, intake.FoundingAgree(founding_id=founding_id, **body.model_dump()), key)


@router.post("/{founding_id}/search", summary="Buscar la primera agenda: visitas, reunión y actividad en conjunto")
async def search(
    read: http.Read, request: Request, founding_id: FoundingId, body: http.InJson[plan_bodies.DatesBody]
) -> planning.PlannedDates:
    http.require_commune(request, body.commune, "foundings_search")
    await http.require_bearable(request, body)
    now = http.runtime_of(request).now()
    wanted = await foundings.without_date(read, founding_id, now)
    if wanted is None:
        raise http.not_found(f"la fundación {founding_id}")
    return await planning.dates_for(read, wanted, now, body.per_week)
