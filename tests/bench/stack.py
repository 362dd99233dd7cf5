"""What is measured on the whole stack: from unfilled to a neighbour's offer, and what the services use."""

import asyncio
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psutil
from aiokafka import AIOKafkaConsumer

from shared.clock import wall
from shared.contracts.envelope import Envelope, commune_source, root_envelope
from shared.contracts.intake import VacancyPost
from shared.contracts.matching import OfferDeclined, OfferMade
from shared.contracts.vacancies import Profile, VacancyPosted, VacancyUnfilled
from shared.messaging.address import BusAddress
from shared.messaging.cloudevents import read
from shared.messaging.kafka import KafkaProducer, outbox_row_of
from shared.messaging.kafka.admin import record_of

HOME, NEIGHBOUR = "16301", "16303"
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Use:
    """What one service uses: resident megabytes, percent of one core."""

    megabytes: float
    percent: float


@dataclass(frozen=True, slots=True)
class Latency:
    """From the decision that a vacancy is unfilled to the neighbour's answer being published; milliseconds."""

    rate: float
    answered: int
    p50: float
    p95: float
    p99: float


async def use_of(pids: Mapping[str, int], seconds: float) -> dict[str, Use]:
    """Mean CPU over so many seconds and the memory at their end, by service."""
    found = {name: psutil.Process(pid) for name, pid in pids.items()}
    for process in found.values():
        process.cpu_percent()
    await asyncio.sleep(seconds)
    return {name: Use(p.memory_info().rss / 1e6, p.cpu_percent()) for name, p in found.items()}


class Caller:
    """Posts vacancies at home that only a neighbour could fill, at a given rate; hears the neighbour's answers."""

    def __init__(self, bus: BusAddress) -> None:
        self.bus = bus
        self.mouth = KafkaProducer(bus, "bench")
        self.sent: dict[str, float] = {}
        self.posted: dict[str, float] = {}
        self.unfilled: dict[str, float] = {}
        self.answered: dict[str, float] = {}
        self._n = 0
        self._heard = 0
        self._ears: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        ready = asyncio.Event()
        self._ears.append(asyncio.create_task(self._hear(ready)))
        await asyncio.wait_for(ready.wait(), PATIENCE)

    async def stop(self) -> None:
        for ear in self._ears:
            ear.cancel()
        await asyncio.gather(*self._ears, return_exceptions=True)
        await self.mouth.close()

    async def capacity(self, count: int) -> float:
        """Calls answered per second when all are posted at once."""
        began = asyncio.get_running_loop().time()
        await self._post(count)
        await self._until(lambda: len(self.answered) >= count, f"{count} answers")
        took = asyncio.get_running_loop().time() - began
        await self._rest()
        return count / took

    async def latency(self, rate: float, count: int, *, from_post: bool = False) -> Latency:
        """`count` vacancies, evenly spread at `rate` a second: from unfilled to the answer, or from the post on."""
        before = set(self.answered)
        loop = asyncio.get_running_loop()
        began = loop.time()
        for n in range(count):
            await asyncio.sleep(max(0.0, began + n / rate - loop.time()))
            await self._post(1)
        await self._until(lambda: len(self.answered) >= len(before) + count, f"{count} answers")
        await self._rest()
        since = self.posted if from_post else self.unfilled
        took = sorted((self.answered[one] - since[one]) * 1000 for one in set(self.answered) - before)
        cuts = statistics.quantiles(took, n=100)
        return Latency(rate, len(took), cuts[49], cuts[94], cuts[98])

    async def keep_waiting(self, count: int) -> None:
        """Post for ever, so that there are always about `count` calls without an answer."""
        while True:
            if missing := count - (self._n - len(self.answered)):
                await self._post(max(0, missing))
            await asyncio.sleep(0.1)

    async def _post(self, count: int) -> None:
        """Nobody at home can fill them: its matching says so, and the neighbour is called at once."""
        profile = Profile(title="Vacante de medición", employer="Banco de pruebas")
        asked = VacancyPost(commune=HOME, seats=1, profile=profile, distinct=True)
        await self.mouth.publish([self._row(asked) for _ in range(count)])

    async def _rest(self) -> None:
        """Until nothing has been said for a second: the next measurement meets an idle stack."""
        seen = -1
        while seen != self._heard:
            seen = self._heard
            await asyncio.sleep(1)

    def _row(self, asked: VacancyPost) -> dict[str, object]:
        self._n += 1
        one = f"bench-{self._n}"
        self.sent[one] = wall().timestamp()
        source = commune_source(HOME)
        return outbox_row_of(f"intake.{HOME}", root_envelope(asked, one, source, wall()))

    async def _hear(self, ready: asyncio.Event) -> None:
        """What is said, with the moment at which its relay handed it to the broker (the record's own timestamp)."""
        names = [self.bus.name_of(topic) for topic in ("vacancies", "offers", "notices")]
        consumer: AIOKafkaConsumer[bytes, bytes] = AIOKafkaConsumer(*names, bootstrap_servers=self.bus.servers)
        await consumer.start()
        try:
            await consumer.seek_to_end()
            ready.set()
            async for raw in consumer:
                self._note(read(record_of(raw, self.bus.name_of(""))).envelope, raw.timestamp / 1000)
        finally:
            await consumer.stop()

    def _note(self, envelope: Envelope[Any], at: float) -> None:
        self._heard += 1
        match envelope.data:
            case VacancyPosted() as fact:
                self.posted[fact.vacancy_id] = self.sent[envelope.causation_id or ""]
            case VacancyUnfilled() as fact if fact.invited:
                self.unfilled[fact.vacancy_id] = envelope.time.timestamp()
            case OfferMade() | OfferDeclined() as fact if fact.commune == NEIGHBOUR:
                self.answered.setdefault(fact.vacancy_id, at)
            case _:
                pass

    async def _until(self, there: Callable[[], bool], what: str) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        while not there():
            if loop.time() > deadline:
                raise TimeoutError(f"after {PATIENCE:.0f} s still waiting for {what}")
            await asyncio.sleep(0.005)
