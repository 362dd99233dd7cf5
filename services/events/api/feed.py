"""HTTP of a feed: the one route that is read without a key, for the address is the secret (DECISIONS 152)."""

import time
from typing import Annotated

from fastapi import Path, Request, Response
from limits import RateLimitItemPerMinute

from services.events.calendars import calendars_of
from services.events.icalendar.writing import feed
from services.events.queries import calendars
from shared import http
from shared.access.keys import digest_of
from shared.contracts.envelope import Ref
from shared.contracts.replies import Fault
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
    await _require_pace(runtime, found.feed_id)
    await calendars.was_read(reader, found.feed_id, now)
    entries = await calendars.entries(reader, found, now)
    return CalendarAnswer(feed(entries, found.name), headers={"Cache-Control": "private, no-cache"})


def digest_of_address(runtime: Runtime, secret: str) -> bytes:
    """What is kept of an address: a keyed hash, as of an access key."""
    return digest_of(runtime.admission.secret, f"feed {secret}")


async def _require_pace(runtime: Runtime, feed_id: str) -> None:
    limiter = calendars_of(runtime).limiter
    if await limiter.hit(PER_MINUTE, feed_id):
        return
    window = await limiter.get_window_stats(PER_MINUTE, feed_id)
    seconds = max(1, round(window.reset_time - time.time()))
    text = f"Este calendario ya se leyó {PER_MINUTE.amount} veces en un minuto: espere {seconds} s"
    fault = Fault(code="too_often", text=text)
    raise http.Problem(429, "too-many-requests", [fault], headers={"Retry-After": str(seconds)})
