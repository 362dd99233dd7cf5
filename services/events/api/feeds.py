"""HTTP of our calendars: an office makes and revokes addresses of them, and takes an invitation to an activity."""

import secrets

from fastapi import APIRouter, Request, Response

from services.events.api import bodies
from services.events.api.activities import ActivityId
from services.events.api.feed import CalendarAnswer, FeedId, digest_of_address
from services.events.icalendar.writing import Method, Office, Standing, invitation
from services.events.queries import calendars
from services.events.requests import FeedMake, FeedRevoke
from shared import http

router = APIRouter(tags=["feeds"])
SECRET_BYTES = 24
"""192 bits: nobody finds an address by trying."""


@router.post("/feeds", status_code=201, summary="Crear la dirección de un calendario de la Mesa; se muestra una vez")
async def make(
    request: Request, response: Response, body: http.InJson[bodies.FeedBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    """Asked again under one Idempotency-Key, it is not shown again, for it is kept nowhere."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    digest = digest_of_address(http.runtime_of(request), secret).hex()
    command = FeedMake(**body.model_dump(), feed_id=f"f-{digest[:16]}", made_of=digest)
    result = await http.submit(request, command, key)
    if result["feed_id"] == command.feed_id:
        result["address"] = f"/v1/feeds/{secret}.ics"
    response.headers["Cache-Control"] = "no-store"
    return result


@router.get("/feeds", summary="Direcciones que la oficina ha creado: de qué, cuándo, y cuándo se leyeron")
async def several(read: http.Read, commune: http.OwnCommune) -> list[calendars.FeedView]:
    return await calendars.feeds(read, commune)


@router.post("/feeds/{feed_id}/revoke", summary="Anular una dirección: nadie más lee por ella")
async def revoke(
    feed_id: FeedId, request: Request, body: http.InJson[http.Body], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, FeedRevoke(commune=body.commune, feed_id=feed_id), key)


@router.get(
    "/activities/{activity_id}/invitation.ics",
    summary="La invitación a una actividad, o el aviso de que se canceló, para el calendario de la oficina",
    response_class=CalendarAnswer,
)
async def invite(read: http.Read, commune: http.ActingCommune, activity_id: ActivityId) -> CalendarAnswer:
    found = await calendars.invitation(read, activity_id, commune)
    if found is None:
        raise http.not_found(f"una invitación de su oficina a la actividad {activity_id}")
    host, *others = [(cut, _office(cut, name, email)) for cut, name, email in found.offices]
    mine = [office for cut, office in others if cut == commune]
    # the host sends it to all; who hosts alone keeps it for its own calendar
    attendees = mine or [office for _, office in others] or [host[1]]
    method = Method.CANCEL if found.entry.state is Standing.CANCELLED else Method.REQUEST
    text = invitation(found.entry, method, host[1], attendees, found.entry.changed_at)
    return CalendarAnswer(text, headers={"Content-Type": f"text/calendar; charset=utf-8; method={method}"})


def _office(cut: str, name: str, email: str | None) -> Office:
    # an office without a contact still needs an address in the form; `.invalid` is nobody's (RFC 2606)
    return Office(f"OMIL de {name}", email or f"comuna-{cut}@mesa.invalid")
