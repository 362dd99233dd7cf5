"""Watches child processes: one that dies is started again after a growing pause, and the reason is reported."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from deploy.machine.process import Process
from shared.backoff import Backoff
from shared.errors import OperatorError

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds
STEADY = 60.0  # seconds after which a death counts as the first again


class Child(Protocol):
    """What can be watched: something that spawns one process."""

    @property
    def name(self) -> str: ...
    @property
    def process(self) -> Process: ...
    def spawn(self) -> int: ...


@dataclass
class _Watched:
    child: Child
    since: float
    pauses: Backoff = field(default_factory=lambda: Backoff(FIRST_PAUSE, LONGEST_PAUSE))
    again_at: float | None = None


class Supervisor:
    """Holds the children in the order of their start. `tell` gets a message for people when one ends or starts."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._watched: list[_Watched] = []

    def add(self, child: Child, now: float | None = None) -> None:
        """Watches a child that was spawned."""
        self._watched.append(_Watched(child, time.monotonic() if now is None else now))

    def look(self, now: float) -> None:
        """One look at everyone at `now` (monotonic seconds): notes deaths, starts again whose pause is over."""
        for watched in self._watched:
            if watched.again_at is None:
                self._note_death(watched, now)
            elif now >= watched.again_at:
                self._start_again(watched, now)

    def _note_death(self, watched: _Watched, now: float) -> None:
        if watched.child.process.died is None:
            return
        if now - watched.since > STEADY:
            watched.pauses.reset()
        wait = watched.pauses.next()
        watched.again_at = now + wait
        self._tell(f"{watched.child.process.reason()}\n{watched.child.name}: starting again in {wait:g} s")

    def _start_again(self, watched: _Watched, now: float) -> None:
        watched.again_at, watched.since = None, now
        try:
            self._tell(f"{watched.child.name}: started again, pid {watched.child.spawn()}")
        except (OSError, OperatorError) as error:
            watched.again_at = now + watched.pauses.next()
            self._tell(f"{watched.child.name}: could not be started: {error}")

    def watch(self, stop: threading.Event, every: float = 0.2) -> None:
        """Looks until `stop` is set. Call it in the main thread: see Process.tied."""
        while not stop.wait(every):
            self.look(time.monotonic())

    def stop(self, *groups: list[str]) -> None:
        """Stops the children group after group, those of one group at the same time, those without a group first."""
        named = {name for group in groups for name in group}
        others = [watched.child.name for watched in self._watched if watched.child.name not in named]
        for group in (others, *groups):
            children = [watched.child for watched in self._watched if watched.child.name in group]
            with ThreadPoolExecutor(max_workers=max(1, len(children))) as pool:
                list(pool.map(lambda child: child.process.stop(), children))
        self._watched.clear()
