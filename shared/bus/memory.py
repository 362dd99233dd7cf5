"""The books of a service in memory, with the promises of those in PostgreSQL: all of a transaction or nothing of it.

For simulation and fast tests; held to the same conformance suite as the real ones (tests/conformance).
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from shared.bus.ledger import Answer, Books, Claim, Page, Parked
from shared.bus.wire import Heard, Outgoing, Record
from shared.bus.work import Tick, Work

Identity = tuple[str, str]
At = Callable[[str], None]
"""Called with the name of each step within a transaction; may raise Passing: the process died there."""


class MemoryLedger:
    """What one service has committed. `unique` raises Contended where the real tables have a constraint."""

    def __init__(self, at: At = lambda step: None, unique: Callable[[Work], None] = lambda work: None) -> None:
        self.at, self.unique = at, unique
        self.aggregates: dict[tuple[type, str], Any] = {}
        self.inbox: dict[Identity, Answer | None] = {}
        self.outbox: list[Outgoing] = []
        self.published: set[int] = set()
        self.parked: list[Parked] = []
        self.to_replay: list[Parked] = []

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Books]:
        books = MemoryBooks(self)
        self.at("begun")
        yield books
        self.at("before commit")
        books.commit()

    def waiting(self) -> list[int]:
        """Positions of facts not yet published, oldest first."""
        return [n for n in range(len(self.outbox)) if n not in self.published]


class MemoryBooks:
    """The books within one transaction: nothing of it is seen before `commit`."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self._ledger = ledger
        self._inbox = dict(ledger.inbox)
        self._aggregates = ledger.aggregates
        self._page = Page()
        self._replayed: list[Parked] = []

    async def claim(self, heard: Sequence[Heard]) -> Claim:
        fresh = frozenset(h.identity for h in heard if h.identity not in self._inbox)
        answered = {h.identity: a for h in heard if (a := self._inbox.get(h.identity)) is not None}
        self._inbox |= dict.fromkeys(fresh)
        self._ledger.at("claimed")
        return Claim(fresh, answered)

    async def blocked(self, subjects: Sequence[str]) -> frozenset[str]:
        behind = {p.heard.envelope.subject for p in self._ledger.parked if p.heard and p not in self._replayed}
        return frozenset(behind & set(subjects))

    async def load(self, heard: Sequence[Heard]) -> Work:
        self._ledger.at("loaded")
        return Work(self._aggregates.values())

    async def due(self, now: datetime, limit: int) -> list[Tick]:
        found = [a for a in self._aggregates.values() if a.due_at is not None and a.due_at <= now]
        found.sort(key=lambda a: (a.due_at, a.key))
        return [Tick(type(a).__name__, a.key, a.due_at) for a in found[:limit]]

    async def replays(self, limit: int) -> list[Record]:
        self._replayed = self._ledger.to_replay[:limit]
        for parked in self._replayed:
            if parked.heard:
                self._inbox.pop(parked.heard.identity, None)
        return [parked.record for parked in self._replayed if parked.record]

    async def record(self, work: Work, page: Page) -> None:
        self._aggregates = {**self._aggregates, **{(type(a), a.key): a for a in work.changed}}
        self._ledger.unique(Work(self._aggregates.values()))
        self._page.outbox += page.outbox
        self._page.parked += page.parked
        self._inbox |= page.answers
        self._ledger.at("recorded")

    def commit(self) -> None:
        """All of it becomes true at once."""
        ledger = self._ledger
        ledger.inbox, ledger.aggregates = self._inbox, self._aggregates
        ledger.outbox += self._page.outbox
        ledger.parked = [p for p in ledger.parked if p not in self._replayed]
        there = {_place(p.record) for p in ledger.parked}
        ledger.parked += [p for p in self._page.parked if p.record is None or _place(p.record) not in there]
        del ledger.to_replay[: len(self._replayed)]


def _place(record: Record | None) -> tuple[str, int, int] | None:
    return (record.topic, record.partition, record.offset) if record else None
