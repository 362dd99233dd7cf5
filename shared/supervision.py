"""Keeps the parts of a process running: what ends without being told to is started again, after growing pauses."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from shared.backoff import Backoff
from shared.messaging.unit_of_work import TransientError
from shared.observe.traceback import frames_of

log = structlog.get_logger()
STEADY_SECONDS = 5.0
"""A part that has run for so long after it was started again is sound."""

Part = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class _Kept:
    task: asyncio.Task[None]
    why: str = ""
    since: float = 0.0
    told_to_end: bool = False


@dataclass
class Supervisor:
    """The parts of one process, by name. A part runs until it is cancelled; that it returns or raises is a fault."""

    _parts: dict[str, _Kept] = field(default_factory=dict)

    def keep(self, name: str, part: Part) -> None:
        """Run a part, and start it again whenever it ends."""
        self._parts[name] = _Kept(asyncio.create_task(self._run(name, part), name=name))

    @property
    def faults(self) -> dict[str, str]:
        """Which parts are not running steadily, and why they ended."""
        now = asyncio.get_running_loop().time()
        return {
            name: kept.why
            for name, kept in self._parts.items()
            if kept.why and (kept.since == 0.0 or now - kept.since < STEADY_SECONDS)
        }

    async def stop(self, *names: str) -> None:
        """Cancel these parts (all, if none is named), and wait until each has ended."""
        parts = [self._parts[name] for name in names or self._parts if name in self._parts]
        for kept in parts:
            kept.told_to_end = True
            kept.task.cancel()
        if parts:
            # `wait`, because it can be left when a deadline has come; `gather` would wait until the last one has ended
            await asyncio.wait([kept.task for kept in parts])

    @property
    def left(self) -> list[str]:
        """The parts that still run."""
        return [name for name, kept in self._parts.items() if not kept.task.done()]

    async def _run(self, name: str, part: Part) -> None:
        backoff, loop = Backoff(), asyncio.get_running_loop()
        while True:
            started = loop.time()
            try:
                await part()
                why = "ended"
            except TransientError as away:
                why = str(away)
            except Exception as broken:
                why = f"failing with {type(broken).__name__}"
                log.error("part_failed", part=name, why=type(broken).__name__, frames=frames_of(broken))
            kept = self._parts[name]
            if kept.told_to_end:  # it took the cancellation for something of its own, and ended all the same
                return
            if loop.time() - started > STEADY_SECONDS:
                backoff.reset()
            pause = backoff.next()
            kept.why, kept.since = why, 0.0
            log.warning("part_starts_again", part=name, why=why, seconds=pause)
            await asyncio.sleep(pause)
            kept.since = loop.time()
