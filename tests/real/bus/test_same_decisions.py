"""Simulated histories, decided again on PostgreSQL: the real stores load what the decisions need.

In memory a decision sees every aggregate of its service; a real store loads those that the messages name. Where it
loaded too little, the facts would differ from those that the simulation has proved.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import pytest

from deploy.machine.service import NAMES
from deploy.simulation.history import SERVICES, History
from services.events import store as events
from services.matching import store as matching
from services.matching.model.policy import POLICY, MatchingPolicy
from services.notifications import store as notifications
from services.vacancies import store as vacancies
from services.vacancies.model.heartbeat import Outage
from services.vacancies.store.statements import SAVE_OUTAGE
from shared.messaging.batch import BatchProcessor
from shared.messaging.cloudevents import IncomingMessage
from shared.messaging.decisions import ServiceHandlers
from shared.messaging.memory import MemoryUnitOfWork, MemoryUnitOfWorkFactory
from shared.messaging.unit_of_work import Effects, InboxClaim
from shared.observe.metrics import Metrics
from shared.postgres.unit_of_work import PostgresUnitOfWorkFactory
from tests.real.house import House

STORES: dict[str, Any] = {
    "vacancies": vacancies,
    "matching": matching,
    "events": events,
    "notifications": notifications,
}
SEEDS = (2, 3, 5)
DOINGS = 100
POISON = '"request_id":"poison-'


@dataclass
class Transaction:
    """What one committed transaction took, when, and the facts it led to."""

    now: datetime
    messages: list[IncomingMessage]
    facts: list[tuple[str, str]]


class Recording(MemoryUnitOfWorkFactory):
    """Remembers what each committed transaction took and led to, in the order of the commits."""

    now: Callable[[], datetime]

    def __init__(self, *how: Any) -> None:
        super().__init__(*how)
        self.transactions: list[Transaction] = []
        self.unit_of_work = RecordingUnit


class RecordingUnit(MemoryUnitOfWork):
    def __init__(self, factory: MemoryUnitOfWorkFactory) -> None:
        super().__init__(factory)
        self.taken: list[IncomingMessage] = []

    async def claim(self, messages: Sequence[IncomingMessage]) -> InboxClaim:
        self.taken += messages
        return await super().claim(messages)

    def finish(self) -> None:
        super().finish()
        recording: Any = self._factory
        # records that cannot be read are answered before a transaction is decided
        facts = [(out.topic, out.data) for out in self._effects.outbox if POISON not in out.data]
        recording.transactions.append(Transaction(recording.now(), self.taken, facts))


def played(seed: int) -> dict[str, Recording]:
    """The transactions of one history, by service. Nothing fails in it, so each stands for itself."""
    history = History(seed, faults=0.0, stored=Recording)
    found: dict[str, Any] = history.committed
    for recording in found.values():
        recording.now = lambda: history.now
    asyncio.run(history.run(DOINGS))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_postgres_decides_what_memory_decided(seed: int, database: str) -> None:
    history = played(seed)
    assert sum(len(one.transactions) for one in history.values()) > 200
    asyncio.run(_decide_again(history, database))


async def _decide_again(history: dict[str, Recording], database: str) -> None:
    async with House("", database, "") as house:
        await house.migrate(NAMES)
        for name in NAMES:
            async with asyncpg.create_pool(house.dsn_of(name), min_size=1, max_size=2) as pool:
                await _same_facts(name, history[name], pool)


async def _same_facts(name: str, recording: Recording, pool: asyncpg.Pool) -> None:
    policy = recording.aggregates.get((MatchingPolicy, POLICY))
    clock: list[datetime] = []
    processor = BatchProcessor(
        ServiceHandlers(name, SERVICES[name]),
        PostgresUnitOfWorkFactory(pool, STORES[name], policy),
        lambda: clock[0],
        Metrics(),
    )
    position = 0
    # the simulation notes an outage of the bus directly, without the heartbeats that would have missed it
    outages = [one for one in recording.aggregates.values() if isinstance(one, Outage)]
    for transaction in recording.transactions:
        for outage in [one for one in outages if one.ended <= transaction.now]:
            await pool.execute(SAVE_OUTAGE, outage.began, outage.ended)
        clock[:] = [transaction.now]
        await processor._transaction(transaction.messages, Effects())
        rows = await pool.fetch(
            "SELECT topic, data, position FROM outbox WHERE position > $1 ORDER BY position", position
        )
        position = rows[-1]["position"] if rows else position
        told = [(row["topic"], row["data"]) for row in rows]
        about = [f"{m.envelope.type} {m.envelope.subject}" for m in transaction.messages]
        assert told == transaction.facts, f"{name} at {transaction.now}: {about}"
