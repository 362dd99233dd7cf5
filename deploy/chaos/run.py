"""One run: a stack of its own, its offices, its faults, the wait until all is quiet, and the checks."""

import asyncio
import os
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from deploy.audit import audit
from deploy.chaos.asking import Door
from deploy.chaos.books import read_books
from deploy.chaos.checks import Verdict, all_checks
from deploy.chaos.disk import small_disk
from deploy.chaos.hands import Hands, NotPossibleError
from deploy.chaos.linearizable import Operation
from deploy.chaos.load import Load, histories
from deploy.chaos.offices import Offices
from deploy.chaos.plan import Kind, PlannedFault, draw
from deploy.chaos.proxy import Line
from deploy.chaos.quiet import until_quiet
from deploy.communes.file import write_new
from deploy.keys import HomeKeys
from deploy.machine.home import Home
from deploy.machine.ports import HOST
from deploy.machine.service import NAMES, OURS, ServiceCommand, own_dsn
from deploy.machine.stack import Stack
from deploy.seeding.population import population
from deploy.seeding.write import write
from services.matching.vault import vault_of
from shared.clock import wall
from shared.errors import OperatorError

PEOPLE = 15
"""Registered before the load, a commune on average."""

QUIET = 240.0
"""Seconds after the last fault within which everything must be quiet."""

TOLD_EVERY = 15.0
"""Seconds between two lines of progress."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be run. `seconds` of load."""

    cuts: tuple[str, ...]
    seconds: float
    seed: int
    replicas: int


@dataclass
class Outcome:
    """What was done and what was found. `faults`: done, by kind; `skipped`: what could not be done, and why."""

    wanted: Wanted
    faults: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    requests: dict[str, int] = field(default_factory=dict)
    facts: int = 0
    checks: list[Verdict] = field(default_factory=list)
    histories: dict[str, list[Operation]] = field(default_factory=dict)
    """What officers were told about the seats of each contested vacancy."""

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.checks)


def run(home: Home, wanted: Wanted, say: Callable[[str], None]) -> Outcome:
    """In the main thread, which watches the processes; what asks and breaks runs in a loop of its own.

    Raises OperatorError if the stack does not start.
    """
    _refuse_given_servers()
    home.make()
    home.folder.chmod(0o711)  # the database may run as another account, and its small disk lies within
    _files(home, wanted.cuts)
    commands = _commands(home, wanted.replicas)
    stop = threading.Event()
    with ExitStack() as open_:
        disk = open_.enter_context(small_disk(home.postgres, wanted.seconds))
        loop = open_.enter_context(_loop())
        doors = {_door(c): (home.ports.of(f"door-{c.process_name}"), _port(c.kafka)) for c in commands}
        stack = Stack(home, wanted.cuts, lambda told: say(told.splitlines()[-1]), commands, doors=doors)
        lines = {c.process_name: Line(stack.postgres.port, _port(c.database)) for c in commands}
        bus = {c.process_name: Line(*doors[_door(c)]) for c in commands}
        opened = loop(_open([*lines.values(), *bus.values()]))
        open_.callback(lambda: loop(opened.aclose()))
        open_.callback(stack.stop)
        stack.start()
        run_ = _Run(wanted, Hands(stack, lines, bus, disk), say, Outcome(wanted))
        playing = loop.begin(run_.play())
        playing.add_done_callback(lambda done: stop.set())
        open_.callback(playing.cancel)
        stack.watch(stop)
        return playing.result()


def _refuse_given_servers() -> None:
    given = [name for name in ("MESA_KAFKA_BOOTSTRAP", "MESA_DATABASE_URL") if os.environ.get(name)]
    if given:
        raise OperatorError("it would break the servers given", ", ".join(given), "unset it: chaos starts its own")


def _files(home: Home, cuts: tuple[str, ...]) -> None:
    """The last commune answers by systems of its own, the one before it confirms its offers."""
    for cut, before, after in (
        (cuts[-1], 'mode = "hosted"', 'mode = "external"'),
        (cuts[-2], 'offers = "automatic"', 'offers = "confirmed"'),
    ):
        if path := write_new(home.folder, cut):
            path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def _commands(home: Home, replicas: int) -> list[ServiceCommand]:
    """Every replica of every service, each with lines of its own to the database and to the broker."""
    names = [(ours, n) for n in range(1, replicas + 1) for ours in OURS]
    return [
        replace(
            ours,
            replica=n,
            database=f"{HOST}:{home.ports.of(f'line-{ours.name}-{n}')}",
            kafka=f"{HOST}:{home.ports.of(f'bus-{ours.name}-{n}')}",
        )
        for ours, n in names
    ]


def _port(place: str) -> int:
    return int(place.rpartition(":")[2])


def _door(command: ServiceCommand) -> str:
    """The name of the listener through which the broker serves this process."""
    return command.process_name.upper().replace("-", "_")


async def _open(lines: Sequence[Line]) -> AsyncExitStack:
    opened = AsyncExitStack()
    for line in lines:
        await opened.enter_async_context(line)
    return opened


