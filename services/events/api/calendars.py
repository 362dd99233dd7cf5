"""HTTP of calendars of others: a file of one is handed in, or an office subscribes to its address."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from services.events.addresses import AddressVault, StatedAddress
from services.events.api import bodies
from services.events.calendars import busy_stretches, calendars_of, said, vault_of
from services.events.icalendar.faults import CalendarRefused
from services.events.queries import calendars
from services.events.requests import CalendarSubscribe, CalendarUnsubscribe
from services.events.settings import settings_of
from services.events.unread import REFUSED
from shared import http
from shared.contracts import intake
from shared.contracts.envelope import Ref
from shared.contracts.replies import Fault
from shared.fetching import Refused
from shared.http.doorkeeper import require
from shared.http.manners import CALENDAR
from shared.runtime import Runtime
from shared.sealing import NoKeyError

router = APIRouter(tags=["calendars"])
FILE: dict[str, Any] = {"requestBody": {"required": True, "content": {CALENDAR: {"schema": {"type": "string"}}}}}


@router.post(
    "/calendars/file",
    summary="Entregar un archivo de calendario (.ics): solo quedan sus horas ocupadas",
    openapi_extra=FILE,
)
async def file(
    request: Request,
    commune: http.OwnCommune,
    owner: Annotated[
        Ref | None, Query(description="La persona, el vehículo o el recinto; si falta, la oficina")
    ] = None,
    calendar: Annotated[Ref, Query(description="Cuál de sus calendarios")] = "calendar",
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    # before it is read, for that takes seconds
    require(request, intake.CalendarImport.WIRE)
    try:
        found = await calendars_of(http.runtime_of(request)).stretches_in(await request.body())
    except CalendarRefused as refused:
        code = refused.faults[0].code
        raise http.Problem(422, "rejected", [Fault(code=code, text=text) for text in said(refused)]) from None
    stretches = busy_stretches(found)
    command = intake.CalendarImport(commune=commune, owner=owner, calendar=calendar, stretches=stretches)
    return await http.submit(request, command, key)


@router.post("/calendars/subscribe", status_code=201, summary="Suscribir un calendario: se lee cada hora")
async def subscribe(
    request: Request, body: http.InJson[bodies.SubscribeBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    runtime = http.runtime_of(request)
    host = calendars_of(runtime).fetcher.host_of(body.url)
    if isinstance(host, Refused):
        fault = Fault(code="address_refused", field="url", text=f"La dirección {REFUSED[host.why]}", pointer="/url")
        raise http.Problem(422, "rejected", [fault])
    about = body.model_dump(exclude={"url"})
    command = CalendarSubscribe(**about, host=host, stated=StatedAddress(_vault(runtime), body.url))
    return await http.submit(request, command, key)


@router.post("/calendars/{calendar_id}/unsubscribe", summary="Dejar de leer un calendario; sus horas quedan libres")
async def unsubscribe(
    calendar_id: Annotated[Ref, Path(description="El id con que se suscribió")],
    body: http.InJson[http.Body],
    request: Request,
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, CalendarUnsubscribe(commune=body.commune, calendar_id=calendar_id), key)


@router.get("/calendars", summary="Calendarios suscritos de la oficina, y por qué alguno no se pudo leer")
async def several(read: http.Read, commune: http.OwnCommune) -> list[calendars.SubscriptionView]:
    return await calendars.subscriptions(read, commune)


def _vault(runtime: Runtime) -> AddressVault:
    try:
        return vault_of(settings_of(runtime))
    except NoKeyError as missing:
        raise http.Problem(503, "unavailable", detail="Falta la llave de calendarios (MESA_CALENDAR_KEY)") from missing
