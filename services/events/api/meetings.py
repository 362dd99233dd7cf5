"""HTTP of what the table speaks about and agrees on, and of what a visit has shown."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.events.api import bodies
from services.events.api.activities import ActivityId
from services.events.queries import meetings
from shared import http
from shared.contracts import intake
from shared.contracts.envelope import Cut, Ref

router = APIRouter(tags=["meetings"])
AgreementId = Annotated[Ref, Path(description="El id del acuerdo")]


@router.get("/meetings/{meeting_id}/items", summary="La tabla de una reunión, escrita con lo que está pendiente")
async def items(
    read: http.Read, request: Request, meeting_id: Annotated[Ref, Path(description="El id de la reunión")]
) -> list[meetings.ItemView]:
    found = await meetings.items(read, meeting_id, http.runtime_of(request).now())
    if found is None:
        raise http.not_found(f"la reunión {meeting_id}")
    return found


@router.post("/activities/{activity_id}/agreements", status_code=201, summary="Anotar un acuerdo")
async def agree(
    request: Request, activity_id: ActivityId, body: http.InJson[bodies.AgreeBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.AgreementMake(activity_id=activity_id, **body.model_dump()), key)


@router.get("/agreements", summary="Acuerdos, el que vence primero arriba")
async def agreements(
    read: http.Read,
    paging: http.Paged,
    commune: Annotated[Cut | None, Query(description="De quien lo debe; si falta, de todas")] = None,
    open_: Annotated[bool, Query(alias="open", description="Solo los pendientes")] = False,
) -> list[meetings.AgreementView]:
    await paging.require_known(meetings.exists, read)
    found = await meetings.agreements(read, commune, open_, paging.limit, paging.after)
    return paging.linked(found, lambda agreement: agreement.agreement_id)


@router.post("/agreements/{agreement_id}/keep", summary="Anotar que un acuerdo se cumplió")
async def keep(
    request: Request, agreement_id: AgreementId, body: http.InJson[http.Body], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.AgreementKeep(commune=body.commune, agreement_id=agreement_id), key)


@router.post("/agreements/{agreement_id}/drop", summary="Dejar un acuerdo sin efecto")
async def drop(
    request: Request, agreement_id: AgreementId, body: http.InJson[bodies.WhyBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.AgreementDrop(agreement_id=agreement_id, **body.model_dump()), key)


@router.post("/visits/{visit_id}/report", summary="Informar una visita: qué se vio, qué se aprendió, qué se debe")
async def report(
    request: Request,
    response: Response,
    visit_id: Annotated[Ref, Path(description="El id de la visita")],
    body: http.InJson[bodies.ReportBody],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    result = await http.submit(request, intake.VisitReport(activity_id=visit_id, **body.model_dump()), key)
    response.headers["Location"] = f"/v1/activities/{visit_id}"
    return result
