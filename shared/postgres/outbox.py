"""All SQL of the outbox as the relay and the housekeeping see it. One relay per schema, under a lease with a fence."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import asyncpg

from shared.contracts.envelope import service_source
from shared.messaging.books_check import OwnFact
from shared.messaging.cloudevents import headers_of
from shared.messaging.unit_of_work import TransientError
from shared.postgres import pools, published
from shared.postgres.errors import translated

LEASE_SECONDS = 6.0
"""So long a relay that is frozen keeps the others from publishing. One that dies frees it with its connection."""

NO_FENCE = -1


def channel(name: str) -> str:
    """The NOTIFY channel that wakes the relay of a service: its schema's trigger rings it."""
    return f"mesa_outbox_{name}"


class PostgresOutbox:
    """Holds a connection of its own, for the lease and the LISTEN."""

    def __init__(self, dsn: str, name: str) -> None:
        self._dsn = dsn
        self._name = name
        self._db: asyncpg.Connection | None = None
        self._fence = NO_FENCE
        self._notified = asyncio.Event()

    async def unknown(self, facts: Sequence[OwnFact]) -> list[OwnFact]:
        with self._asking():
            return await published.unknown(await self._connected(), service_source(self._name), facts)

    async def epoch(self) -> int:
        with self._asking():
            return await published.epoch(await self._connected())

    async def stand_in(self, logs: Mapping[str, str]) -> list[str]:
        with self._asking():
            return await published.stand_in(self._open, logs)

    async def hold(self) -> int | None:
        with self._asking():
            fence = await (await self._connected()).fetchval(_HOLD, self._fence, LEASE_SECONDS)
        self._fence = NO_FENCE if fence is None else fence
        return None if fence is None else self._fence

    async def waiting(self, limit: int, but: Collection[str] = ()) -> list[dict[str, Any]]:
        # cleared before the read: a row written after it sets the event again, and none is slept over
        self._notified.clear()
        with self._asking():
            rows = await self._open.fetch(
                """
                SELECT position, topic, data, id, source, type, subject, time, correlation_id, causation_id,
                       traceparent, officer,
                       CASE WHEN position <= relay.refill_until THEN relay.refill_rate END AS most_a_second
                FROM outbox CROSS JOIN relay
                WHERE published_at IS NULL AND topic <> ALL($2::text[]) AND relay.fence = $3
                ORDER BY position LIMIT $1
                """,
                limit,
                list(but),
                self._fence,
            )
        return [_sendable(row) for row in rows]

    async def published(self, positions: Sequence[int]) -> None:
        with self._asking():
            await self._open.execute(
                "UPDATE outbox SET published_at = now() WHERE position = ANY($1::bigint[])", positions
            )

    async def refused(self, rows: Sequence[dict[str, Any]], why: Sequence[str]) -> None:
        with self._asking():
            await self._open.execute(
                """
                WITH parked AS (
                    INSERT INTO dead_letter (code, detail, topic, value, message_id, source, type, subject)
                    SELECT 'refused_by_broker', no.why, o.topic, convert_to(o.data, 'UTF8'), o.id, o.source, o.type,
                           o.subject
                    FROM unnest($1::bigint[], $2::text[]) AS no (position, why) JOIN outbox o USING (position)
                )
                -- not published, and never deleted by age: a replay of the dead letter takes this mark away
                UPDATE outbox SET published_at = 'infinity' WHERE position = ANY($1::bigint[])
                """,
                [row["position"] for row in rows],
                why,
            )

    async def wait_for_rows(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._notified.wait()
        except TimeoutError:
            return

    async def close(self) -> None:
        if self._db is not None and not self._db.is_closed():
            self._db.terminate()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Within it, a fault of the database is translated; after a passing one the connection is not used again.

        On a line that went silent, the client library would wait for ever before it sends the next statement.
        """
        try:
            with translated():
                yield
        except TransientError:
            if self._db is not None:
                self._db.terminate()
                self._db = None
            raise

    async def _connected(self) -> asyncpg.Connection:
        if self._db is None or self._db.is_closed():
            self._db = await asyncpg.connect(self._dsn, timeout=10, command_timeout=pools.COMMAND_SECONDS)
            await self._db.add_listener(channel(self._name), lambda *_: self._notified.set())
        return self._db

    @property
    def _open(self) -> asyncpg.Connection:
        if self._db is None:
            raise asyncpg.InterfaceError("the outbox is not held")
        return self._db


_HOLD = """
UPDATE relay
SET fence = CASE WHEN fence = $1 THEN fence ELSE fence + 1 END,
    until = clock_timestamp() + make_interval(secs => $2),
    backend = pg_backend_pid(),
    backend_start = (SELECT a.backend_start FROM pg_stat_activity a WHERE a.pid = pg_backend_pid())
WHERE fence = $1 OR until < clock_timestamp()
   -- the process that held it is gone, and its connection with it: nobody needs to wait for the end of the lease
   -- (who came in as the owner of the schema is not told when a session of the service's second role began: it counts)
   OR NOT EXISTS (
       SELECT FROM pg_stat_activity a
       WHERE a.pid = backend AND (a.backend_start = relay.backend_start OR a.backend_start IS NULL)
   )
RETURNING fence
"""
"""Take or renew the lease. A row that another process holds is left as it is, and nothing is returned."""


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
        "most_a_second": row["most_a_second"],
    }


async def clean(db: Any, outbox_days: int, inbox_days: int, limit: int = 10_000) -> tuple[int, int]:
    """Forget published facts and identities past their time, in bites. Returns how many of each went."""
    facts = await db.fetchval(
        """
        WITH gone AS (
            DELETE FROM outbox WHERE position IN (
                SELECT position FROM outbox
                WHERE written_at < now() - make_interval(days => $1) AND published_at < 'infinity'
                ORDER BY position LIMIT $2
            ) RETURNING time
        ), noted AS (
            UPDATE relay SET forgotten_until = greatest(forgotten_until, (SELECT max(time) FROM gone))
            WHERE EXISTS (SELECT FROM gone)
        )
        SELECT count(*) FROM gone
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
    return facts, len(identities)


async def oldest_waiting(db: Any) -> float:
    """Seconds that the oldest fact has been waiting to be published for the first time; 0 if none waits."""
    seconds = await db.fetchval(
        """
        SELECT extract(epoch FROM now() - written_at) FROM outbox
        WHERE published_at IS NULL AND position > (SELECT refill_until FROM relay) ORDER BY position LIMIT 1
        """
    )
    return float(seconds or 0)
