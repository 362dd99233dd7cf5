"""All SQL of the outbox as the relay and the housekeeping see it. One relay per schema, under an advisory lock."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

from shared.messaging.cloudevents import headers_of
from shared.postgres.errors import translated


def channel(name: str) -> str:
    """The NOTIFY channel that wakes the relay of a service: its schema's trigger rings it."""
    return f"mesa_outbox_{name}"


class PostgresOutbox:
    """Holds a connection of its own: the lock and the LISTEN live and die with it."""

    def __init__(self, dsn: str, name: str) -> None:
        self._dsn = dsn
        self._name = name
        self._db: asyncpg.Connection | None = None
        self._held = False
        self._notified = asyncio.Event()

    async def hold(self) -> bool:
        with translated():
            if self._db is None or self._db.is_closed():
                self._held = False
                self._db = await asyncpg.connect(self._dsn, timeout=10, command_timeout=30)
                await self._db.add_listener(channel(self._name), lambda *_: self._notified.set())
            if not self._held:
                lock = f"relay:{self._name}"
                self._held = await self._db.fetchval("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", lock)
        return self._held

    async def waiting(self, limit: int) -> list[dict[str, Any]]:
        # cleared before the read: a row written after it sets the event again, and none is slept over
        self._notified.clear()
        with translated():
            rows = await self._open.fetch(
                """
                SELECT position, topic, data, id, source, type, subject, time, correlation_id, causation_id, traceparent
                FROM outbox WHERE published_at IS NULL ORDER BY position LIMIT $1
                """,
                limit,
            )
        return [_sendable(row) for row in rows]

    async def published(self, positions: Sequence[int]) -> None:
        with translated():
            await self._open.execute(
                "UPDATE outbox SET published_at = now() WHERE position = ANY($1::bigint[])", positions
            )

    async def refused(self, rows: Sequence[dict[str, Any]], why: Sequence[str]) -> None:
        with translated():
            await self._open.execute(
                """
                WITH parked AS (
                    INSERT INTO dead_letter (code, detail, topic, value, message_id, source, type, subject)
                    SELECT 'refused_by_broker', no.why, o.topic, convert_to(o.data, 'UTF8'), o.id, o.source, o.type,
                           o.subject
                    FROM unnest($1::bigint[], $2::text[]) AS no (position, why) JOIN outbox o USING (position)
                )
                -- never published, and never deleted by age
                UPDATE outbox SET published_at = 'infinity' WHERE position = ANY($1::bigint[])
                """,
                [row["position"] for row in rows],
                why,
            )

    async def wait_for_rows(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._notified.wait(), seconds)
        except TimeoutError:
            return

    async def close(self) -> None:
        if self._db is not None and not self._db.is_closed():
            self._db.terminate()

    @property
    def _open(self) -> asyncpg.Connection:
        if self._db is None:
            raise asyncpg.InterfaceError("the outbox is not held")
        return self._db


class _Row:
    """An outbox row with the attribute names of an Envelope, for `headers_of`."""

    def __init__(self, row: Any) -> None:
        self.__dict__.update(row)


def _sendable(row: Any) -> dict[str, Any]:
    return {
        "position": row["position"],
        "topic": row["topic"],
        "key": row["subject"],
        "data": row["data"],
        "headers": headers_of(_Row(row)),
    }


async def clean(db: Any, outbox_days: int, inbox_days: int, limit: int = 10_000) -> tuple[int, int]:
    """Forget published facts and identities past their time, in bites. Returns how many of each went."""
    facts = await db.fetch(
        """
        DELETE FROM outbox WHERE position IN (
            SELECT position FROM outbox
            WHERE published_at < now() - make_interval(days => $1) ORDER BY position LIMIT $2
        ) RETURNING 1
        """,
        outbox_days,
        limit,
    )
    identities = await db.fetch(
        """
        DELETE FROM inbox WHERE (source, id) IN (
            SELECT source, id FROM inbox WHERE heard_at < now() - make_interval(days => $1) LIMIT $2
        ) RETURNING 1
        """,
        inbox_days,
        limit,
    )
    return len(facts), len(identities)


async def counts(db: Any) -> tuple[int, int]:
    """(facts waiting to be published, letters parked)."""
    row = await db.fetchrow(
        """
        SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL) AS waiting,
               (SELECT count(*) FROM dead_letter WHERE status IN ('parked', 'replay')) AS parked
        """
    )
    return row["waiting"], row["parked"]
