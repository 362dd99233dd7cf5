"""The officers' page under watchers, on the real stack: what each costs, how late a fact is on the page, Hoy when full.

The watchers are bare sockets of this process, each with a stream of its own to the one process of notifications; half
of them watch Hoy of two offices, half the page of the vacancy that changes.
"""

import asyncio
import gzip
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
import psutil
import uvloop

from deploy.machine.home import Home
from deploy.machine.stack import Stack
from deploy.officers import OfficerTable
from shared.clock import wall
from shared.contracts.envelope import Request, commune_source, root_envelope
from shared.contracts.intake import VacancyAmend, VacancyPost
from shared.contracts.vacancies import Profile
from shared.messaging.kafka import KafkaProducer, outbox_row_of
from tests.bench.run import Figure
from tests.bench.stack import HOME, NEIGHBOUR

PATIENCE = 120.0
GOAL_KIB, GOAL_LATE_MS, GOAL_FIRST_MS, GOAL_WEIGHT_KIB = 60.0, 250.0, 50.0, 60.0
FIRST_WATCHERS = 200
SOUNDING = 20
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many watchers: resident KiB each, milliseconds from a fact to a page, processor milliseconds a fact."""

    watchers: int
    kib_each: float
    p50: float
    p99: float
    cpu_a_fact: float


@dataclass(frozen=True, slots=True)
class Report:
    """Milliseconds and KiB. `alone`: processor milliseconds a fact while nobody watches."""

    crowds: tuple[Crowd, ...]
    alone: float
    vacancies: int
    first_byte_p50: float
    first_byte_p99: float
    page_kib: float
    packed_kib: float


def lines(found: Report) -> list[Figure]:
    """The table of a report."""
    made = [Figure("nobody watches: processor a fact", found.alone, "ms")]
    for crowd in found.crowds:
        name = f"{crowd.watchers:,} pages are open"
        goal = f"<= {GOAL_LATE_MS:.0f}" if crowd.watchers == FIRST_WATCHERS else ""
        made += [
            Figure(f"{name}: memory of each", crowd.kib_each, "KiB", f"<= {GOAL_KIB:.0f}", crowd.kib_each <= GOAL_KIB),
            Figure(f"{name}: from a fact to the page, p50", crowd.p50, "ms"),
            Figure(f"{name}: p99", crowd.p99, "ms", goal, crowd.p99 <= GOAL_LATE_MS if goal else None),
            Figure(f"{name}: processor a fact", crowd.cpu_a_fact, "ms"),
        ]
    name = f"Hoy with {found.vacancies:,} vacancies"
    first, whole = found.first_byte_p99, found.page_kib
    made += [
        Figure(f"{name}: first byte, p50", found.first_byte_p50, "ms"),
        Figure(f"{name}: first byte, p99", first, "ms", f"<= {GOAL_FIRST_MS:.0f}", first <= GOAL_FIRST_MS),
        Figure(f"{name}: page and files", whole, "KiB", f"<= {GOAL_WEIGHT_KIB:.0f}", whole <= GOAL_WEIGHT_KIB),
        Figure(f"{name}: the same, packed", found.packed_kib, "KiB"),
    ]
    return made


@dataclass(eq=False)
class Watcher:
    """One open page. `heard`: at which positions of the board it was told something, and when."""

    heard: list[tuple[int, float]] = field(default_factory=list)

    async def watch(self, url: str, path: str, cookie: str, ready: asyncio.Event) -> None:
        at = urlsplit(url)
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        try:
            host = f"Host: {at.netloc}\r\nCookie: mesa={cookie}\r\nAccept: text/event-stream\r\n\r\n"
            writer.write(f"GET {path} HTTP/1.1\r\n{host}".encode())
            status = await reader.readline()
            if b" 200 " not in status:
                raise RuntimeError(f"a watcher was refused: {status.decode().strip()}")
            while line := await reader.readline():
                if line.startswith(b"id: "):
                    ready.set()
                    self.heard.append((int(line[4:]), wall().timestamp()))
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


def run(watchers: int, vacancies: int, tell: Tell) -> Report:
    """Everything, in one run. The stack is stopped and wiped at its end."""
    with tempfile.TemporaryDirectory(prefix="mesa-bench-") as folder:
        home = Home(Path(folder))
        home.make()
        stack = Stack(home, (HOME, NEIGHBOUR), tell)
        try:
            stack.start()
            return uvloop.run(_measure(stack, watchers, vacancies, tell))
        finally:
            stack.stop()


async def _measure(stack: Stack, watchers: int, vacancies: int, tell: Tell) -> Report:
    async with AsyncExitStack() as opened:
        db = await asyncpg.connect(stack.dsn, server_settings={"search_path": "notifications"})
        opened.push_async_callback(db.close)
        desk = _Desk(stack, db)
        opened.push_async_callback(desk.mouth.close)
        vacancy_id = await desk.begin()
        await _crowd(desk, vacancy_id, FIRST_WATCHERS, tell)  # what is loaded for the first of them stays
        tell("nobody watches")
        _, alone = await desk.sound(vacancy_id, [])
        crowds = [await _crowd(desk, vacancy_id, many, tell) for many in dict.fromkeys((FIRST_WATCHERS, watchers))]
        tell(f"{vacancies} vacancies")
        await desk.post(vacancies)
        tell("Hoy with all of them")
        took, whole = await desk.hoy(300)
    cuts = statistics.quantiles(took, n=100)
    packed = len(gzip.compress(whole)) / 1024
    return Report(tuple(crowds), alone, vacancies, cuts[49], cuts[98], len(whole) / 1024, packed)


async def _crowd(desk: "_Desk", vacancy_id: str, many: int, tell: Tell) -> Crowd:
    tell(f"{many} watchers come")
    drawn = await desk.db.fetchval(_NEWEST)  # as a page has it in the address of its stream
    places = (f"/vivo/vacantes/{vacancy_id}?desde={drawn}", f"/vivo/hoy?desde={drawn}")
    crowd = [Watcher() for _ in range(many)]
    before = desk.process.memory_info().rss
    readies = [asyncio.Event() for _ in crowd]
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(one.watch(desk.url, places[n % 2], desk.cookies[n // 2 % 2], ready))
            for n, (one, ready) in enumerate(zip(crowd, readies, strict=True))
        ]
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(ready.wait() for ready in readies))
        tell(f"{many} watchers: {SOUNDING} facts, one after the other")
        late, cpu = await desk.sound(vacancy_id, crowd[::2])
        each = (desk.process.memory_info().rss - before) / many / 1024
        for task in tasks:
            task.cancel()
    cuts = statistics.quantiles(late, n=100)
    return Crowd(many, each, cuts[49], cuts[98], cpu)


class _Desk:
    """The stack, an officer of each office, and what the vacancies are told."""

    def __init__(self, stack: Stack, db: asyncpg.Connection) -> None:
        self.db, self.mouth = db, KafkaProducer(stack.bus, "bench")
        running = stack.running["notifications"]
        self.url, self.process = running.url, psutil.Process(running.process.pid)
        self.cookies: list[str] = []
        self._n = 0

    async def begin(self) -> str:
        """Officers who are signed in, and the one vacancy that will change. Returns its id."""
        table = OfficerTable(self.db)
        for commune in (HOME, NEIGHBOUR):
            officer_id = await table.create(commune, "Medición", f"{commune}@example.cl")
            link = await table.link(commune, officer_id or "")
            async with httpx.AsyncClient(base_url=self.url, trust_env=False) as browser:
                said = await browser.post(f"/ingreso/{link}")
                self.cookies.append(re.findall(r"mesa=([^;]+)", said.headers["set-cookie"])[0])
        await self.post(1)
        found = await self.db.fetchval("SELECT matter_id FROM board_matter WHERE kind = 'vacancy'")
        return str(found)

    async def post(self, count: int) -> None:
        """So many vacancies more, until the board knows all of them and is quiet."""
        known = await self.db.fetchval(_OPEN)
        profile = Profile(title="Vacante de medición", employer="Banco de pruebas")
        asked = VacancyPost(commune=HOME, seats=1, profile=profile, distinct=True)
        await self.mouth.publish([self._row(asked) for _ in range(count)])
        await self._until(_OPEN, known + count)
        last = -1
        while last != (newest := await self.db.fetchval(_NEWEST)):
            last = newest
            await asyncio.sleep(1)

    async def sound(self, vacancy_id: str, watchers: Sequence[Watcher]) -> tuple[list[float], float]:
        """One amendment after the other: how late each watcher saw each, and processor time a fact, milliseconds."""
        since, began = await self.db.fetchval(_NEWEST), self.process.cpu_times()
        for n in range(SOUNDING):
            await self.mouth.publish([self._row(VacancyAmend(commune=HOME, vacancy_id=vacancy_id, seats=2 + n % 7))])
            await self._until(_AMENDED, since, n + 1)
            await asyncio.sleep(0.3)
        used = self.process.cpu_times()
        facts = await self.db.fetchval("SELECT count(*) FROM board_history WHERE position > $1", since)
        said = await self.db.fetch(f"{_FACTS} ORDER BY position", since)
        cpu = (used.user + used.system - began.user - began.system) * 1000 / facts
        return [_late(one, row["position"], row["at"]) for one in watchers for row in said], cpu

    async def hoy(self, times: int) -> tuple[list[float], bytes]:
        """Milliseconds to the first byte of Hoy, on a line that is open; and all bytes of the page with its files."""
        cookies = {"mesa": self.cookies[0]}
        took: list[float] = []
        async with httpx.AsyncClient(base_url=self.url, cookies=cookies, trust_env=False) as browser:
            for n in range(times + 20):  # the first ones find what nobody has read yet
                at = time.perf_counter()
                async with browser.stream("GET", "/") as said:
                    if n >= 20:
                        took.append((time.perf_counter() - at) * 1000)
                    page = await said.aread()
            files = re.findall(rb'(?:href|src)="(/tablero/[^"]+)"', page)
            whole = page + b"".join([(await browser.get(name.decode())).content for name in dict.fromkeys(files)])
        return took, whole

    def _row(self, asked: Request) -> dict[str, Any]:
        self._n += 1
        envelope = root_envelope(asked, f"bench-{self._n}", commune_source(HOME), wall())
        return outbox_row_of(f"intake.{HOME}", envelope)

    async def _until(self, query: str, *values: Any) -> None:
        """Until the count of a query, with all values but the last, reaches the last."""
        *given, wanted = values
        async with asyncio.timeout(PATIENCE):
            while await self.db.fetchval(query, *given) < wanted:  # noqa: ASYNC110 - in another process
                await asyncio.sleep(0.01)


def _late(one: Watcher, position: int, at: datetime) -> float:
    """Milliseconds from a fact to the first event of a watcher in which it is."""
    return (next(heard for known, heard in one.heard if known >= position) - at.timestamp()) * 1000


_OPEN = "SELECT count(*) FROM board_matter WHERE kind = 'vacancy' AND stage IS NOT NULL"
_NEWEST = "SELECT coalesce(max(position), 0) FROM board_history"
_FACTS = "SELECT position, at FROM board_history WHERE position > $1 AND type = 'cl.mesa.vacancy.amended.v1'"
_AMENDED = "SELECT count(*) FROM board_history WHERE position > $1 AND type = 'cl.mesa.vacancy.amended.v1'"
