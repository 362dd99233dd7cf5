"""One batch is one transaction: claim the inbox, load, decide each message in order, commit state and outbox together.

This file holds the way every message takes. What happens only when something goes wrong stands beside it:
`decode` (records that cannot be read), `halving` (a batch whose transaction fails), `dead_letters`, `replies`.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared.contracts.envelope import Envelope, Request, derived_id, trace_of
from shared.messaging import dead_letters, replies, report
from shared.messaging.cloudevents import IncomingMessage, OutboxMessage
from shared.messaging.decisions import Decision, LoadedAggregates, Rejected, ServiceHandlers, TimerFired
from shared.messaging.decode import decode_all
from shared.messaging.halving import in_halves
from shared.messaging.held import is_held
from shared.messaging.records import Record
from shared.messaging.unit_of_work import (
    ConflictError,
    Effects,
    Heard,
    Identity,
    InboxClaim,
    OrderKey,
    Reply,
    TransientError,
    UnitOfWork,
    UnitOfWorkFactory,
)
from shared.observe.metrics import Metrics

HTTP_ATTEMPTS = 10
"""How often a request by HTTP is loaded and decided again after a conflict: somebody waits for its answer."""

SLICE_SECONDS = 0.02
"""So long decisions are made before everybody else has a turn."""


LEFT_OUT = timedelta(seconds=5)
"""So long a timer is left out that was due although it had been done."""


class _OnlyTriedError(Exception):
    """Undoes the transaction in which something was tried."""


@dataclass(frozen=True)
class BatchProcessor:
    """Takes facts, requests and timers of a service through load, decide and commit."""

    handlers: ServiceHandlers
    units_of_work: UnitOfWorkFactory
    now: Callable[[], datetime]
    metrics: Metrics
    # timers that were due although they had been done, by key, and until when they are left out
    _done_before: dict[str, datetime] = field(default_factory=dict)

    async def process(self, records: Sequence[Record]) -> None:
        """Process a batch from the bus. Raises TransientError: then nothing has happened, and it must come again."""
        messages, effects = self._decode(records)
        effects.heard = heard_in(records)
        await in_halves(messages, effects, self._transaction, self._dead_letter)

    async def handle(self, envelope: Envelope[Any]) -> Reply | None:
        """Process a request by HTTP as a batch of one. None: it failed and is a dead letter."""
        message = IncomingMessage(envelope)
        answered = await in_halves([message], Effects(), self._transaction, self._dead_letter, attempts=HTTP_ATTEMPTS)
        return answered.get(message.identity)

    async def try_out(self, envelope: Envelope[Any]) -> Reply | None:
        """The reply that a request would get now; nothing of it is kept. None: its decision fails."""
        message = IncomingMessage(envelope)
        answered: dict[Identity, Reply] = {}
        try:
            async with self.units_of_work.transaction() as unit:
                aggregates = await unit.load([message])
                effects = await decide_all(self.handlers, aggregates, [message], frozenset(), self.now())
                answered = effects.replies
                raise _OnlyTriedError
        except _OnlyTriedError:
            return answered.get(message.identity)

    async def fire_timers(self, limit: int = 500) -> bool:
        """Process up to `limit` aggregates that are due now. Returns whether more may be due."""
        messages: list[IncomingMessage] = []
        now, service = self.now(), self.handlers.service
        left_out = [key for key, until in self._done_before.items() if until > now]
        try:
            async with self.units_of_work.transaction() as unit:
                due = await unit.due_timers(now, limit, left_out)
                messages = [IncomingMessage(_timer(service, timer, now)) for timer in due]
                if messages:
                    await self._settle(unit, messages, Effects(), now)
        except TransientError:
            raise
        except Exception:
            # without messages the query for due timers itself failed: halving would not find a culprit
            if not messages:
                raise
            await in_halves(messages, Effects(), self._transaction, self._dead_letter)
        return len(messages) == limit or any(is_held(message.envelope.data) for message in messages)

    async def replay(self, limit: int = 100) -> int:
        """Process dead letters that an operator marked for replay. One that fails again is a dead letter again."""
        try:
            async with self.units_of_work.transaction() as unit:
                records = await unit.take_replays(limit)
                if records:
                    messages, effects = self._decode(records)
                    await self._settle(unit, messages, effects, self.now())
                return len(records)
        except (TransientError, ConflictError):
            raise
        except Exception as fault:
            return await (self.replay(1) if limit > 1 else self._dead_letter_replay(fault))

    async def _transaction(self, messages: list[IncomingMessage], known: Effects) -> dict[Identity, Reply]:
        if not messages and not known.dead_letters and not known.outbox and not known.heard:
            return {}
        async with self.units_of_work.transaction() as unit:
            return await self._settle(unit, messages, known, self.now())

    async def _settle(
        self, unit: UnitOfWork, messages: list[IncomingMessage], known: Effects, now: datetime
    ) -> dict[Identity, Reply]:
        """Claim, load, decide and commit within an open transaction.

        `known` holds the dead letters and replies that decoding has already led to.
        """
        started = time.perf_counter()
        # the claim comes first: it makes two replicas with the same message wait for each other before they lock rows
        claim = await unit.claim(messages)
        self._leave_out_done_before(messages, claim, now)
        fresh = _first_of_each(m for m in messages if m.identity in claim.fresh)
        ordered = [m.order_key for m in fresh if m.envelope.data.ORDERED]
        blocked = await unit.blocked_by_key(ordered) if ordered else frozenset()
        aggregates = await unit.load(fresh)
        effects = await decide_all(self.handlers, aggregates, fresh, blocked, now)
        effects.dead_letters[:0] = known.dead_letters
        effects.outbox[:0] = known.outbox
        effects.heard = known.heard
        replies.repeat(effects, self.handlers, messages, claim.replies, now)
        await unit.commit(aggregates, effects)
        report.batch(self.metrics, len(messages), len(fresh), effects, time.perf_counter() - started)
        return {**claim.replies, **effects.replies}

    def _leave_out_done_before(self, messages: list[IncomingMessage], claim: InboxClaim, now: datetime) -> None:
        """Remember timers that are due again although they were done: they must not take the place of the others.

        Another replica may just have done one, so the pause is short.
        """
        timers = {m.envelope.subject: m.identity for m in messages if isinstance(m.envelope.data, TimerFired)}
        if timers:
            for key in [key for key, until in self._done_before.items() if until <= now]:
                del self._done_before[key]
            until = now + LEFT_OUT
            self._done_before.update({key: until for key, identity in timers.items() if identity not in claim.fresh})

    def _decode(self, records: Sequence[Record]) -> tuple[list[IncomingMessage], Effects]:
        return decode_all(self.handlers, records, self.metrics, self.now())

    async def _dead_letter(self, message: IncomingMessage, fault: Exception, effects: Effects) -> dict[Identity, Reply]:
        """Set aside the one message whose transaction cannot be committed, beside the `effects` known before."""
        async with self.units_of_work.transaction() as unit:
            answered = await dead_letters.unless_done(unit, self.handlers, message, fault, effects, self.now())
            await unit.commit(LoadedAggregates(), effects)
        report.batch(self.metrics, 1, 1, effects, 0.0)
        return dict(answered)

    async def _dead_letter_replay(self, fault: Exception) -> int:
        async with self.units_of_work.transaction() as unit:
            records = await unit.take_replays(1)
            messages, effects = self._decode(records)
            for message in messages:
                await dead_letters.unless_done(unit, self.handlers, message, fault, effects, self.now())
            await unit.commit(LoadedAggregates(), effects)
        report.batch(self.metrics, len(records), len(records), effects, 0.0)
        return len(records)


def heard_in(records: Iterable[Record]) -> dict[tuple[str, int], Heard]:
    """How far a batch reaches in each partition."""
    return {(r.topic, r.partition): Heard(r.log, r.offset + 1) for r in records}


async def decide_all(
    handlers: ServiceHandlers,
    aggregates: LoadedAggregates,
    batch: Iterable[IncomingMessage],
    blocked: frozenset[OrderKey],
    now: datetime,
) -> Effects:
    """Decide each message of a batch in order, and collect the facts, replies and dead letters that follow.

    No I/O, but after each slice of work the event loop gets its turn, for heartbeats and requests by HTTP.
    A decision that raises changes nothing, its message becomes a dead letter, and the batch goes on.
    `blocked`: topics and keys of dead letters; a message whose order matters waits behind the one of its own.
    """
    effects = Effects()
    blocked_keys = set(blocked)
    yielded = time.perf_counter()
    for message in batch:
        if time.perf_counter() - yielded > SLICE_SECONDS:
            await asyncio.sleep(0)
            yielded = time.perf_counter()
        _decide(handlers, aggregates, message, blocked_keys, effects, now)
    return effects


def _decide(
    handlers: ServiceHandlers,
    aggregates: LoadedAggregates,
    message: IncomingMessage,
    blocked_keys: set[OrderKey],
    effects: Effects,
    now: datetime,
) -> None:
    """Decide one message, and add what follows to the effects."""
    envelope = message.envelope
    if envelope.data.ORDERED and message.order_key in blocked_keys:
        effects.dead_letters.append(dead_letters.blocked_by_key(message))
        return
    try:
        decision = handlers.table[type(envelope.data)](aggregates, envelope, now)
    except Rejected as rejected:
        if isinstance(envelope.data, Request):
            replies.answer(effects, handlers, message, now, Decision(), rejected)
        else:  # only requests can be rejected: a handler of a fact that does so is a mistake of ours
            effects.dead_letters.append(dead_letters.failed("decision_failed", message, rejected, now))
    except Exception as fault:
        blocked_keys.add(message.order_key)
        letter = dead_letters.failed("decision_failed", message, fault, now)
        dead_letters.set_aside(effects, handlers, message, letter, now)
    else:
        aggregates.apply(decision.changed)
        cause = decision.cause or envelope
        # the source counts too: two communes may well use the same ids for their requests
        for n, fact in enumerate(decision.facts):
            identity = derived_id(envelope.source, envelope.id, handlers.speaker, n)
            effects.outbox.append(OutboxMessage.caused_by(cause, handlers.service, fact, identity, now))
        replies.answer(effects, handlers, message, now, decision)


def _first_of_each(messages: Iterable[IncomingMessage]) -> list[IncomingMessage]:
    """Drop the repeats within one batch; each message keeps the place where it came first."""
    first: dict[Identity, IncomingMessage] = {}
    for message in messages:
        first.setdefault(message.identity, message)
    return list(first.values())


def _timer(service: str, timer: TimerFired, now: datetime) -> Envelope[TimerFired]:
    """A timer as a message. Its id holds when it was due, so two replicas that see it process it once."""
    identity = derived_id(timer.key, service, timer.kind, timer.due_at.isoformat())
    source, trace = f"/mesa/{service}/clock", trace_of(timer.key, identity)
    return Envelope(identity, source, timer.WIRE, now, timer.key, timer.key, None, trace, timer)
