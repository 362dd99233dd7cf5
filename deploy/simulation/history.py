"""One history from one seed: chance chooses what comes next, what arrives twice, late or is never acknowledged."""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from deploy.simulation import held
from deploy.simulation.agenda import one_booking
from deploy.simulation.bus import MemoryBus
from deploy.simulation.misfits import nobody_is_forgotten
from deploy.simulation.passed_over import merit_decides, nobody_like_them_is_preferred
from deploy.simulation.promises import broken, broken_at_rest, one_seat_each
from deploy.simulation.world import World
from services.events.handlers import HANDLERS as EVENTS
from services.matching.handlers import HANDLERS as MATCHING
from services.matching.model.policy import POLICY, MatchingPolicy
from services.notifications.handlers import HANDLERS as NOTIFICATIONS
from services.vacancies.handlers import HANDLERS as VACANCIES
from services.vacancies.model.heartbeat import Outage
from shared.contracts.envelope import Envelope, Fact, Request, commune_source, root_envelope
from shared.contracts.registry import OWNER_OF, topics_heard
from shared.messaging.batch import BatchProcessor
from shared.messaging.cloudevents import headers_of
from shared.messaging.decisions import Handler, LoadedAggregates, ServiceHandlers, TimerFired
from shared.messaging.memory import MemoryUnitOfWorkFactory
from shared.messaging.records import Record
from shared.messaging.unit_of_work import ConflictError, TransientError
from shared.observe.metrics import Metrics

START = datetime(2026, 1, 12, 12, tzinfo=UTC)
HORIZON = START + timedelta(days=120)
SERVICES: Mapping[str, Mapping[type, Handler]] = {
    "vacancies": VACANCIES,
    "matching": MATCHING,
    "events": EVENTS,
    "notifications": NOTIFICATIONS,
}
POISON = ((b"{", "not json"), (None, "a tombstone"), (b'{"commune": "16301"}', "the wrong shape"), (b"\xff", "no text"))


class BrokenError(BaseException):
    """A promise was broken: which, in which history, after how many steps. No message's fault: nothing parks it."""


