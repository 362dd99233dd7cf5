"""Two replicas of each service that never come to rest: whether their partitions stay where they are."""

import asyncio
import re
import tempfile
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.keys import HomeKeys
from deploy.machine.home import Home
from deploy.machine.service import OURS, ServiceCommand
from deploy.machine.stack import Stack
from shared.access.actors import Role
from tests.bench.stack import HOME, NEIGHBOUR, Caller

REPLICAS = 2
ALWAYS_WAITING = 2_000
"""So many calls are kept unanswered."""

LOOK_SECONDS = 5.0
_METRIC = re.compile(r"^mesa_(rebalances|consumer_lag) ([0-9.e+]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Result:
    """`rebalances`: how often partitions came or went while there was a backlog, by process; `lag`: mean records."""

    minutes: float
    answered: int
    lag: Mapping[str, float]
    rebalances: Mapping[str, int]


def run(minutes: float, tell: Callable[[str], None]) -> Result:
    """A stack of its own, two processes of each service."""
    commands = [ServiceCommand(s.name, s.app, s.app_dir, s.secrets, n + 1) for n in range(REPLICAS) for s in OURS]
    with tempfile.TemporaryDirectory(prefix="mesa-backlog-") as folder:
        home = Home(Path(folder))
        home.make()
        stack = Stack(home, (HOME, NEIGHBOUR), tell, commands)
        try:
            stack.start()
            return asyncio.run(_measure(stack, minutes * 60, tell))
        finally:
            stack.stop()


async def _measure(stack: Stack, seconds: float, tell: Callable[[str], None]) -> Result:
    caller = Caller(stack.bus)
    await caller.start()
    loop = asyncio.get_running_loop()
    try:
        await caller.capacity(ALWAYS_WAITING)
        before, lags, looks = await _asked(stack), dict.fromkeys(stack.running, 0.0), 0
        first = len(caller.answered)
        feeding = asyncio.create_task(caller.keep_waiting(ALWAYS_WAITING))
        deadline = loop.time() + seconds
        while loop.time() < deadline:
            await asyncio.sleep(min(LOOK_SECONDS, max(0.0, deadline - loop.time())))
            now, looks = await _asked(stack), looks + 1
            lags = {name: lags[name] + now[name]["consumer_lag"] for name in lags}
            moved = sum(now[name]["rebalances"] - before[name]["rebalances"] for name in now)
            left, answered = (deadline - loop.time()) / 60, len(caller.answered) - first
            tell(f"{left:.1f} min left, {answered} answered, moved {moved:.0f} times")
            if feeding.done():
                feeding.result()
        feeding.cancel()
        rebalances = {name: int(now[name]["rebalances"] - before[name]["rebalances"]) for name in now}
        mean = {name: lag / looks for name, lag in lags.items()}
        return Result(seconds / 60, len(caller.answered) - first, mean, rebalances)
    finally:
        await caller.stop()


async def _asked(stack: Stack) -> dict[str, dict[str, float]]:
    """What the metrics of each process say."""
    urls = {name: running.url for name, running in stack.running.items()}
    shown = HomeKeys(stack.home.keys).bearer(Role.OPERATOR)
    texts = await asyncio.gather(*(asyncio.to_thread(_get, f"{url}/metrics", shown) for url in urls.values()))
    return {name: {k: float(v) for k, v in _METRIC.findall(text)} for name, text in zip(urls, texts, strict=True)}


def _get(url: str, headers: dict[str, str]) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        text: str = answer.read().decode()
        return text
