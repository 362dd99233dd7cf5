"""HTTP of what an agenda is made of: venues, people and vehicles, busy times, and clashes."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.events.api import bodies
from services.events.queries import agenda
from shared import http
from shared.contracts import intake
from shared.contracts.envelope import Cut, Ref

router = APIRouter(tags=["agenda"])
VenueId = Annotated[Ref, Path(description="El id del recinto")]
ResourceId = Annotated[Ref, Path(description="El id de la persona, el vehículo o la empresa")]
WEEKS = timedelta(weeks=8)


@router.post("/venues", status_code=201, summary="Registrar un recinto")
async def add_venue(
    body: http.InJson[bodies.VenueBody], request: Request, response: Response, key: http.IdempotencyKey = None
) -> dict[str, str]:
    result = await http.submit(request, intake.VenueRegister(**body.model_dump()), key)
    response.headers["Location"] = f"/v1/venues/{result['venue_id']}"
    return result


@router.put("/venues/{venue_id}", summary="Corregir un recinto")
async def set_venue(
    venue_id: VenueId, body: http.InJson[bodies.VenueBody], request: Request, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.VenueRegister(venue_id=venue_id, **body.model_dump()), key)


@router.get("/venues", summary="Recintos, por comuna")
async def venues(
    read: http.Read,
    paging: http.Paged,
    commune: Annotated[Cut | None, Query(description="De esta comuna; si falta, de todas")] = None,
) -> list[agenda.VenueView]:
    await paging.require_known(agenda.venue_exists, read)
    found = await agenda.venues(read, commune, paging.limit, paging.after)
    return paging.linked(found, lambda venue: venue.venue_id)


@router.get("/venues/{venue_id}", summary="Un recinto")
async def venue(read: http.Read, venue_id: VenueId) -> agenda.VenueView:
    found = await agenda.venue(read, venue_id)
    if found is None:
        raise http.not_found(f"el recinto {venue_id}")
    return found


@router.post("/resources", status_code=201, summary="Registrar una persona, un vehículo o una empresa con sus horas")
async def add_resource(
    body: http.InJson[bodies.ResourceBody], request: Request, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.ResourceRegister(**body.model_dump()), key)


@router.put("/resources/{resource_id}", summary="Corregir una persona, un vehículo o una empresa")
async def set_resource(
    resource_id: ResourceId,
    body: http.InJson[bodies.ResourceBody],
    request: Request,
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, intake.ResourceRegister(resource_id=resource_id, **body.model_dump()), key)


@router.get("/resources", summary="Personas, vehículos y empresas de la oficina")
async def resources(read: http.Read, paging: http.Paged, commune: http.OwnCommune) -> list[agenda.ResourceView]:
    await paging.require_known(agenda.resource_exists, read)
    found = await agenda.resources(read, commune, paging.limit, paging.after)
    return paging.linked(found, lambda resource: resource.resource_id)


@router.post("/busy", status_code=201, summary="Anotar que alguien está ocupado")
async def enter(
    command: http.InJson[intake.BusyEnter], request: Request, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, command, key)


@router.get("/busy", summary="Quién está ocupado y cuándo; con qué no se sabe")
async def busy(
    read: http.Read,
    request: Request,
    commune: Annotated[Cut | None, Query(description="De esta comuna; si falta, de todas")] = None,
    since: Annotated[http.QueryInstant | None, Query(description="Desde este momento; si falta, desde ahora")] = None,
    until: Annotated[http.QueryInstant | None, Query(description="Hasta este momento; si falta, ocho semanas")] = None,
) -> list[agenda.BusyView]:
    begins = since or http.runtime_of(request).now()
    return await agenda.busy(read, commune, begins, max(begins, until or begins + WEEKS))


@router.post("/busy/{busy_id}/remove", summary="Anotar que alguien ya no está ocupado")
async def remove(
    busy_id: Annotated[Ref, Path(description="El id con que se anotó")],
    body: http.InJson[http.Body],
    request: Request,
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, intake.BusyRemove(commune=body.commune, busy_id=busy_id), key)


@router.post("/calendars", summary="Entregar las horas ocupadas de un calendario, en vez de las de antes")
async def calendar(
    command: http.InJson[intake.CalendarImport], request: Request, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, command, key)


@router.get("/clashes", summary="Choques de la agenda, los pendientes primero")
async def clashes(
    read: http.Read,
    paging: http.Paged,
    commune: Annotated[Cut | None, Query(description="Que toca a esta comuna; si falta, todos")] = None,
    every: Annotated[bool, Query(description="También los resueltos y los aceptados")] = False,
) -> list[agenda.ClashView]:
    await paging.require_known(agenda.clash_exists, read)
    found = await agenda.clashes(read, commune, every, paging.limit, paging.after)
    return paging.linked(found, lambda clash: clash.clash_id)


@router.post("/clashes/{clash_id}/accept", summary="Aceptar un choque, con el motivo")
async def accept(
    clash_id: Annotated[Ref, Path(description="El id del choque")],
    body: http.InJson[bodies.WhyBody],
    request: Request,
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, intake.ClashAccept(clash_id=clash_id, **body.model_dump()), key)
