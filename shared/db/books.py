"""A service's books in PostgreSQL: inbox, outbox and dead letters around the service's own store."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import asyncpg
import orjson

from shared.bus.ledger import Answer, Books, Claim, Page
from shared.bus.wire import Heard, Outgoing, Record
from shared.bus.work import Tick, Work
from shared.contracts.envelope import Envelope
from shared.contracts.replies import Fault
from shared.db import dead_letters
from shared.db.columns import row_of
from shared.db.errors import translated

Tx = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy


class Store(Protocol):
    """All SQL of one service (its module `store`)."""

    async def load(self, tx: Any, messages: Sequence[Envelope[Any]]) -> Work:
        """Every aggregate the messages name, locked, one query a table."""

    async def due(self, tx: Any, now: datetime, limit: int) -> list[Tick]:
        """Aggregates with `due_at <= now`, locked, those that others hold passed over."""

    async def save(self, tx: Any, work: Work) -> None:
        """The changed aggregates, one statement a table."""


@dataclass(frozen=True)
class PostgresLedger:
    """Opens the books of one service on its pool. A connection is taken once a batch."""

    pool: asyncpg.Pool
    store: Store

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Books]:
        with translated():
            async with self.pool.acquire() as tx, tx.transaction():
                yield PostgresBooks(tx, self.store)


@dataclass(frozen=True, slots=True)
class PostgresBooks:
    """The books within one transaction."""

    tx: Any
    store: Store

    async def claim(self, heard: Sequence[Heard]) -> Claim:
        # in the order of identities: two replicas that take the same repeat wait, they do not deadlock
        rows = sorted({h.identity: h.envelope for h in heard}.items())
        fresh = await self.tx.fetch(
            """
            INSERT INTO inbox (source, id, type, subject)
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
            ON CONFLICT DO NOTHING
            RETURNING source, id
            """,
            [identity[0] for identity, _ in rows],
            [identity[1] for identity, _ in rows],
            [e.type for _, e in rows],
            [e.subject for _, e in rows],
        )
        new = frozenset((row["source"], row["id"]) for row in fresh)
        again = [identity for identity, _ in rows if identity not in new]
        return Claim(new, await self._answers(again) if again else {})

    async def _answers(self, identities: list[tuple[str, str]]) -> dict[tuple[str, str], Answer]:
        rows = await self.tx.fetch(
            """
            SELECT source, id, answer
            FROM inbox
            JOIN unnest($1::text[], $2::text[]) AS asked (source, id) USING (source, id)
            WHERE answer IS NOT NULL
            """,
            [source for source, _ in identities],
            [identity for _, identity in identities],
        )
        return {(row["source"], row["id"]): _answer(row["answer"]) for row in rows}

    async def blocked(self, subjects: Sequence[str]) -> frozenset[str]:
        rows = await self.tx.fetch(
            "SELECT DISTINCT subject FROM dead_letter WHERE subject = ANY($1) AND status IN ('parked', 'replay')",
            subjects,
        )
        return frozenset(row["subject"] for row in rows)

    async def load(self, heard: Sequence[Heard]) -> Work:
        return await self.store.load(self.tx, [h.envelope for h in heard])

    async def due(self, now: datetime, limit: int) -> list[Tick]:
        return await self.store.due(self.tx, now, limit)

    async def replays(self, limit: int) -> list[Record]:
        return await dead_letters.take_replays(self.tx, limit)

    async def record(self, work: Work, page: Page) -> None:
        if work.changed:
            await self.store.save(self.tx, work)
        if page.outbox:
            await self._say(page.outbox)
        if page.answers:
            await self._keep(page.answers)
        if page.parked:
            await dead_letters.park(self.tx, [dead_letters.letter_of(p) for p in page.parked])

    async def _say(self, outbox: list[Outgoing]) -> None:
        # COPY takes rows as they are: arrays for unnest cost a type check an element
        await self.tx.copy_records_to_table(
            "outbox",
            columns=("topic", "data", *_COLUMNS),
            records=[(o.topic, o.data, *_row(o.envelope)) for o in outbox],
        )

    async def _keep(self, answers: dict[tuple[str, str], Answer]) -> None:
        await self.tx.execute(
            """
            UPDATE inbox SET answer = told.answer::jsonb
            FROM unnest($1::text[], $2::text[], $3::text[]) AS told (source, id, answer)
            WHERE inbox.source = told.source AND inbox.id = told.id
            """,
            [source for source, _ in answers],
            [identity for _, identity in answers],
            [_json(told) for told in answers.values()],
        )


_COLUMNS = ("id", "source", "type", "subject", "time", "correlation_id", "causation_id", "traceparent")
_row = row_of(*_COLUMNS)


def _json(told: Answer) -> str:
    plain = {
        "request_id": told.request_id,
        "request_type": told.request_type,
        "commune": told.commune,
        "result": dict(told.result),
        "faults": [f.model_dump() for f in told.faults],
        "digest": told.digest,
    }
    return orjson.dumps(plain).decode()


def _answer(text: str) -> Answer:
    plain = orjson.loads(text)
    faults = tuple(Fault(**f) for f in plain.pop("faults"))
    return Answer(**plain, faults=faults)