class History:
    """`run` plays it. `faults`: how often (0..1) a step fails; `trace` is called with each step in words."""

    def __init__(
        self,
        seed: int,
        faults: float = 0.1,
        trace: Callable[[str], None] = lambda step: None,
        stored: Callable[..., MemoryUnitOfWorkFactory] = MemoryUnitOfWorkFactory,
    ) -> None:
        self.seed, self.faults, self.trace = seed, faults, trace
        self.chance = random.Random(seed)  # noqa: S311 - one seed, one history
        self.now = START
        self.bus = MemoryBus()
        self.steps = 0
        self.asked: Counter[str] = Counter()
        self.poisoned = 0
        unique = {"vacancies": self._seats_are_held, "matching": self._waiting_is_held, "events": one_booking}
        self.committed = {name: stored(self._may_crash, unique.get(name, lambda aggregates: None)) for name in SERVICES}
        self.services = {
            name: BatchProcessor(ServiceHandlers(name, handlers), self.committed[name], lambda: self.now, Metrics())
            for name, handlers in SERVICES.items()
        }
        stale_days = self.chance.choice((2, 20, 180))  # so that registrations lapse within a history
        self.committed["matching"].aggregates[MatchingPolicy, POLICY] = MatchingPolicy(stale_days=stale_days)
        self.world = World(self.chance, self._look)

    async def run(self, doings: int) -> None:
        """A stormy part with `doings` from outside, then calm, then the clock to the end of everything."""
        for fact in self.world.opening():
            self._publish("communes", "/mesa/communes", fact)
        while doings:
            self.steps += 1
            if self.chance.random() < 0.15:
                doings -= 1
                await self._outside()
            else:
                await self._inside()
            self.now += timedelta(minutes=self.chance.choice((0, 0, 1, 20, 90)))
            self._check(broken(self.committed["vacancies"]))
        self.faults = 0.0
        await self._calm()
        while (due := self._next_due()) and due < HORIZON:
            self.now = max(self.now, due)
            await self._calm()

    async def _outside(self) -> None:
        if self.chance.random() < 0.05:
            return self._poison()
        if self.chance.random() < 0.03:
            return self._bus_was_away()
        something = self.world.next(self.now)
        if isinstance(something, Request) and (
            type(something) not in OWNER_OF or held.from_a_page(self.world, something)
        ):
            await self._ask_by_http(something)
            if undo := held.undo(self.world, something, self.now):
                await self._ask_by_http(undo)
        elif isinstance(something, Request):
            # each commune counts its requests by itself, so two of them use the same ids
            self.asked[something.commune] += 1
            identity = f"ask-{self.asked[something.commune]}"
            for _ in range(1 + (self.chance.random() < 0.1)):  # some systems ask twice
                topic = f"intake.{something.commune}"
                self._publish(topic, commune_source(something.commune), something, identity)
        elif something is not None:
            self._publish("communes", "/mesa/communes", something)
        return None

    async def _inside(self) -> None:
        name = self.chance.choice(tuple(SERVICES))
        doing = self.chance.choice((self._deliver, self._deliver, self._relay, self._tick))
        try:
            await doing(name)
        except TransientError as died:
            self.trace(f"{self.now:%m-%d %H:%M} {name} dies: {died}")

    async def _deliver(self, name: str) -> None:
        """A batch of one or more partitions; now and then it is done but not acknowledged."""
        places = self.bus.behind(name, _topics(name))
        self.chance.shuffle(places)
        records = [r for place in places[:3] for r in self.bus.next(name, place, self.chance.randint(1, 8))]
        if not records:
            return
        self.trace(f"{self.now:%m-%d %H:%M} {name} takes {len(records)}: {', '.join(_what(r) for r in records)}")
        await self.services[name].process(records)
        if self.chance.random() >= self.faults:
            self.bus.acknowledge(name, records)

    async def _relay(self, name: str) -> None:
        """Some facts are published; now and then the relay dies before it notes that."""
        stored = self.committed[name]
        positions = stored.waiting()[: self.chance.randint(1, 10)]
        for position in positions:
            out = stored.outbox[position]
            self.bus.publish(out.topic, out.envelope, out.data)
        if self.chance.random() >= self.faults:
            stored.published.update(positions)

    async def _tick(self, name: str) -> None:
        if TimerFired in SERVICES[name]:
            await self.services[name].fire_timers()

    async def _ask_by_http(self, request: Request) -> None:
        """What comes by HTTP alone, and what an officer does on a page."""
        name = OWNER_OF.get(type(request), "matching")
        identity = f"http-{self.steps}-{request.WIRE}"
        envelope = self._envelope(commune_source(request.commune), request, identity)
        try:
            await self.services[name].handle(envelope)
        except TransientError as died:
            self.trace(f"{name} dies while it is asked: {died}")

    async def _calm(self) -> None:
        """Come to rest; then check what must hold there."""
        await self._come_to_rest()
        self._check(broken(self.committed["vacancies"]))
        self._check(broken_at_rest(self))

    async def _come_to_rest(self) -> None:
        """Deliver, publish and do everything that is due now."""
        for _ in range(1000):
            before = self._progress()
            for name in SERVICES:
                await self._relay(name)
                while self.bus.behind(name, _topics(name)):
                    await self._deliver(name)
                await self._tick(name)
            if self._progress() == before and not self._undelivered():
                return
        raise self._broken("it never comes to rest")

    def _undelivered(self) -> bool:
        """Whether something is not published yet, or not consumed by every service that subscribes to it."""
        waiting = any(stored.waiting() for stored in self.committed.values())
        return waiting or any(self.bus.behind(name, _topics(name)) for name in SERVICES)

    def _progress(self) -> Sequence[int]:
        return [len(stored.inbox) + len(stored.outbox) for stored in self.committed.values()]

    def _next_due(self) -> datetime | None:
        due = [a.due_at for stored in self.committed.values() for a in stored.aggregates.values() if a.due_at]
        return min(due, default=None)

    def _poison(self) -> None:
        value, what = self.chance.choice(POISON)
        self.poisoned += 1
        envelope = self._envelope(commune_source("16301"), self.world.post(self.now), f"poison-{self.poisoned}")
        self.trace(f"poison: {what}")
        self.bus.put("intake.16301", b"poison", value, tuple(headers_of(envelope)))

    def _bus_was_away(self) -> None:
        """The heartbeat has measured an outage of some hours that has just ended."""
        outage = Outage(self.now - timedelta(hours=self.chance.randint(1, 30)), self.now)
        self.trace(f"{self.now:%m-%d %H:%M} the bus was away since {outage.began:%m-%d %H:%M}")
        self.committed["vacancies"].aggregates[Outage, outage.key] = outage

    def _publish(self, topic: str, source: str, data: Fact | Request, identity: str = "") -> None:
        envelope = self._envelope(source, data, identity or f"{topic}-{self.steps}-{data.subject}")
        self.trace(f"{self.now:%m-%d %H:%M} outside: {envelope.id} {data.WIRE} {data.model_dump_json()[:160]}")
        self.bus.publish(topic, envelope, data.model_dump_json(exclude_none=True))

    def _envelope(self, source: str, data: Any, identity: str) -> Envelope[Any]:
        return root_envelope(data, identity, source, self.now)

    def _look(self, kind: type) -> list[Any]:
        return [a for stored in self.committed.values() for (k, _), a in stored.aggregates.items() if k is kind]

    def _may_crash(self, step: str) -> None:
        if self.chance.random() < self.faults / 5:
            raise TransientError(f"killed when it had {step}")

    def _seats_are_held(self, aggregates: LoadedAggregates) -> None:
        one_seat_each(aggregates)
        self._check([*merit_decides(self.committed["vacancies"].aggregates, aggregates)])

    def _waiting_is_held(self, aggregates: LoadedAggregates) -> None:
        books = self.committed["matching"].aggregates
        self._check([*nobody_like_them_is_preferred(books, aggregates, self.world.confirming)])
        self._check([*nobody_is_forgotten(books, aggregates)])

    def _check(self, wrong: Sequence[str]) -> None:
        if wrong:
            raise self._broken("; ".join(wrong[:3]))

    def _broken(self, what: str) -> BrokenError:
        replay = f"mesa simulate --seed {self.seed} --trace"
        return BrokenError(f"seed {self.seed}, step {self.steps}: {what}\nsee it again: {replay}")


def play(seed: int, doings: int = 60, **how: Any) -> History:
    """Play one seed. Raises BrokenError with how to see it again."""
    history = History(seed, **how)
    try:
        run_quietly(history.run(doings))
    except ConflictError as never_done:
        raise BrokenError(f"seed {seed}: contention was not resolved: {never_done}") from never_done
    return history


def run_quietly(played: Coroutine[Any, Any, None]) -> None:
    """Play it without the log lines of the services. Raises BrokenError."""
    usual = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        asyncio.run(played)
    finally:
        structlog.configure(**usual)


def _topics(name: str) -> set[str]:
    handlers = SERVICES[name]
    return {topic.name for topic in topics_heard(handlers)} | ({"intake"} if name != "notifications" else set())


def _what(record: Record) -> str:
    found = dict(record.headers).get("ce_type") or b"?"
    return found.decode().removeprefix("cl.mesa.").removesuffix(".v1")
