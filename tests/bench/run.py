"""`mesa bench`: one run on the real stack, each figure beside its goal."""

import gc
import json
import statistics
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import asyncpg
import uvloop

from deploy.machine.home import Home
from deploy.machine.stack import Stack
from shared.messaging.address import BusAddress
from shared.messaging.kafka import ensure_topics
from tests.bench import hand_written, ours, tally, tutorial
from tests.bench.stack import HOME, NEIGHBOUR, Caller, use_of

Tell = Callable[[str], None]
RUNS = 3
SPARSE_CALLS = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `goal` is empty where none was set."""

    what: str
    value: float
    unit: str
    goal: str = ""
    met: bool | None = None


def run(messages: int, calls: int, tell: Tell) -> list[Figure]:
    """Everything, in one run: about three minutes with the default sizes. The stack is stopped and wiped at its end."""
    with tempfile.TemporaryDirectory(prefix="mesa-bench-") as folder:
        home = Home(Path(folder))
        home.make()
        stack = Stack(home, (HOME, NEIGHBOUR), tell)
        try:
            stack.start()
            gc.set_threshold(50_000, 20, 20)  # as in a service; for all that is compared
            return uvloop.run(_measure(stack, messages, calls, tell))
        finally:
            stack.stop()


async def _measure(stack: Stack, messages: int, calls: int, tell: Tell) -> list[Figure]:
    found: list[Figure] = []
    pids = {name: running.process.pid or 0 for name, running in stack.running.items()}
    tell("(d) the services at rest, 10 s")
    rest = await use_of(pids, 10)
    for name, use in rest.items():
        found.append(Figure(f"(d) {name}: memory at rest", use.megabytes, "MB", "<= 80", use.megabytes <= 80))
        found.append(Figure(f"(d) {name}: CPU at rest", use.percent, "% of a core", "<= 0.5", use.percent <= 0.5))
    found += await _paths(stack, messages, tell)
    found += await _calls(stack, pids, calls, tell)
    return found


async def _paths(stack: Stack, messages: int, tell: Tell) -> list[Figure]:
    """(a) the consume paths in turns, and (b) the relay, on the same records."""
    prefix = f"bench-{uuid.uuid4().hex[:6]}"
    bus = BusAddress(stack.bus.servers, prefix)
    await ensure_topics(bus, [])
    bare = await ours.produce(bus, tally.rows(messages))
    topic = f"{prefix}.vacancies"
    by_hand, by_us, relayed, ratios = [], [], [], []
    for n in range(RUNS):
        tell(f"(a) {messages} messages: by hand, by the house, the relay; {n + 1} of {RUNS}")
        by_hand.append(await hand_written.consume(stack.bus.servers, topic, await _database(stack), messages))
        dsn = await _database(stack)
        by_us.append(await ours.consume(bus, dsn, messages))
        relayed.append(await ours.relay(bus, dsn, messages))
        ratios.append(by_us[-1] / by_hand[-1])
    tell("(a) FastStream as its tutorial shows it")
    simple = await tutorial.consume(stack.bus.servers, topic, await _database(stack), min(messages, 2_000))
    middle = statistics.median
    ratio, times = middle(ratios), middle(by_us) / simple
    return [
        Figure("(a) the house", middle(by_us), "messages/s"),
        Figure("(a) written by hand", middle(by_hand), "messages/s"),
        Figure("(a) the house / by hand", ratio, "", ">= 0.9", ratio >= 0.9),
        Figure("(a) the tutorial's way", simple, "messages/s"),
        Figure("(a) the house / the tutorial's way", times, "", ">= 60", times >= 60),
        Figure("(b) relay", middle(relayed), "facts/s"),
        Figure("(b) relay / the bare producer", middle(relayed) / bare, ""),
    ]


async def _calls(stack: Stack, pids: dict[str, int], calls: int, tell: Tell) -> list[Figure]:
    """(c) from unfilled to the neighbour's answer, and what the services use meanwhile."""
    caller = Caller(stack.bus)
    await caller.start()
    found: list[Figure] = []
    try:
        tell(f"(c) capacity: {calls} calls at once")
        capacity = await caller.capacity(calls)
        found.append(Figure("(c) calls answered, all at once", capacity, "calls/s"))
        for share, name in ((0.1, "a tenth"), (0.5, "half")):
            tell(f"(c) at {name} of it: {capacity * share:.0f} calls/s")
            at = await caller.latency(capacity * share, min(calls, max(100, int(capacity * share * 10))))
            found.append(Figure(f"(c) at {name}: p50", at.p50, "ms"))
            found.append(Figure(f"(c) at {name}: p95", at.p95, "ms"))
            goal = (name == "half" and "<= 50") or ""
            found.append(Figure(f"(c) at {name}: p99", at.p99, "ms", goal, at.p99 <= 50 if goal else None))
        tell(f"(c) sparse: {SPARSE_CALLS} calls, two a second")
        sparse = await caller.latency(2, SPARSE_CALLS, from_post=True)
        found.append(Figure("(c) sparse, from post to answer: p50", sparse.p50, "ms"))
        found.append(Figure("(c) sparse, from post to answer: p99", sparse.p99, "ms"))
        for service, use in (await use_of(pids, 0.5)).items():
            found.append(Figure(f"(d) {service}: memory after the load", use.megabytes, "MB"))
    finally:
        await caller.stop()
    return found


async def _database(stack: Stack) -> str:
    """An empty database with the books and the state of the bench."""
    name = f"bench_{uuid.uuid4().hex[:8]}"
    db = await asyncpg.connect(stack.dsn)
    await db.execute(f"CREATE DATABASE {name}")
    await db.close()
    dsn = f"{stack.dsn.rpartition('/')[0]}/{name}"
    await tally.make_tables(dsn)
    return dsn


def as_json(figures: list[Figure]) -> str:
    return json.dumps([asdict(figure) for figure in figures], indent=1, ensure_ascii=False)
