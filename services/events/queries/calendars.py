"""Calendars that are read by their address, as people see them: theirs that we read, ours that they read."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pydantic import Field

from services.events.icalendar.reading import OURS
from services.events.icalendar.writing import Entry, Standing
from services.events.model.activities import State
from services.events.model.calendars import COMMUNE, MESA
from shared.postgres.reader import Reader
from shared.views import View

LOOK_BACK = timedelta(days=90)
"""What is over stays in a feed so long."""

MOST_ENTRIES = 2000


class SubscriptionView(View):
    """A calendar that is read every hour."""

    calendar_id: str
    """Its id; `busy` shows under it when the owner is busy."""
    owner: str | None
    """Whose it is: the id of a resource or venue; null: the whole office."""
    calendar: str
    """Which of the owner's calendars."""
    host: str
    """The server that has it; the address is not shown to anybody."""
    asked_at: datetime
    """When the office subscribed."""
    read_at: datetime | None
    """When it was last read without a fault: so old is what is known."""
    tried_at: datetime | None
    """When it was last tried."""
    next_at: datetime
    """When it is tried again."""
    faults: list[str]
    """Why it could not be read the last time, in Spanish; empty: all is well."""


class FeedView(View):
    """A calendar of ours behind an address, which is not shown again."""

    feed_id: str
    """Its id."""
    of: str = Field(validation_alias="about")
    """`mesa`, `commune`, or the id of a resource."""
    made_at: datetime
    """When it was made."""
    read_at: datetime | None
    """When somebody last read it, to the minute."""
    revoked_at: datetime | None
    """When it was revoked."""


async def subscriptions(read: Reader, commune: str) -> list[SubscriptionView]:
    """Those of an office, by owner and name; there are at most fifty."""
    return [SubscriptionView(**row) for row in await read.rows(_SUBSCRIPTIONS, commune)]


async def feeds(read: Reader, commune: str) -> list[FeedView]:
    """Those of an office, the newest first: all that stand, and the last hundred in all."""
    return [FeedView(**row) for row in await read.rows(_FEEDS, commune)]


class Found(NamedTuple):
    """The feed of an address. `name`: what a calendar program calls it."""

    feed_id: str
    commune: str
    about: str
    name: str


async def feed_of(read: Reader, digest: bytes) -> Found | None:
    """The feed that stands under the keyed hash of an address; None if there is none, or it was revoked.

    Nobody without the key can choose the hash that is looked up, so that how long it takes says nothing of an address.
    """
    row = await read.row(_FEED_OF, digest)
    return Found(**row) if row else None


async def was_read(read: Reader, feed_id: str, now: datetime) -> None:
    """Note that it was read; no more often than once a minute."""
    await read.rows(_WAS_READ, feed_id, now, now - timedelta(minutes=1))


async def entries(read: Reader, found: Found, now: datetime) -> list[Entry]:
    """What is in a feed at `now`, the latest two thousand: all that comes, and what ended in the last ninety days."""
    rows = await read.rows(_ENTRIES, now - LOOK_BACK, found.about, found.commune)
    return [entry_of(row) for row in rows]


class Invited(NamedTuple):
    """An activity and the offices that take part: (CUT code, name, address or None), the host first."""

    entry: Entry
    offices: list[tuple[str, str, str | None]]


async def invitation(read: Reader, activity_id: str, commune: str) -> Invited | None:
    """What an office is invited to; None if there is no such activity, or it does not take part."""
    row = await read.row(_INVITATION, activity_id, commune)
    if row is None:
        return None
    party = await read.rows(_PARTY, activity_id)
    return Invited(entry_of(row), [(one["commune"], one["name"], one["email"]) for one in party])


def entry_of(row: dict[str, Any]) -> Entry:
    uid, hosts = row.pop("activity_id") + OURS, tuple(row.pop("hosts"))
    state = Standing.CANCELLED if row.pop("state") == State.CANCELLED else Standing.CONFIRMED
    return Entry(uid=uid, state=state, hosts=hosts, **row)


_SUBSCRIPTIONS = """
SELECT calendar_id, owner, calendar, host, asked_at, read_at, tried_at, next_at, faults FROM subscription
WHERE commune = $1 ORDER BY owner NULLS FIRST, calendar
"""
_FEEDS = """
SELECT feed_id, about, made_at, read_at, revoked_at FROM feed
WHERE commune = $1 ORDER BY revoked_at IS NOT NULL, made_at DESC, feed_id LIMIT 100
"""
_FEED_OF = f"""
SELECT f.feed_id, f.commune, f.about, concat_ws(': ', 'Mesa Territorial', CASE f.about
    WHEN '{MESA}' THEN NULL WHEN '{COMMUNE}' THEN m.name ELSE coalesce(r.label, r.employer) END) AS name
FROM feed f JOIN member m ON m.commune = f.commune AND m.at_table LEFT JOIN resource r ON r.resource_id = f.about
WHERE f.digest = $1 AND f.revoked_at IS NULL
"""
_WAS_READ = "UPDATE feed SET read_at = $2 WHERE feed_id = $1 AND (read_at IS NULL OR read_at < $3)"
COLUMNS_OF_ENTRY = """
a.activity_id, a.title, a.place, a.starts_at, a.ends_at, a.sequence, a.state, a.changed_at,
ARRAY(SELECT m.name FROM member m WHERE m.commune = ANY(a.co_hosts || a.commune)
      ORDER BY m.commune <> a.commune, m.name) AS hosts
"""
_ENTRIES = f"""
SELECT {COLUMNS_OF_ENTRY} FROM activity a
WHERE a.ends_at > $1 AND CASE $2::text
    WHEN '{MESA}' THEN true
    WHEN '{COMMUNE}' THEN $3::text = a.commune OR $3 = ANY(a.co_hosts) OR $3 = ANY(a.invited)
    ELSE $2 = ANY(a.resources) END
ORDER BY a.starts_at DESC, a.activity_id LIMIT {MOST_ENTRIES}
"""
_INVITATION = f"""
SELECT {COLUMNS_OF_ENTRY} FROM activity a
WHERE a.activity_id = $1 AND ($2::text = a.commune OR $2 = ANY(a.co_hosts) OR $2 = ANY(a.invited))
"""
_PARTY = """
SELECT m.commune, m.name, m.email FROM activity a JOIN member m ON m.commune = ANY(a.commune || a.co_hosts || a.invited)
WHERE a.activity_id = $1 ORDER BY m.commune <> a.commune, m.commune
"""