class _Loop:
    """An event loop in a thread of its own."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def __call__(self, work: Coroutine[Any, Any, T]) -> T:
        return self.begin(work).result()


@contextmanager
def _loop() -> Iterator[_Loop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="chaos")
    thread.start()
    try:
        yield _Loop(loop)
    finally:
        asyncio.run_coroutine_threadsafe(_cancel_all(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _cancel_all() -> None:
    """What is still under way when a run is broken off; each fault is undone on its way out, as far as it can be."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    if others:
        await asyncio.wait(others, timeout=5)


@dataclass
class _Run:
    wanted: Wanted
    hands: Hands
    say: Callable[[str], None]
    outcome: Outcome

    async def play(self) -> Outcome:
        stack, wanted = self.hands.stack, self.wanted
        await self._people()
        urls: dict[str, list[str]] = {name: [] for name in NAMES}
        for name, running in stack.running.items():
            urls[name.partition("-")[0]].append(running.url)
        offices = Offices(wanted.cuts, wanted.cuts[-1], wanted.cuts[-2])
        load = Load(Door(urls, HomeKeys(stack.home.keys), stack.bus), wanted.seed, offices)
        try:
            await self._storm(load)
            every = [url for those in urls.values() for url in those]
            await self._calm(load, every)
            self.outcome.checks += await self._look(load)
        finally:
            await load.door.close()
        return self.outcome

    async def _people(self) -> None:
        stack, wanted = self.hands.stack, self.wanted
        people = population(wanted.cuts, PEOPLE * len(wanted.cuts), wanted.seed, wall())
        dsn = own_dsn(stack.dsn, stack.home.logins.in_use("matching"))
        await write(dsn, people, vault_of(stack.home.identity_key()), lambda done: None)

    async def _storm(self, load: Load) -> None:
        """Load and faults together; every fault is undone when it ends."""
        kinds = [kind for kind in Kind if kind is not Kind.FULL_DISK or self.hands.disk]
        if not self.hands.disk:
            self.outcome.skipped[f"{Kind.FULL_DISK}: no small disk can be mounted here"] += 1
        wanted = self.wanted
        plan = draw(wanted.seed, wanted.seconds, [*self.hands.lines], NAMES, kinds)
        began = asyncio.get_running_loop().time()
        faults = [asyncio.create_task(self._fault(fault, began)) for fault in plan]
        telling = asyncio.create_task(self._tell(load, began))
        try:
            await load.run(wanted.seconds)
        finally:
            telling.cancel()
        for ended in await asyncio.gather(*faults, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended

    async def _fault(self, fault: PlannedFault, began: float) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, began + fault.at - loop.time()))
        try:
            undo = await self.hands.do(fault)
        except NotPossibleError as why:
            self.outcome.skipped[f"{fault.kind}: {why}"] += 1
            return
        self.outcome.faults[fault.kind] += 1
        self.say(f"fault: {fault}")
        try:
            # no longer than the load: then all is undone
            await asyncio.sleep(max(0.0, min(fault.seconds, began + self.wanted.seconds - loop.time())))
        finally:
            await self.hands.undo(undo)

    async def _tell(self, load: Load, began: float) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TOLD_EVERY)
            answered = sum(one.answer is not None for one in load.asked)
            self.say(
                f"{loop.time() - began:.0f} of {self.wanted.seconds:.0f} s: {len(load.asked)} requests, "
                f"{answered} answered, {sum(self.outcome.faults.values())} faults"
            )

    async def _calm(self, load: Load, urls: list[str]) -> None:
        """All is well again: what was not answered is asked again, and everything comes to rest."""
        self.say("every fault is undone; waiting until everything is quiet")
        dsn, keys = self.hands.stack.dsn, HomeKeys(self.hands.stack.home.keys)
        await until_quiet(dsn, urls, keys, QUIET / 2)
        await load.settle(QUIET / 2)
        why = await until_quiet(dsn, urls, keys, QUIET)
        wrong = (why,) if why else ()
        do = "mesa status, and the log of that service in the home"
        self.outcome.checks.append(Verdict(f"quiet within {QUIET:.0f} s", len(urls), len(wrong), wrong, do))

    async def _look(self, load: Load) -> list[Verdict]:
        self.say("reading the topics and the tables")
        stack = self.hands.stack
        books = await read_books(stack.dsn, stack.bus, self.wanted.cuts)
        sendings = sum(len(one.sent) for one in load.asked)
        by_wire = Counter(one.wire for one in load.asked)
        self.outcome.requests = {"asked": len(load.asked), "sendings": sendings, **dict(by_wire.most_common())}
        self.outcome.facts = len(books.written)
        self.outcome.histories = histories(load)
        verdicts = all_checks(load.asked, books, self.outcome.histories)
        findings = await audit(stack.dsn, wall, 30.0)
        wrong = [f for f in findings if not f.holds]
        first = tuple(f"{f.name}: {f.wrong} wrong, {', '.join(f.first)}" for f in wrong)
        balanced = Verdict("mesa audit is balanced", len(findings), len(wrong), first, "; ".join(f.do for f in wrong))
        return [*verdicts, balanced]
