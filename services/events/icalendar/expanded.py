"""Calendars read in a process of their own, which is killed when it takes too long: the loop is never held.

A thread could not be stopped, and holds the interpreter's lock while it counts.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from types import TracebackType
from typing import Self

from services.events.icalendar.faults import CalendarRefused, Code
from services.events.icalendar.reading import Stretch, stretches_of

DEADLINE_S = 5.0
STARTING_S = 30.0
"""A new process imports the libraries first: a second, more on a busy machine. That is not the calendar's fault."""

Reading = Callable[[bytes, datetime, datetime], tuple[Stretch, ...]]


class CalendarReader:
    """One process that reads one calendar after the other. Start it with `async with`; it ends with the block."""

    def __init__(self, reading: Reading = stretches_of) -> None:
        self._reading = reading
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._kill()

    async def stretches_within(
        self, text: bytes, since: datetime, until: datetime, deadline: float = DEADLINE_S
    ) -> tuple[Stretch, ...]:
        """As `stretches_of`. `deadline`: seconds for the reading itself, without the wait for others' calendars.

        Raises CalendarRefused, with `calendar_too_slow` if the deadline passed or the calendar broke the process;
        ValueError if the period is none; TimeoutError if no process could be started.
        """
        async with self._turn:
            pool = await self._started()
            try:
                async with asyncio.timeout(deadline):
                    return await asyncio.wrap_future(pool.submit(self._reading, text, since, until))
            except (TimeoutError, BrokenExecutor, MemoryError):
                await self._kill()
                raise CalendarRefused.whole(Code.CALENDAR_TOO_SLOW) from None
            except asyncio.CancelledError:
                # whoever asked went away, and nobody would stop what still counts
                await self._kill()
                raise

    async def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_with_little_memory)
            try:
                async with asyncio.timeout(STARTING_S):
                    await asyncio.wrap_future(self._pool.submit(_ready))
            except BaseException:
                await self._kill()
                raise
        return self._pool

    async def _kill(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            # the pool has no public way to stop what runs before Python 3.14
            for process in (getattr(pool, "_processes", None) or {}).copy().values():
                process.kill()
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)


MOST_MEMORY = 1_000_000_000


def _with_little_memory() -> None:
    try:
        import resource
    except ImportError:
        # Windows has no such limit; the deadline holds there alone
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MOST_MEMORY if most == resource.RLIM_INFINITY else min(MOST_MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _ready() -> None:
    """Answers once the process has its libraries."""
