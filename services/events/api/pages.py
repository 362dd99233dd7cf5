"""HTTP of the pages without a key: a fair or encuentro for everybody, its calendar, and the page of its door."""

from dataclasses import replace

from fastapi import Depends, Request, Response
from limits import RateLimitItemPerMinute

from services.events.api.activities import ActivityId
from services.events.api.feed import CalendarAnswer
from services.events.api.pace import require_pace
from services.events.api.posters import Held, Page, address_of, page
from services.events.icalendar.writing import feed
from services.events.pages import drawn
from services.events.queries.shown import entry
from shared import http
from shared.http.doorkeeper import PageRouter

router = PageRouter(tags=["pages"])
PER_MINUTE = RateLimitItemPerMinute(600)
"""Of one fair, of one process: a full gymnasium reads the same poster."""

FRESH = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
"""Kept by browsers, and asked for again by its ETag: what was called off must not be read as if it were held."""


class Style(Response):
    """A stylesheet."""

    media_type = "text/css"


class Script(Response):
    """A script."""

    media_type = "text/javascript"


async def _paced(request: Request, held: Held) -> None:
    await require_pace(http.runtime_of(request), PER_MINUTE, "Esta página", held.activity_id)


PACED = [Depends(_paced)]


# before the page, whose path holds any name
@router.get(
    "/f/{activity_id}.ics",
    summary="Una feria o un encuentro, para el calendario de quien quiera ir",
    response_class=CalendarAnswer,
    dependencies=PACED,
)
async def calendar(request: Request, read: http.Read, activity_id: ActivityId) -> CalendarAnswer:
    found = await entry(read, activity_id)
    if found is None:
        raise http.not_found(f"la feria o el encuentro {activity_id}")
    told = replace(found, url=address_of(request, activity_id))
    return CalendarAnswer(feed([told], found.title), headers=FRESH)


@router.get(
    "/f/{activity_id}", summary="La página de una feria o un encuentro", response_class=Page, dependencies=PACED
)
async def public(request: Request, held: Held) -> Page:
    return page(drawn.public(held, address_of(request, held.activity_id)), drawn.PUBLIC_POLICY, **FRESH)


@router.get(
    "/f/{activity_id}/door",
    summary="La página con que se anotan folios en la puerta, también sin señal",
    response_class=Page,
    dependencies=PACED,
)
async def door(held: Held) -> Page:
    return page(drawn.door(held), drawn.CHECK_IN_POLICY, **FRESH)


@router.get("/f/{activity_id}/pages.css", summary="El estilo de las páginas", response_class=Style)
async def style(activity_id: ActivityId) -> Style:
    return Style(drawn.STYLE, headers=FRESH)


@router.get("/f/{activity_id}/door.js", summary="El programa de la página de la puerta", response_class=Script)
async def door_script(activity_id: ActivityId) -> Script:
    return Script(drawn.DOOR, headers=FRESH)


@router.get(
    "/f/{activity_id}/worker.js",
    summary="Lo que guarda la página de la puerta para usarla sin señal",
    response_class=Script,
)
async def worker(activity_id: ActivityId) -> Script:
    # a worker acts under the policy of its own script
    return Script(drawn.WORKER, headers={**FRESH, "Content-Security-Policy": drawn.CHECK_IN_POLICY})
