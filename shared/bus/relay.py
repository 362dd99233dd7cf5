"""The relay: what the outbox holds is published in the order of its positions, and marked after the broker's answer."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from shared.bus.ledger import Passing
from shared.observe.figures import Figures

log = structlog.get_logger()
SWEEP = 1.0
"""Seconds after which the outbox is looked at even if nothing woke the relay."""


class Mouth(Protocol):
    """Publishes rows; None per row or why it was refused. Raises Passing."""

    def say(self, rows: Sequence[Any]) -> Awaitable[list[str | None]]: ...
    def close(self) -> Awaitable[None]: ...


class Outbox(Protocol):
    """The outbox of one service, held by one relay at a time. Raises Passing."""

    async def hold(self) -> bool:
        """Become the one relay; False while another is."""

    async def waiting(self, limit: int) -> list[dict[str, Any]]:
        """The oldest rows not yet published, by position, with topic, key, data, headers."""

    async def published(self, positions: Sequence[int]) -> None: ...

    async def refused(self, rows: Sequence[dict[str, Any]], why: Sequence[str]) -> None:
        """Rows the broker will never take: parked as dead letters, so that the others go on."""

    async def woken(self, seconds: float) -> None:
        """Wait until something is written, or so long."""

    async def close(self) -> None: ...


@dataclass
class Relay:
    """One relay of one service. A crash repeats facts, it never loses one: the receiver's inbox takes the repeat."""

    outbox: Outbox
    mouth: Mouth
    figures: Figures
    rows: int = 1000
    beating: bool = field(default=False, init=False)

    async def run(self) -> None:
        """Until cancelled. What passes is waited out with growing pauses."""
        pause = 0.0
        try:
            while True:
                try:
                    if not await self.outbox.hold():
                        self.beating = True  # another replica relays: this one stands by
                        await asyncio.sleep(SWEEP)
                    elif not await self.once():
                        await self.outbox.woken(SWEEP)
                    pause, self.beating = 0.0, True
                except Passing as away:
                    pause, self.beating = min(max(pause * 2, 0.1), 5.0), False
                    self.figures.waits.labels("relay").inc()
                    log.warning("relay_waits", why=str(away), seconds=pause)
                    await asyncio.sleep(pause)
        finally:
            await self.mouth.close()
            await self.outbox.close()

    async def once(self) -> int:
        """Publish one stretch of the outbox. Returns how many rows it took."""
        rows = await self.outbox.waiting(self.rows)
        if not rows:
            return 0
        answers = await self.mouth.say(rows)
        await self.outbox.published([r["position"] for r, no in zip(rows, answers, strict=True) if no is None])
        refused = [(r, no) for r, no in zip(rows, answers, strict=True) if no is not None]
        if refused:
            log.error("facts_refused_by_broker", rows=len(refused), why=sorted({no for _, no in refused}))
            await self.outbox.refused([r for r, _ in refused], [no for _, no in refused])
        self.figures.published.inc(len(rows) - len(refused))
        return len(rows)
