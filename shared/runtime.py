"""A service as a process: its connection pool, consumer, relay and timers, kept running until it is stopped."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import structlog

from shared.backoff import Backoff
from shared.clock import clock_of, wall
from shared.contracts.envelope import Request
from shared.contracts.registry import TOPIC_OF
from shared.contracts.topics import Topic
from shared.messaging.batch import BatchProcessor
from shared.messaging.decisions import Handler, ServiceHandlers, TimerFired
from shared.messaging.kafka import KafkaConsumer, KafkaProducer
from shared.messaging.relay import Relay
from shared.messaging.unit_of_work import PermanentError, TransientError
from shared.observe.metrics import Metrics
from shared.observe.traceback import frames_of
from shared.postgres.errors import translated
from shared.postgres.outbox import PostgresOutbox, clean, counts
from shared.postgres.reader import Reader
from shared.postgres.unit_of_work import PostgresUnitOfWorkFactory, Store
from shared.settings import Settings

log = structlog.get_logger()
HOUSEKEEPING_SECONDS = 60.0


@dataclass(frozen=True)
class Service:
    """What a service is: its name, the table of its handlers, its store and its settings.

    `policy_of`: what the decisions are configured with, made once from the settings and loaded with every batch.
    """

    name: str
    handlers: Mapping[type, Handler]
    store: Store
    settings: type[Settings] = Settings
    policy_of: Callable[[Any], Any] = lambda settings: None

    @property
    def topics(self) -> list[Topic]:
        """The topics of the facts it handles."""
        return sorted({TOPIC_OF[c] for c in self.handlers if c in TOPIC_OF}, key=lambda t: t.name)

    @property
    def takes_requests(self) -> bool:
        """Whether it reads the intakes of the communes."""
        return any(issubclass(c, Request) for c in self.handlers)

    @property
    def has_timers(self) -> bool:
        return TimerFired in self.handlers


@dataclass
class Runtime:
    """A running service. `start` returns at once; it waits for servers that are away, and `faults` names them."""

    service: Service
    settings: Settings
    metrics: Metrics = field(default_factory=Metrics)
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _failing: dict[str, str] = field(default_factory=dict)
    _pool: asyncpg.Pool | None = None
    _consumer: KafkaConsumer | None = None
    _relay: Relay | None = None
    _batches: BatchProcessor | None = None
    _secret: bytes = b""

    def __post_init__(self) -> None:
        self.now = clock_of(self.settings.clock)
        self.policy = self.service.policy_of(self.settings)

    async def start(self) -> None:
        # fewer, larger collections: the batches make many short-lived objects (STACK: +20 % throughput)
        gc.set_threshold(50_000, 20, 20)
        self._tasks["start"] = asyncio.create_task(self._open(), name="start")

    async def stop(self) -> None:
        """Stop consuming first, then the rest; a batch that has begun is finished."""
        self._tasks["start"].cancel()
        if self._consumer:
            await self._consumer.stop()
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._pool:
            await self._pool.close()

    @property
    def batches(self) -> BatchProcessor:
        """Raises TransientError before the database was reached for the first time."""
        if self._batches is None:
            raise TransientError("the service is still starting")
        return self._batches

    @property
    def pool(self) -> asyncpg.Pool:
        if self._pool is None:
            raise TransientError("the service is still starting")
        return self._pool

    @property
    def _reader(self) -> Reader:
        return Reader(lambda: self.pool)

    @property
    def secret(self) -> bytes:
        """The key that ids of requests by HTTP are made with. Raises TransientError before it was read."""
        if not self._secret:
            raise TransientError("the service is still starting")
        return self._secret

    async def faults(self) -> dict[str, str]:
        """Why the service is not ready, by part; empty if it is."""
        wrong = {name: "stopped" for name, task in self._tasks.items() if task.done() and name != "start"}
        wrong |= self._failing
        if self._consumer is None or not self._consumer.listening:
            wrong["consumer"] = "not listening"
        elif trouble := self._consumer.trouble:
            wrong["consumer"] = trouble
        elif not await self._consumer.knows_table():
            wrong["consumer"] = "reading who sits at the table"
        if self._relay is None or not self._relay.running:
            wrong["relay"] = "not relaying"
        try:
            async with asyncio.timeout(2):
                await self._reader.ping()
        except (TransientError, PermanentError, TimeoutError) as away:
            wrong["database"] = str(away) or type(away).__name__
        return wrong

    async def measure(self) -> bytes:
        """The metrics in text form; those that need a query are read now."""
        try:
            with translated():
                waiting, parked = await counts(self.pool)
            self.metrics.outbox_waiting.set(waiting)
            self.metrics.dead_letters.set(parked)
            self.metrics.lag.set(await self._consumer.lag() if self._consumer else 0)
        except TransientError as away:
            log.warning("figures_incomplete", why=str(away))
        return self.metrics.text()

    async def _open(self) -> None:
        name, s = self.service.name, self.settings
        dsn = s.database_url.get_secret_value()
        self._pool = await self._until(lambda: _pool(dsn, s.pool_size), "database")
        self._secret = await self._until(self._read_secret, "the tables")
        self._batches = BatchProcessor(
            ServiceHandlers(name, self.service.handlers),
            PostgresUnitOfWorkFactory(self._pool, self.service.store, self.policy),
            self.now,
            self.metrics,
        )
        self._relay = Relay(
            PostgresOutbox(dsn, name), KafkaProducer(s.kafka_bootstrap, s.topic_prefix, name), self.metrics
        )
        self._tasks["relay"] = asyncio.create_task(self._relay.run(), name="relay")
        self._tasks["replay"] = asyncio.create_task(self._every(1.0, self._replay), name="replay")
        self._tasks["clean"] = asyncio.create_task(self._every(HOUSEKEEPING_SECONDS, self._clean), name="clean")
        if self.service.has_timers:
            # a driven clock runs faster than the wall: look more often
            pause = 1.0 if self.now is wall else 0.1
            self._tasks["clock"] = asyncio.create_task(self._every(pause, self._batches.fire_timers), name="clock")
        self._consumer = await self._until(self._listen, "kafka")
        log.info("listening", topics=[t.name for t in self.service.topics], intake=self.service.takes_requests)

    async def _listen(self) -> KafkaConsumer:
        s = self.settings
        consumer = KafkaConsumer(
            s.kafka_bootstrap,
            s.topic_prefix,
            self.service.name if s.topic_prefix == "mesa" else f"{s.topic_prefix}.{self.service.name}",
            self.service.topics,
            intake=self.service.takes_requests,
            records=s.batch_records,
        )
        try:
            await consumer.start(self.batches.process)
        except BaseException:
            await consumer.stop()
            raise
        return consumer

    async def _until(self, attempt: Callable[[], Awaitable[Any]], what: str) -> Any:
        """Try until it succeeds, with growing pauses."""
        backoff = Backoff()
        while True:
            try:
                return await attempt()
            except Exception as away:
                pause = backoff.next()
                log.warning("waiting_for", what=what, why=type(away).__name__, seconds=pause)
                self.metrics.waits.labels(what).inc()
                await asyncio.sleep(pause)

    async def _every(self, seconds: float, job: Callable[[], Awaitable[Any]]) -> None:
        """Repeat a job; without a pause if it returned true, for then there is more to do."""
        name = getattr(job, "__name__", "job").strip("_")
        while True:
            again = False
            try:
                again = bool(await job())
                self._failing.pop(name, None)
            except (TransientError, PermanentError) as away:
                log.warning("job_waits", job=name, why=str(away))
            except Exception as broken:
                # the next run may find other work; until one succeeds, readiness names the job
                self._failing[name] = f"failing with {type(broken).__name__}"
                log.error("job_failed", job=name, why=type(broken).__name__, frames=frames_of(broken))
            await asyncio.sleep(0 if again else seconds)

    async def _read_secret(self) -> bytes:
        return await self._reader.request_secret()

    async def _replay(self) -> int:
        return await self.batches.replay()

    async def _clean(self) -> bool:
        with translated():
            gone = await clean(self.pool, self.settings.outbox_days, self.settings.inbox_days)
        return sum(gone) > 0


async def _pool(dsn: str, size: int) -> asyncpg.Pool:
    return await asyncpg.create_pool(dsn, min_size=1, max_size=size, command_timeout=30, timeout=10)
