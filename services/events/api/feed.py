"""HTTP of a feed: the one route that is read without a key, for the address is the secret (DECISIONS 152)."""

from typing import Annotated

from fastapi import Path, Request, Response
from limits import RateLimitItemPerMinute

from services.events.api.pace import require_pace
from services.events.icalendar.writing import feed
from services.events.queries import calendars
from shared import http
from shared.access.keys import digest_of
from shared.contracts.envelope import Ref
from shared.http.doorkeeper import AddressRouter
from shared.http.manners import CALENDAR
from shared.runtime import Runtime

router = AddressRouter(tags=["feed"])
PER_MINUTE = RateLimitItemPerMinute(30)
"""Of one feed, of one process: many people may share an address, and each program asks every hour or so."""

FeedId = Annotated[Ref, Path(description="El id de la dirección")]


class CalendarAnswer(Response):
    """A calendar, as octets."""

    media_type = CALENDAR


@router.get("/feeds/{secret}.ics", summary="Un calendario de la Mesa, por su dirección", response_class=CalendarAnswer)
async def read(
    request: Request, reader: http.Read, secret: Annotated[str, Path(description="Lo secreto de la dirección")]
) -> CalendarAnswer:
    runtime = http.runtime_of(request)
    now = runtime.now()
    found = await calendars.feed_of(reader, digest_of_address(runtime, secret))
    if found is None:
        # the same for one that was revoked and one that never was
        raise http.not_found("este calendario, o su dirección fue anulada")
    await require_pace(runtime, PER_MINUTE, "Este calendario", found.feed_id)
    await calendars.was_read(reader, found.feed_id, now)
    entries = await calendars.entries(reader, found, now)
    return CalendarAnswer(feed(entries, found.name), headers={"Cache-Control": "private, no-cache"})


def digest_of_address(runtime: Runtime, secret: str) -> bytes:
    """What is kept of an address: a keyed hash, as of an access key."""
    return digest_of(runtime.admission.secret, f"feed {secret}")
