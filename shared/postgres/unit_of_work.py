"""The unit of work of a service in PostgreSQL: inbox, outbox and dead letters around the service's own store."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import asyncpg
import orjson

from shared.contracts.envelope import Envelope
from shared.contracts.replies import Fault
from shared.messaging.cloudevents import IncomingMessage, OutboxMessage
from shared.messaging.decisions import LoadedAggregates, TimerFired
from shared.messaging.held import is_held
from shared.messaging.records import Record
from shared.messaging.unit_of_work import Effects, Identity, InboxClaim, OrderKey, Reply, UnitOfWork
from shared.postgres import dead_letters, heard, held_requests
from shared.postgres.columns import row_of
from shared.postgres.errors import translated
from shared.postgres.pools import transaction

Tx = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy


class Store(Protocol):
    """All SQL of one service (its module `store`)."""

    async def load(self, tx: Any, messages: Sequence[Envelope[Any]], policy: Any) -> LoadedAggregates:
        """Every aggregate that the messages name, locked, one query a table; and the policy, if decisions have one."""

    async def due(self, tx: Any, now: datetime, limit: int, but: Sequence[str] = ()) -> list[TimerFired]:
        """Aggregates with `due_at <= now`, locked, those that others hold passed over, without the keys in `but`."""

    async def save(self, tx: Any, aggregates: LoadedAggregates) -> None:
        """The changed aggregates, one statement a table."""


@dataclass(frozen=True)
class PostgresUnitOfWorkFactory:
    """Opens transactions of one service on its pool: one connection a batch."""

    pool: asyncpg.Pool
    store: Store
    policy: Any = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[UnitOfWork]:
        with translated():
            async with transaction(self.pool) as tx:
                yield PostgresUnitOfWork(tx, self.store, self.policy)


@dataclass(frozen=True, slots=True)
class PostgresUnitOfWork:
    """One open transaction."""

    tx: Any
    store: Store
    policy: Any
    # the letters that this transaction tries again: those that fail again are the same letters
    _retried: dead_letters.Retried = field(default_factory=dead_letters.Retried)

    async def claim(self, messages: Sequence[IncomingMessage]) -> InboxClaim:
        # sorted, so that two replicas that insert the same identities wait for each other and do not deadlock
        rows = sorted({h.identity: h.envelope for h in messages}.items())
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
        return InboxClaim(new, await self._replies_to(again) if again else {})

    async def _replies_to(self, identities: list[Identity]) -> dict[Identity, Reply]:
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
        return {(row["source"], row["id"]): _reply(row["answer"]) for row in rows}

    async def blocked_by_key(self, keys: Sequence[OrderKey]) -> frozenset[OrderKey]:
        rows = await self.tx.fetch(
            """
            SELECT DISTINCT topic, subject FROM dead_letter
            JOIN unnest($1::text[], $2::text[]) AS asked (topic, subject) USING (topic, subject)
            WHERE decoded AND status = ANY($3)
            """,
            [topic for topic, _ in keys],
            [key for _, key in keys],
            # a replay goes on from the lowest place: what is still marked comes after it, and does not make it wait
            ["parked"] if self._retried else ["parked", "replay"],
        )
        return frozenset((row["topic"], row["subject"]) for row in rows)

    async def load(self, messages: Sequence[IncomingMessage]) -> LoadedAggregates:
        envelopes = [m.envelope for m in messages]
        held = await held_requests.load(self.tx, envelopes)
        # a held request is decided by its timer, and needs all that it would need if it came now
        fired = {e.subject for e in envelopes if is_held(e.data)}
        asked = [one.as_if_now for one in held if one.held_id in fired]
        aggregates = await self.store.load(
            self.tx, [*(e for e in envelopes if not is_held(e.data)), *asked], self.policy
        )
        aggregates.add(held)
        return aggregates

    async def due_timers(self, now: datetime, limit: int, but: Sequence[str] = ()) -> list[TimerFired]:
        resting = await dead_letters.resting_timers(self.tx, now, self._retried)
        # held requests alone: decided among others they would wait for locks while they hold those of the others
        held = await held_requests.due(self.tx, now, limit, [*resting, *but])
        return held or await self.store.due(self.tx, now, limit, [*resting, *but])

    async def take_replays(self, limit: int) -> list[Record]:
        return await dead_letters.take_replays(self.tx, limit, self._retried)

    async def commit(self, aggregates: LoadedAggregates, effects: Effects) -> None:
        if aggregates.changed:
            await self.store.save(self.tx, aggregates)
            await held_requests.save(self.tx, aggregates)
        if effects.outbox:
            await self._insert_outbox(effects.outbox)
        if effects.replies:
            await self._keep_replies(effects.replies)
        if effects.dead_letters or self._retried:
            await dead_letters.keep(self.tx, effects.dead_letters, self._retried)
        if effects.heard:
            await heard.keep(self.tx, effects.heard)

    async def _insert_outbox(self, outbox: list[OutboxMessage]) -> None:
        # COPY takes rows as they are: arrays for unnest cost a type check an element
        await self.tx.copy_records_to_table(
            "outbox",
            columns=("topic", "data", *_COLUMNS),
            records=[(o.topic, o.data, *_row(o.envelope)) for o in outbox],
        )

    async def _keep_replies(self, replies: dict[Identity, Reply]) -> None:
        await self.tx.execute(
            """
            UPDATE inbox SET answer = told.answer::json
            FROM unnest($1::text[], $2::text[], $3::text[]) AS told (source, id, answer)
            WHERE inbox.source = told.source AND inbox.id = told.id
            """,
            [source for source, _ in replies],
            [identity for _, identity in replies],
            [_json(reply) for reply in replies.values()],
        )


_COLUMNS = ("id", "source", "type", "subject", "time", "correlation_id", "causation_id", "traceparent", "officer")
_row = row_of(*_COLUMNS)


def _json(reply: Reply) -> str:
    plain = {
        "request_id": reply.request_id,
        "request_type": reply.request_type,
        "commune": reply.commune,
        "result": dict(reply.result),
        "faults": [f.model_dump() for f in reply.faults],
        "digest": reply.digest,
    }
    return orjson.dumps(plain).decode()


def _reply(text: str) -> Reply:
    plain = orjson.loads(text)
    faults = tuple(Fault(**f) for f in plain.pop("faults"))
    return Reply(**plain, faults=faults)
