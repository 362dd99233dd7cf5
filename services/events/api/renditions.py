"""HTTP of rendiciones: plan, correct, hand in, read."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from services.events.api import help_bodies
from services.events.queries import renditions
from shared import http
from shared.contracts import intake
from shared.contracts.envelope import Ref

router = APIRouter(prefix="/renditions", tags=["renditions"])
RenditionId = Annotated[Ref, Path(description="El id de la rendición")]


@router.post("", status_code=201, summary="Agendar una rendición")
async def add(
    body: http.InJson[help_bodies.PlanBody], request: Request, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.RenditionPlan(**body.model_dump()), key)


@router.put("/{rendition_id}", summary="Corregir una rendición que no se ha entregado")
async def correct(
    rendition_id: RenditionId,
    body: http.InJson[help_bodies.PlanBody],
    request: Request,
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, intake.RenditionPlan(rendition_id=rendition_id, **body.model_dump()), key)


@router.post("/{rendition_id}/submit", summary="Anotar la entrega, con el SHA-256 de cada respaldo")
async def submit(
    rendition_id: RenditionId,
    body: http.InJson[help_bodies.SubmitBody],
    request: Request,
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, intake.RenditionSubmit(rendition_id=rendition_id, **body.model_dump()), key)


@router.get("", summary="Rendiciones de la oficina, la que vence primero arriba")
async def several(
    read: http.Read,
    request: Request,
    paging: http.Paged,
    commune: http.OwnCommune,
    open_: Annotated[bool, Query(alias="open", description="Solo las que faltan por entregar")] = False,
) -> list[renditions.RenditionView]:
    await paging.require_known(renditions.exists, read)
    now = http.runtime_of(request).now()
    found = await renditions.several(read, commune, now, open_only=open_, limit=paging.limit, after=paging.after)
    return paging.linked(found, lambda rendition: rendition.rendition_id)
