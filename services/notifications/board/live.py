"""What is live: the database says that the board heard something, and whoever watches gets the parts that it changed.

A part is drawn once for all who watch it, and encoded once. Whoever was away gets the parts as they are now: what they
missed is in them. The number of an event is the position of the newest fact, which the database gives: it goes on after
a restart.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import asyncpg
import orjson
import structlog

from shared.backoff import Backoff
from shared.messaging.unit_of_work import TransientError
from shared.postgres.listening import listening, require_alive

log = structlog.get_logger()
CHANNEL = "mesa_board"
MOST_WAITING = 8
"""Of one watcher: more, and its line is too slow; it is let go, and comes again by itself."""

BEAT_SECONDS, SETTLE_SECONDS = 15.0, 0.03
"""How often a line without news shows that it lives, and how long facts are gathered before parts are drawn anew."""

CLOSED = b""
Draw = Callable[[], Awaitable[Mapping[str, str]]]
"""The parts of a place as they are now: by the id of their element, in HTML."""


@dataclass(eq=False)
class Watcher:
    """One open page. `queue`: its events, encoded."""

    queue: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))


@dataclass
class Place:
    """What several watch: how it is drawn, what it showed last, and who watches."""

    draw: Draw
    last: dict[str, str] = field(default_factory=dict)
    watchers: set[Watcher] = field(default_factory=set)


@dataclass
class Live:
    """The live side of one process. `position`: gives the newest one; `clock`: the time as officers read it."""

    dsn: str = field(repr=False)
    position: Callable[[], Awaitable[int]]
    clock: Callable[[], str]
    _places: dict[str, Place] = field(default_factory=dict)
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _times: int = 0
    _closing: bool = False

    async def run(self) -> None:
        """Listen and draw until cancelled. While the database is away nobody is told anything, and none is let go."""
        backoff = Backoff()
        while True:
            try:
                async with listening(self.dsn, CHANNEL, self._woken) as db:
                    self._woken.set()  # what was heard while nobody listened
                    backoff.reset()
                    await self._draw_on(db)
            except TransientError as away:
                log.warning("live_waits", why=str(away))
                await asyncio.sleep(backoff.next())

    async def until(self, there: Callable[[], Awaitable[bool]]) -> None:
        """Until it is so: asked now, and again whenever the board has heard something."""
        while True:
            times = self._times
            if await there():
                return
            async with self._heard:
                await self._heard.wait_for(lambda: self._times != times)  # noqa: B023 - asked before the next round

    async def watch(
        self, name: str, draw: Draw, since: int, may: Callable[[], Awaitable[bool]]
    ) -> AsyncIterator[bytes]:
        """The events of a place, encoded, for one page that shows it as it was at `since`.

        `may`: whether who watches still may; asked with every beat.
        """
        place = self._places.setdefault(name, Place(draw))
        watcher = Watcher()
        place.watchers.add(watcher)
        try:
            yield b"retry: 2000\n\n"
            now = await self.position()
            if since < now:
                # kept by nobody: the others were told already
                yield b"".join(self._event(now, each) for each in (await draw()).items())
            yield self._beat(now)
            while not self._closing:
                try:
                    async with asyncio.timeout(BEAT_SECONDS):
                        said = await watcher.queue.get()
                except TimeoutError:
                    said = self._beat() if await may() else CLOSED
                if said == CLOSED:
                    return
                yield said
        finally:
            place.watchers.discard(watcher)
            if not place.watchers:
                self._places.pop(name, None)

    def close(self) -> None:
        """Let everybody go: the process stops, and who watches comes to the next one."""
        self._closing = True
        for place in self._places.values():
            for watcher in place.watchers:
                _put(watcher, CLOSED)

    async def _draw_on(self, db: asyncpg.Connection) -> None:
        while True:
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                await require_alive(db)
                continue
            async with self._heard:
                self._times += 1
                self._heard.notify_all()
            await asyncio.sleep(SETTLE_SECONDS)
            self._woken.clear()
            await self._draw_all()

    async def _draw_all(self) -> None:
        position = await self.position()
        for place in list(self._places.values()):
            parts = dict(await place.draw())
            changed = {name: html for name, html in parts.items() if place.last.get(name) != html}
            place.last = parts
            if not changed:
                continue
            said = b"".join(self._event(position, each) for each in changed.items())
            for watcher in list(place.watchers):
                _put(watcher, said)

    def _event(self, position: int, part: tuple[str, str]) -> bytes:
        name, html = part
        data = orjson.dumps({"id": name, "html": html, "at": self.clock()})
        return b"event: part\nid: %d\ndata: %s\n\n" % (position, data)

    def _beat(self, position: int | None = None) -> bytes:
        number = b"" if position is None else b"id: %d\n" % position
        return b"event: beat\n%sdata: %s\n\n" % (number, self.clock().encode())


def _put(watcher: Watcher, said: bytes) -> None:
    try:
        watcher.queue.put_nowait(said)
    except asyncio.QueueFull:
        while not watcher.queue.empty():
            watcher.queue.get_nowait()
        watcher.queue.put_nowait(CLOSED)
