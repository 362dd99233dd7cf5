"""The SQL of calendars that are read by their address: loaded for a request, saved, and leased by who reads them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from services.events.model.calendars import Feed, Subscription
from services.events.refreshing import CalendarRefresh
from services.events.requests import CalendarSubscribe, CalendarUnsubscribe, FeedMake, FeedRevoke
from shared.messaging.decisions import Aggregate
from shared.postgres.columns import row_of

_SUBSCRIPTION = "calendar_id, commune, owner, calendar, host, asked_at"
_FEED = "feed_id, commune, about, digest, made_at, revoked_at"
_NAMED = CalendarSubscribe | CalendarUnsubscribe | CalendarRefresh
LEASE = timedelta(minutes=2)
"""Longer than a calendar takes from its first look-up to its commit."""


async def load_calendars(tx: Any, contents: Iterable[Any]) -> list[Aggregate]:
    """All subscriptions and feeds of the communes that ask about theirs, locked."""
    asked = list(contents)
    subscribers = sorted({d.commune for d in asked if isinstance(d, _NAMED)})
    readers = sorted({d.commune for d in asked if isinstance(d, FeedMake | FeedRevoke)})
    found: list[Aggregate] = []
    if subscribers:
        found += [Subscription(**row) for row in await tx.fetch(_SUBSCRIPTIONS, subscribers)]
    if readers:
        found += [Feed(**row) for row in await tx.fetch(_FEEDS, readers)]
    return found


class Leased(NamedTuple):
    """A subscription that this process may read until `leased_until`. `sealed`: its address."""

    calendar_id: str
    commune: str
    owner: str | None
    calendar: str
    asked_at: datetime
    leased_until: datetime
    failures: int
    whole_at: datetime | None
    etag: str | None
    last_modified: str | None
    sealed: bytes


async def lease(db: Any, now: datetime) -> Leased | None:
    """The subscription that is due longest and that nobody reads, leased: in real time, which `now` may not be."""
    row = await db.fetchrow(_LEASE, now, LEASE)
    return Leased(**row) if row else None


async def was_read(
    db: Any, leased: Leased, now: datetime, next_at: datetime, validators: tuple[str | None, str | None] | None
) -> None:
    """All is well. `validators`: ETag and Last-Modified of what came whole; None: it had not changed."""
    etag, last_modified = validators or (None, None)
    values = (now, next_at, validators is not None, etag, last_modified)
    await db.execute(_WAS_READ, leased.calendar_id, leased.leased_until, *values)


async def was_not_read(db: Any, leased: Leased, now: datetime, next_at: datetime, faults: list[str]) -> None:
    """What was read before stays, and so do its validators."""
    await db.execute(_WAS_NOT_READ, leased.calendar_id, leased.leased_until, now, next_at, faults)


of_subscription = row_of(*f"{_SUBSCRIPTION}, active".split(", "))
of_address = row_of("calendar_id", "sealed", "active")
of_ended = row_of("calendar_id", "active")
of_feed = row_of(*_FEED.split(", "))

_SUBSCRIPTIONS = f"""
SELECT {_SUBSCRIPTION} FROM subscription WHERE commune = ANY($1::text[]) ORDER BY calendar_id FOR UPDATE
"""
_FEEDS = f"SELECT {_FEED} FROM feed WHERE commune = ANY($1::text[]) ORDER BY feed_id FOR UPDATE"
SAVE_SUBSCRIPTIONS = """
INSERT INTO subscription (calendar_id, commune, owner, calendar, host, asked_at, next_at)
SELECT calendar_id, commune, owner, calendar, host, asked_at, asked_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::boolean[])
     AS s (calendar_id, commune, owner, calendar, host, asked_at, active)
WHERE active
ON CONFLICT (calendar_id) DO UPDATE
SET host = excluded.host, asked_at = excluded.asked_at, next_at = excluded.next_at, leased_until = NULL,
    whole_at = NULL, etag = NULL, last_modified = NULL, failures = 0, faults = '{}'
"""
SAVE_ADDRESSES = """
INSERT INTO subscription_address (calendar_id, sealed)
SELECT calendar_id, sealed FROM unnest($1::text[], $2::bytea[], $3::boolean[]) AS s (calendar_id, sealed, active)
WHERE active
ON CONFLICT (calendar_id) DO UPDATE SET sealed = excluded.sealed
"""
FORGET_SUBSCRIPTIONS = """
DELETE FROM subscription USING unnest($1::text[], $2::boolean[]) AS s (calendar_id, active)
WHERE subscription.calendar_id = s.calendar_id AND NOT s.active
"""
SAVE_FEEDS = """
INSERT INTO feed (feed_id, commune, about, digest, made_at, revoked_at)
SELECT feed_id, commune, about, digest, made_at, revoked_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::timestamptz[], $6::timestamptz[])
     AS f (feed_id, commune, about, digest, made_at, revoked_at)
ON CONFLICT (feed_id) DO UPDATE SET revoked_at = excluded.revoked_at
"""
_LEASE = """
UPDATE subscription s SET leased_until = clock_timestamp() + $2
FROM subscription_address a
WHERE a.calendar_id = s.calendar_id AND s.calendar_id = (
    SELECT calendar_id FROM subscription
    WHERE next_at <= $1 AND (leased_until IS NULL OR leased_until < clock_timestamp())
    ORDER BY next_at, calendar_id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING s.calendar_id, s.commune, s.owner, s.calendar, s.asked_at, s.leased_until, s.failures, s.whole_at, s.etag,
          s.last_modified, a.sealed
"""
_WAS_READ = """
UPDATE subscription
SET leased_until = NULL, tried_at = $3, read_at = $3, next_at = $4, failures = 0, faults = '{}',
    whole_at = CASE WHEN $5 THEN $3 ELSE whole_at END, etag = CASE WHEN $5 THEN $6 ELSE etag END,
    last_modified = CASE WHEN $5 THEN $7 ELSE last_modified END
WHERE calendar_id = $1 AND leased_until = $2
"""
_WAS_NOT_READ = """
UPDATE subscription SET leased_until = NULL, tried_at = $3, next_at = $4, failures = failures + 1, faults = $5
WHERE calendar_id = $1 AND leased_until = $2
"""
