"""One service as a process: its pool, its ear, its relay and its clock, kept going until told to stop."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import structlog

from shared.bus.consume import Consumer
from shared.bus.decide import Hears
from shared.bus.kafka import Ear, Mouth
from shared.bus.ledger import Passing, Permanent
from shared.bus.relay import Relay
from shared.bus.work import Handler, Tick
from shared.clock import clock_of, wall
from shared.contracts.envelope import Request
from shared.contracts.registry import TOPIC_OF
from shared.contracts.topics import Topic
from shared.db.books import PostgresLedger, Store
from shared.db.errors import translated
from shared.db.outbox import PostgresOutbox, clean, counts
from shared.observe.figures import Figures
from shared.observe.frames import frames_of
from shared.settings import Settings

log = structlog.get_logger()
HOUSEKEEPING = 60.0


@dataclass(frozen=True)
class Service:
    """What a service is: its name, the table of what it hears, and its store."""

    name: str
    hears: Mapping[type, Handler]
    store: Store

    @property
    def topics(self) -> list[Topic]:
        """The topics of the facts it hears."""
        return sorted({TOPIC_OF[c] for c in self.hears if c in TOPIC_OF}, key=lambda t: t.name)

    @property
    def asked(self) -> bool:
        """Whether it answers requests."""
        return any(issubclass(c, Request) for c in self.hears)

    @property
    def ticked(self) -> bool:
        return Tick in self.hears


@dataclass
class Runtime:
    """A service at work. `start` returns at once; servers that are away are waited for, and `faults` says so."""

    service: Service
    settings: Settings
    figures: Figures = field(default_factory=Figures)
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _failing: dict[str, str] = field(default_factory=dict)
    _pool: asyncpg.Pool | None = None
    _ear: Ear | None = None
    _relay: Relay | None = None
    _consumer: Consumer | None = None
    _secret: bytes = b""

    def __post_init__(self) -> None:
        self.now = clock_of(self.settings.clock)

    async def start(self) -> None:
        # fewer, larger collections: the batches make many short-lived objects (STACK: +20 % throughput)
        gc.set_threshold(50_000, 20, 20)
        self._tasks["start"] = asyncio.create_task(self._open(), name="start")

    async def stop(self) -> None:
        """Stop hearing first, then the rest; what was taken is finished."""
        self._tasks["start"].cancel()
        if self._ear:
            await self._ear.stop()
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._pool:
            await self._pool.close()

    @property
    def consumer(self) -> Consumer:
        """The batch shell. Raises Passing before the database was reached for the first time."""
        if self._consumer is None:
            raise Passing("the service is still starting")
        return self._consumer

    @property
    def pool(self) -> asyncpg.Pool:
        if self._pool is None:
            raise Passing("the service is still starting")
        return self._pool

    @property
    def secret(self) -> bytes:
        """What ids of requests by HTTP are made with. Raises Passing before it was read."""
        if not self._secret:
            raise Passing("the service is still starting")
        return self._secret

    async def faults(self) -> dict[str, str]:
        """Why the service is not ready, by part; empty if it is."""
        wrong = {name: "stopped" for name, task in self._tasks.items() if task.done() and name != "start"}
        wrong |= self._failing
        if self._ear is None or not self._ear.listening:
            wrong["consumer"] = "not listening"
        elif trouble := self._ear.trouble:
            wrong["consumer"] = trouble
        elif not await self._ear.knows_table():
            wrong["consumer"] = "reading who sits at the table"
        if self._relay is None or not self._relay.beating:
            wrong["relay"] = "not relaying"
        try:
            async with asyncio.timeout(2):
                with translated():
                    await self.pool.fetchval("SELECT 1")
        except (Passing, Permanent, TimeoutError) as away:
            wrong["database"] = str(away) or type(away).__name__
        return wrong

    async def measure(self) -> bytes:
        """The figures, with those that are asked for only when somebody looks."""
        try:
            with translated():
                waiting, parked = await counts(self.pool)
            self.figures.outbox_waiting.set(waiting)
            self.figures.dead_letters.set(parked)
            self.figures.lag.set(await self._ear.lag() if self._ear else 0)
        except Passing as away:
            log.warning("figures_incomplete", why=str(away))
        return self.figures.text()

    async def _open(self) -> None:
        name, s = self.service.name, self.settings
        dsn = s.database_url.get_secret_value()
        self._pool = await self._until(lambda: _pool(dsn, s.pool_size), "database")
        self._secret = await self._until(self._read_secret, "the tables")
        ledger = PostgresLedger(self._pool, self.service.store)
        self._consumer = Consumer(Hears(name, self.service.hears), ledger, self.now, self.figures)
        self._relay = Relay(PostgresOutbox(dsn, name), Mouth(s.kafka_bootstrap, s.topic_prefix, name), self.figures)
        self._tasks["relay"] = asyncio.create_task(self._relay.run(), name="relay")
        self._tasks["replay"] = asyncio.create_task(self._every(1.0, self._replay), name="replay")
        self._tasks["clean"] = asyncio.create_task(self._every(HOUSEKEEPING, self._clean), name="clean")
        if self.service.ticked:
            # a driven clock runs faster than the wall: look more often
            pause = 1.0 if self.now is wall else 0.1
            self._tasks["clock"] = asyncio.create_task(self._every(pause, self._consumer.tick), name="clock")
        self._ear = await self._until(self._listen, "kafka")
        log.info("listening", topics=[t.name for t in self.service.topics], intake=self.service.asked)

    async def _listen(self) -> Ear:
        s = self.settings
        ear = Ear(
            s.kafka_bootstrap,
            s.topic_prefix,
            self.service.name if s.topic_prefix == "mesa" else f"{s.topic_prefix}.{self.service.name}",
            self.service.topics,
            intake=self.service.asked,
            records=s.batch_records,
        )
        try:
            await ear.start(self.consumer.take)
        except BaseException:
            await ear.stop()
            raise
        return ear

    async def _until(self, attempt: Callable[[], Awaitable[Any]], what: str) -> Any:
        """Try until it works, with growing pauses."""
        pause = 0.1
        while True:
            try:
                return await attempt()
            except Exception as away:
                log.warning("waiting_for", what=what, why=type(away).__name__, seconds=pause)
                self.figures.waits.labels(what).inc()
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    async def _every(self, seconds: float, job: Callable[[], Awaitable[Any]]) -> None:
        """Do a job again and again; at once if the last time found something to do."""
        name = getattr(job, "__name__", "job").strip("_")
        while True:
            again = False
            try:
                again = bool(await job())
                self._failing.pop(name, None)
            except (Passing, Permanent) as away:
                log.warning("job_waits", job=name, why=str(away))
            except Exception as broken:
                # the next time may find other work; until it goes well again, readiness says so
                self._failing[name] = f"failing with {type(broken).__name__}"
                log.error("job_failed", job=name, why=type(broken).__name__, frames=frames_of(broken))
            await asyncio.sleep(0 if again else seconds)

    async def _read_secret(self) -> bytes:
        secret: bytes = await self.pool.fetchval("SELECT secret FROM door")
        return secret

    async def _replay(self) -> int:
        return await self.consumer.replay()

    async def _clean(self) -> bool:
        with translated():
            gone = await clean(self.pool, self.settings.outbox_days, self.settings.inbox_days)
        return sum(gone) > 0


async def _pool(dsn: str, size: int) -> asyncpg.Pool:
    return await asyncpg.create_pool(dsn, min_size=1, max_size=size, command_timeout=30, timeout=10)
