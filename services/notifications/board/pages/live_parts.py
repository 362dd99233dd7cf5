"""The live side of the pages: each place as a stream of server-sent events, whole parts drawn as they are now."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import StreamingResponse
from markupsafe import Markup
from starlette.types import Receive, Scope, Send

from services.notifications.board.desk import Desk
from services.notifications.board.pages import today
from services.notifications.board.pages.choices import LISTS
from services.notifications.board.pages.drawn import HEADERS, drawn
from services.notifications.board.pages.frame import ROOMS, waits_of
from services.notifications.board.pages.signed import PageRouter, SignedIn, require_view, token_of
from services.notifications.board.pages.vacancies import Wanted, list_of, told_of, wanted
from services.notifications.board.queries.waiting import many

router = PageRouter()
FORM_TOKEN = Markup('<input type="hidden" name="form_token" value="">')
"""A part is the same for every session; the page puts its own token in."""

ROOMS_PART = {"rooms": "parts/rooms.html"}
OF_THE_LIST = {"rows": "parts/rows.html"}
OF_TODAY = {"heading": "parts/heading.html", "waiting": "parts/tasks.html", "neighbours": "parts/neighbours.html"}
OF_A_VACANCY = {name: f"parts/{name}.html" for name in ("seats", "leases", "offices", "acts", "history")}


@router.get("/vivo/hoy")
async def of_today(request: Request, signed: SignedIn, desde: int = 0) -> StreamingResponse:
    require_view("notifications_notices")
    desk, commune = signed.desk, signed.commune

    async def draw() -> Mapping[str, str]:
        now = desk.now()
        values = await today.parts(desk.read, commune, now, now - timedelta(days=1))
        return await _drawn("today", OF_TODAY, desk, commune, values)

    return _stream(desk.live.watch(f"today/{commune}", draw, _since(request, desde), _may(request, desk)))


@router.get("/vivo/vacantes")
async def of_the_list(
    request: Request, signed: SignedIn, asked: Annotated[Wanted, Depends(wanted)], desde: int = 0
) -> StreamingResponse:
    require_view("vacancies_several")
    desk, commune = signed.desk, signed.commune

    async def draw() -> Mapping[str, str]:
        return await _drawn("vacancies", OF_THE_LIST, desk, commune, await list_of(desk, commune, asked))

    name = f"vacancies/{commune}?{asked.query}"
    return _stream(desk.live.watch(name, draw, _since(request, desde), _may(request, desk)))


@router.get("/vivo/vacantes/{vacancy_id}")
async def of_vacancy(request: Request, signed: SignedIn, vacancy_id: str, desde: int = 0) -> StreamingResponse:
    require_view("vacancies_one")
    desk, commune = signed.desk, signed.commune

    async def draw() -> Mapping[str, str]:
        told = await told_of(desk, commune, vacancy_id)
        return await _drawn("vacancies", OF_A_VACANCY, desk, commune, {"v": told, "lists": LISTS}) if told else {}

    return _stream(
        desk.live.watch(f"vacancy/{commune}/{vacancy_id}", draw, _since(request, desde), _may(request, desk))
    )


async def _drawn(
    here: str, templates: Mapping[str, str], desk: Desk, commune: str, values: Mapping[str, Any]
) -> Mapping[str, str]:
    """The live parts of a page, and the rooms with what waits in each."""
    waits = waits_of(await many(desk.read, commune))
    whole = {
        "now": desk.now(),
        "form_token": lambda: FORM_TOKEN,
        "rooms": ROOMS,
        "here": here,
        "waits": waits,
        **values,
    }
    return {name: drawn(template, whole).strip() for name, template in {**ROOMS_PART, **templates}.items()}


def _may(request: Request, desk: Desk) -> Callable[[], Awaitable[bool]]:
    token = token_of(request)

    async def may() -> bool:
        return await desk.entry.stands(token, desk.wall())

    return may


def _since(request: Request, drawn_at: int) -> int:
    """Up to where the page knows: what it was told last, else what it was drawn with."""
    last = request.headers.get("last-event-id", "")
    return int(last) if last.isascii() and last.isdigit() and len(last) < 19 else drawn_at


class _Stream(StreamingResponse):
    """A line that is kept open; when the process stops it ends like any answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except asyncio.CancelledError:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _stream(events: AsyncIterator[bytes]) -> StreamingResponse:
    headers = {**HEADERS, "X-Accel-Buffering": "no"}
    return _Stream(events, media_type="text/event-stream", headers=headers)
