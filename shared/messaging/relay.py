"""The relay: publishes the outbox in the order of its positions, and marks rows after the broker acknowledged them."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from shared.backoff import Backoff
from shared.messaging.unit_of_work import TransientError
from shared.observe.metrics import Metrics

log = structlog.get_logger()
SWEEP_SECONDS = 1.0
"""After so long the outbox is read even if no notification came."""


class Producer(Protocol):
    """Publishes rows; None per row or why it was refused. Raises TransientError."""

    def publish(self, rows: Sequence[Any]) -> Awaitable[list[str | None]]: ...
    def close(self) -> Awaitable[None]: ...


class Outbox(Protocol):
    """The outbox of one service, held by one relay at a time. Raises TransientError."""

    async def hold(self) -> bool:
        """Become the only relay of this service; False while another process is."""

    async def waiting(self, limit: int) -> list[dict[str, Any]]:
        """The oldest rows that are not published yet, by position, with topic, key, data and headers."""

    async def published(self, positions: Sequence[int]) -> None: ...

    async def refused(self, rows: Sequence[dict[str, Any]], why: Sequence[str]) -> None:
        """Turn rows that the broker will never accept into dead letters, so that the others go on."""

    async def wait_for_rows(self, seconds: float) -> None:
        """Wait until something is written, or so long."""

    async def close(self) -> None: ...


@dataclass
class Relay:
    """The relay of one service. After a crash it may publish facts again, never lose one: inboxes drop the repeat."""

    outbox: Outbox
    producer: Producer
    metrics: Metrics
    rows: int = 1000
    running: bool = field(default=False, init=False)

    async def run(self) -> None:
        """Run until cancelled. While the database or the broker is away, try again after growing pauses."""
        backoff = Backoff()
        try:
            while True:
                try:
                    held = await self.outbox.hold()
                    published = await self.once() if held else 0
                    # set before the wait: a service without facts to publish is ready at once
                    self.running = True
                    backoff.reset()
                    if not held:  # another replica relays: this one stands by
                        await asyncio.sleep(SWEEP_SECONDS)
                    elif not published:
                        await self.outbox.wait_for_rows(SWEEP_SECONDS)
                except TransientError as away:
                    pause, self.running = backoff.next(), False
                    self.metrics.waits.labels("relay").inc()
                    log.warning("relay_waits", why=str(away), seconds=pause)
                    await asyncio.sleep(pause)
        finally:
            await self.producer.close()
            await self.outbox.close()

    async def once(self) -> int:
        """Publish the oldest rows of the outbox. Returns how many there were."""
        rows = await self.outbox.waiting(self.rows)
        if not rows:
            return 0
        answers = await self.producer.publish(rows)
        await self.outbox.published([r["position"] for r, no in zip(rows, answers, strict=True) if no is None])
        refused = [(r, no) for r, no in zip(rows, answers, strict=True) if no is not None]
        if refused:
            log.error("facts_refused_by_broker", rows=len(refused), why=sorted({no for _, no in refused}))
            await self.outbox.refused([r for r, _ in refused], [no for _, no in refused])
        self.metrics.published.inc(len(rows) - len(refused))
        return len(rows)
