"""The unit of work of a service in memory, with the promises of the one in PostgreSQL: all of a transaction or none.

For simulation and fast tests; held to the same conformance suite as the real one (tests/conformance).
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from shared.messaging.cloudevents import IncomingMessage, OutboxMessage
from shared.messaging.decisions import LoadedAggregates, TimerFired
from shared.messaging.records import Record
from shared.messaging.unit_of_work import (
    DeadLetter,
    Effects,
    Heard,
    Identity,
    InboxClaim,
    OrderKey,
    Reply,
    UnitOfWork,
    timer_pause,
)

At = Callable[[str], None]
"""Called with the name of each step within a transaction; may raise TransientError: the process died there."""


class MemoryUnitOfWorkFactory:
    """What one service has committed. `unique` raises ConflictError where the real tables have a constraint."""

    def __init__(
        self, at: At = lambda step: None, unique: Callable[[LoadedAggregates], None] = lambda aggregates: None
    ) -> None:
        self.at, self.unique = at, unique
        self.unit_of_work: Callable[[MemoryUnitOfWorkFactory], MemoryUnitOfWork] = MemoryUnitOfWork
        self.aggregates: dict[tuple[type, str], Any] = {}
        self.inbox: dict[Identity, Reply | None] = {}
        self.outbox: list[OutboxMessage] = []
        self.published: set[int] = set()
        self.dead_letters: list[DeadLetter] = []
        self.to_replay: list[DeadLetter] = []
        self.heard: dict[tuple[str, int], Heard] = {}
        self.resting: dict[str, tuple[int, datetime]] = {}

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[UnitOfWork]:
        unit = self.unit_of_work(self)
        self.at("begun")
        yield unit
        self.at("before commit")
        unit.finish()

    def waiting(self) -> list[int]:
        """Positions of facts not yet published, oldest first."""
        return [n for n in range(len(self.outbox)) if n not in self.published]


class MemoryUnitOfWork:
    """One open transaction: nothing of it is seen outside before `finish`."""

    def __init__(self, factory: MemoryUnitOfWorkFactory) -> None:
        self._factory = factory
        self._inbox = dict(factory.inbox)
        self._aggregates = factory.aggregates
        self._effects = Effects()
        self._replayed: list[DeadLetter] = []
        self._tried_again: set[str] = set()

    async def claim(self, messages: Sequence[IncomingMessage]) -> InboxClaim:
        fresh = frozenset(m.identity for m in messages if m.identity not in self._inbox)
        replies = {m.identity: reply for m in messages if (reply := self._inbox.get(m.identity)) is not None}
        self._inbox |= dict.fromkeys(fresh)
        self._factory.at("claimed")
        return InboxClaim(fresh, replies)

    async def blocked_by_key(self, keys: Sequence[OrderKey]) -> frozenset[OrderKey]:
        # a replay goes on from the lowest place: what is still marked comes after it, and does not make it wait
        passed = self._factory.to_replay if self._replayed else []
        left = [letter for letter in self._factory.dead_letters if letter.message and letter not in passed]
        return frozenset({letter.message.order_key for letter in left if letter.message} & set(keys))

    async def load(self, messages: Sequence[IncomingMessage]) -> LoadedAggregates:
        self._factory.at("loaded")
        return LoadedAggregates(self._aggregates.values())

    async def due_timers(self, now: datetime, limit: int, but: Sequence[str] = ()) -> list[TimerFired]:
        out = {*but, *(key for key, (_, until) in self._factory.resting.items() if until > now)}
        found = [a for a in self._aggregates.values() if a.due_at is not None and a.due_at <= now and a.key not in out]
        found.sort(key=lambda a: (a.due_at, a.key))
        self._tried_again = {a.key for a in found[:limit]} & self._factory.resting.keys()
        return [TimerFired(type(a).__name__, a.key, a.due_at) for a in found[:limit]]

    async def take_replays(self, limit: int) -> list[Record]:
        self._free_what_only_waits()
        marked = sorted(self._factory.to_replay, key=lambda letter: _place(letter.record) or ("", -1, -1, ""))
        self._replayed = marked[:limit]
        for letter in self._replayed:
            if letter.message and self._inbox.get(letter.message.identity) is None:
                self._inbox.pop(letter.message.identity, None)
        return [letter.record for letter in self._replayed if letter.record]

    def _free_what_only_waits(self) -> None:
        """What waited behind a letter of its subject that is put aside no more is tried again as well."""
        factory = self._factory
        parked = [letter for letter in factory.dead_letters if letter.message and letter not in factory.to_replay]
        held = {one.message.order_key for one in parked if one.message and one.code != "blocked_by_key"}
        factory.to_replay += [
            one for one in parked if one.code == "blocked_by_key" and one.message and one.message.order_key not in held
        ]

    async def commit(self, aggregates: LoadedAggregates, effects: Effects) -> None:
        self._aggregates = {**self._aggregates, **{(type(a), a.key): a for a in aggregates.changed}}
        self._factory.unique(LoadedAggregates(self._aggregates.values()))
        self._effects.outbox += effects.outbox
        self._effects.dead_letters += effects.dead_letters
        self._inbox |= effects.replies
        self._effects.heard |= effects.heard
        for letter in effects.dead_letters:
            if letter.timer and letter.message and letter.now:
                self._inbox.pop(letter.message.identity, None)
        self._factory.at("recorded")

    def finish(self) -> None:
        """The end of the transaction: all of it becomes visible at once."""
        factory = self._factory
        factory.inbox, factory.aggregates = self._inbox, self._aggregates
        factory.outbox += self._effects.outbox
        # a timer that was tried again is no letter any more, or the same one
        factory.dead_letters = [
            letter
            for letter in factory.dead_letters
            if letter not in self._replayed and not (letter.timer and letter.timer.key in self._tried_again)
        ]
        # a record that is a dead letter already, because its batch came again, stays one
        there = {_place(letter.record) for letter in factory.dead_letters}
        factory.dead_letters += [
            letter
            for letter in self._effects.dead_letters
            if letter.record is None or _place(letter.record) not in there
        ]
        factory.to_replay = [letter for letter in factory.to_replay if letter not in self._replayed]
        for place, heard in self._effects.heard.items():
            before = factory.heard.get(place)
            if before is None or before.log != heard.log or before.next_offset < heard.next_offset:
                factory.heard[place] = heard
        failed = {letter.timer.key for letter in self._effects.dead_letters if letter.timer}
        for key in self._tried_again - failed:
            del factory.resting[key]
        for letter in self._effects.dead_letters:
            if letter.timer and letter.now:
                tries = factory.resting.get(letter.timer.key, (0, letter.now))[0] + 1
                factory.resting[letter.timer.key] = tries, letter.now + timer_pause(tries)


def _place(record: Record | None) -> tuple[str, int, int, str] | None:
    return (record.topic, record.partition, record.offset, record.log) if record else None
