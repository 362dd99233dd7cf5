"""A service as a process: its connection pool, consumer, relay and timers, kept running until it is stopped."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import asyncpg
import structlog

from shared.access.admission import Admission
from shared.access.passes import PassReader
from shared.backoff import Backoff
from shared.clock import clock_of, wall
from shared.contracts.registry import takes_requests, topics_heard
from shared.contracts.topics import Topic
from shared.messaging.batch import BatchProcessor
from shared.messaging.books_check import BooksCheck
from shared.messaging.decisions import Handler, ServiceHandlers, TimerFired
from shared.messaging.kafka import KafkaConsumer, KafkaProducer
from shared.messaging.records import Record
from shared.messaging.relay import Relay
from shared.messaging.unit_of_work import Heard, PermanentError, TransientError
from shared.observe.metrics import Metrics
from shared.observe.traceback import frames_of
from shared.opened import Opened
from shared.postgres import heard, held_requests, published
from shared.postgres.access_keys import PostgresKeyBook
from shared.postgres.backlog import Backlog
from shared.postgres.errors import translated
from shared.postgres.outbox import PostgresOutbox, clean
from shared.postgres.pools import BUS, CLOCK, HTTP, borrowed, open_pool
from shared.postgres.reader import Reader
from shared.postgres.unit_of_work import PostgresUnitOfWorkFactory, Store
from shared.readiness import backlog_of, faults_of
from shared.settings import Settings
from shared.supervision import Supervisor

log = structlog.get_logger()
HOUSEKEEPING_SECONDS = 60.0
STOP_SECONDS = 15.0


class Companion(Protocol):
    """What works beside the messages of a service, in every replica; `run` goes on until it is cancelled."""

    async def run(self) -> None: ...


@dataclass(frozen=True)
class Service:
    """What a service is: its name, the table of its handlers, its store and its settings.

    `policy_of`: what the decisions are configured with, made once from the settings and loaded with every batch.
    `companion_of`: what works beside them, if anything.
    """

    name: str
    handlers: Mapping[type, Handler]
    store: Store
    settings: type[Settings] = Settings
    policy_of: Callable[[Any], Any] = lambda settings: None
    companion_of: Callable[["Runtime"], Companion | None] = lambda runtime: None

    @property
    def topics(self) -> list[Topic]:
        """The topics of the facts it handles."""
        return topics_heard(self.handlers)

    @property
    def takes_requests(self) -> bool:
        """Whether it reads the intakes of the communes."""
        return takes_requests(self.handlers)

    @property
    def has_timers(self) -> bool:
        return TimerFired in self.handlers


@dataclass
class Runtime:
    """A running service. `start` returns at once; it waits for servers that are away, and `faults` names them."""

    service: Service
    settings: Settings
    metrics: Metrics = field(default_factory=Metrics)
    _parts: Supervisor = field(default_factory=Supervisor)
    _failing: dict[str, str] = field(default_factory=dict)
    _opened: asyncio.Future[Opened] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    _consumer: KafkaConsumer | None = None
    _relay: Relay | None = None

    def __post_init__(self) -> None:
        self.now = clock_of(self.settings.clock)
        self.policy = self.service.policy_of(self.settings)
        self.passes = PassReader(self.service.name, self.settings.pass_keys.replace(",", " ").split())
        self.companion = self.service.companion_of(self)

    async def start(self) -> None:
        # fewer, larger collections: the batches make many short-lived objects (STACK: +20 % throughput)
        gc.set_threshold(50_000, 20, 20)
        self._parts.keep("database", self._open)
        self._parts.keep("consumer", self._consume)
        self._parts.keep("relay", self._run_relay)
        self._parts.keep("replay", lambda: self.every(1.0, self._replay))
        self._parts.keep("clean", lambda: self.every(HOUSEKEEPING_SECONDS, self._clean))
        if self.service.has_timers:
            # a driven clock runs faster than the wall: look more often
            pause = 1.0 if self.now is wall else 0.1
            self._parts.keep("clock", lambda: self.every(pause, self._fire_timers))
        if self.companion:
            self._parts.keep("companion", self.companion.run)

    async def stop(self) -> None:
        """Stop consuming first, then the rest; a batch that has begun is finished, if it ends in time.

        What has not stopped after fifteen seconds is left behind and named: whoever sent the signal waits.
        """
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._parts.stop("consumer")
                await self._parts.stop()
                for pool in self._pools:
                    await pool.close()
        except TimeoutError:
            log.warning("stop_cut_short", left=self._parts.left or ["connections"], seconds=STOP_SECONDS)
            for pool in self._pools:
                pool.terminate()

    @property
    def batches(self) -> BatchProcessor:
        """For requests by HTTP. Raises TransientError before the books were found to be as new as the bus."""
        opened = self._open_or_raise()
        opened.check.require()
        return opened.requests

    @property
    def pool(self) -> asyncpg.Pool:
        """The connections for requests by HTTP. Raises TransientError before the database was reached."""
        return self._open_or_raise().http

    @property
    def admission(self) -> Admission:
        """Who may enter by HTTP, and the service's secret. Raises TransientError until the database is reached."""
        return self._open_or_raise().admission

    async def faults(self) -> dict[str, str]:
        """Why the service is not ready, by part; empty if it is."""
        failing = self._parts.faults | self._failing
        return await faults_of(failing, self._consumer, self._relay, lambda: self.pool)

    async def backlog(self) -> Backlog | None:
        """What waits in the service; None if that cannot be said now."""
        return await backlog_of(self._consumer, lambda: self.pool)

    async def measure(self) -> bytes:
        """The metrics in text form; those that need a query are read now."""
        if known := await self.backlog():
            self.metrics.outbox_waiting.set(known.unpublished)
            self.metrics.dead_letters.set(known.aside)
            self.metrics.lag.set(known.lag)
            self.metrics.rebalances.set(self._consumer.rebalances if self._consumer else 0)
        return self.metrics.text()

    @property
    def _pools(self) -> tuple[asyncpg.Pool, ...]:
        opened = self._opened.result() if self._opened.done() else None
        return opened.pools if opened else ()

    def _open_or_raise(self) -> Opened:
        if not self._opened.done():
            raise TransientError("the service is still starting")
        return self._opened.result()

    async def _compared(self) -> Opened:
        """Wait until the database was reached, and until the books were found to be as new as the bus."""
        opened = await asyncio.shield(self._opened)
        await opened.check.compared.wait()
        return opened

    def _batches_on(self, pool: asyncpg.Pool, epoch: int) -> BatchProcessor:
        return BatchProcessor(
            ServiceHandlers(self.service.name, self.service.handlers, epoch),
            PostgresUnitOfWorkFactory(pool, self.service.store, self.policy),
            self.now,
            self.metrics,
        )

    async def _open(self) -> None:
        dsn, size = self.settings.database_url.get_secret_value(), self.settings.pool_size
        http = await self._until(lambda: open_pool(dsn, size, HTTP), "database")
        secret = await self._until(Reader(lambda: http).request_secret, "the tables")
        bus = await self._until(lambda: open_pool(dsn, 2, BUS), "database")
        clock = await self._until(lambda: open_pool(dsn, 2, CLOCK), "database")
        epoch = await self._until(lambda: self._epoch(bus), "the tables")
        works = [self._batches_on(pool, epoch) for pool in (http, bus, clock)]
        admission = Admission(PostgresKeyBook(lambda: http), secret, passes=self.passes)
        self._opened.set_result(Opened(http, bus, clock, admission, BooksCheck(epoch), *works))
        await asyncio.Event().wait()

    async def _consume(self) -> None:
        """Consume until stopped. Ends when the consuming task does, so that it is started again."""
        opened = await self._compared()
        self._consumer = await self._until(lambda: self._listen(opened), "kafka")
        log.info("listening", topics=[t.name for t in self.service.topics], intake=self.service.takes_requests)
        try:
            await self._consumer.ended()
        finally:
            await self._consumer.stop()

    async def _listen(self, opened: Opened) -> KafkaConsumer:
        s = self.settings

        async def books() -> Mapping[tuple[str, int], Heard]:
            with translated():
                async with borrowed(opened.bus) as db:
                    return await heard.so_far(db)

        consumer = KafkaConsumer(
            s.bus,
            s.bus.group_of(self.service.name),
            self.service.topics,
            books,
            intake=self.service.takes_requests,
            records=s.batch_records,
        )

        try:
            await consumer.start(self._process)
        except BaseException:
            await consumer.stop()
            raise
        return consumer

    async def _epoch(self, pool: asyncpg.Pool) -> int:
        async with borrowed(pool) as db:
            return await published.epoch(db)

    async def _process(self, records: Sequence[Record]) -> None:
        opened = self._open_or_raise()
        opened.check.require()
        await opened.records.process(records)

    async def _run_relay(self) -> None:
        opened = await asyncio.shield(self._opened)
        s, name = self.settings, self.service.name
        self._relay = Relay(
            PostgresOutbox(s.database_url.get_secret_value(), name),
            KafkaProducer(s.bus, name, fenced_as=s.bus.name_of(f"{name}.relay")),
            self.metrics,
            check=opened.check,
        )
        await self._relay.run()

    async def _until(self, attempt: Callable[[], Awaitable[Any]], what: str) -> Any:
        """Try until it succeeds, with growing pauses."""
        backoff = Backoff()
        while True:
            try:
                reached = await attempt()
                self._failing.pop(what, None)
                return reached
            except Exception as away:
                pause, why = backoff.next(), str(away) if isinstance(away, TransientError) else type(away).__name__
                self._failing[what] = why
                log.warning("waiting_for", what=what, why=why, seconds=pause)
                self.metrics.waits.labels(what).inc()
                await asyncio.sleep(pause)

    async def every(self, seconds: float, job: Callable[[], Awaitable[Any]]) -> None:
        """Repeat a job; without a pause if it returned true, for then there is more to do."""
        name = getattr(job, "__name__", "job").strip("_")
        opened = await self._compared()
        while True:
            again = False
            try:
                opened.check.require()
                again = bool(await job())
                self._failing.pop(name, None)
            except (TransientError, PermanentError) as away:
                log.warning("job_waits", job=name, why=str(away))
            except Exception as broken:
                # the next run may find other work; until one succeeds, readiness names the job
                self._failing[name] = f"failing with {type(broken).__name__}"
                log.error("job_failed", job=name, why=type(broken).__name__, frames=frames_of(broken))
            await asyncio.sleep(0 if again else seconds)

    async def _replay(self) -> int:
        return await self._open_or_raise().timers.replay()

    async def _fire_timers(self) -> bool:
        return await self._open_or_raise().timers.fire_timers()

    async def _clean(self) -> bool:
        with translated():
            async with borrowed(self._open_or_raise().clock) as db:
                gone = await clean(db, self.settings.outbox_days, self.settings.inbox_days)
                settled = await held_requests.forget(db, self.settings.inbox_days)
        return sum(gone) + settled > 0
