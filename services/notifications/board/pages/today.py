"""Hoy: what waits for the office and until when, what its neighbours need, what changed since the officer looked."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import Response

from services.notifications.board.pages.done import done_of
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.groups import groups_of
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view
from services.notifications.board.pages.tasks import today
from services.notifications.board.queries.calls import calls_to
from services.notifications.board.queries.history import changes
from services.notifications.board.queries.waiting import waiting
from shared.postgres.reader import Reader

router = PageRouter()
MOST_TASKS, MOST_CALLS, MOST_CHANGES = 60, 8, 12
PAUSE = timedelta(minutes=30)
"""Looks at Hoy that are no further apart are one look: what changed stays until it was there for a while."""

A_DAY = timedelta(days=1)


@router.get("/")
async def hoy(
    signed: SignedIn, hecho: str = "", n: int = 0, hasta: str = "", held: str = "", left: int = 0
) -> Response:
    require_view("notifications_notices")
    return await today_page(signed, done=done_of(hecho, n, hasta, held, left))


async def today_page(signed: Signed, **more: Any) -> Response:
    desk = signed.desk
    looked = await desk.entry.book.looked(signed.officer, desk.wall(), PAUSE)
    # what changed is counted by the clock of the services
    since = signed.now - (desk.wall() - looked if looked else A_DAY)
    stream = f"/vivo/hoy?desde={await desk.newest()}"
    values = await parts(desk.read, signed.commune, signed.now, since)
    return shown(signed, "today.html", "today", stream=stream, **values, **more)


async def parts(read: Reader, commune: str, now: datetime, since: datetime) -> dict[str, Any]:
    """What the live parts of Hoy are drawn with: the same for everybody of an office."""
    items = await waiting(read, commune=commune, limit=MOST_TASKS + 1)
    calls = await calls_to(read, commune=commune, limit=MOST_CALLS)
    return {
        "list": today(items[:MOST_TASKS], now, commune),
        "more": len(items) > MOST_TASKS,
        "calls": [(vacancy, groups_of(vacancy, now)) for vacancy in calls],
        "changes": await changes(read, commune, since, MOST_CHANGES),
        "since": since,
    }
