"""The machine room as an operator meets it: up, a death, a killed supervisor, two homes at once, spaces, down."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

HERE = Path(__file__).parent
PATIENCE = 60.0


class House:
    """One home with two small services, held by a `mesa up` of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log = home.with_suffix(".log")
        self._up: subprocess.Popen[bytes] | None = None

    def up(self) -> dict[str, Any]:
        """Start it, and wait until this start, not one before it, says that all is ready."""
        before = self._said_ready()
        with self.log.open("ab") as log:
            command = [sys.executable, str(HERE / "small_stack.py"), str(self.home)]
            self._up = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        self.until(lambda state: self._said_ready() > before)
        return self.status()  # the one asked for before the word was read may be older than it

    def _said_ready(self) -> int:
        return self.log.read_text().count("All ready after") if self.log.exists() else 0

    def status(self) -> dict[str, Any]:
        done = self._mesa("status", "--json")
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def until(self, there: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while not there(state := self.status()):
            assert time.monotonic() < deadline, f"{state}\n{self.log.read_text()[-2000:]}"
        return state

    def kill_supervisor(self) -> None:
        assert self._up is not None
        os.kill(self._up.pid, signal.SIGKILL)
        self._up.wait(PATIENCE)

    def down(self, *more: str) -> str:
        done = self._mesa("down", *more)
        assert done.returncode == 0, done.stderr
        if self._up is not None:
            self._up.wait(PATIENCE)
        return done.stdout

    def _mesa(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "deploy.cli", *arguments, "--home", str(self.home)]
        return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "casa con espacio")
    yield house
    house.down("--wipe")


@pytest.fixture
def other(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "otra")
    yield house
    house.down("--wipe")


def _lives(pid: int) -> bool:
    """Whether a process runs. One that has ended and waits for its parent to notice does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _pids(state: dict[str, Any]) -> dict[str, int]:
    return {
        "kafka": state["kafka"]["pid"],
        "postgres": state["database"]["pid"],
        **{name: s["pid"] for name, s in state["services"].items()},
    }


def test_who_dies_is_started_again_and_the_reason_is_told(house: House) -> None:
    state = house.up()
    assert ":" not in state["database"]["dsn"].partition("://")[2].rpartition("@")[0], "others may read what it prints"
    before = _pids(state)
    os.kill(before["matching"], signal.SIGKILL)
    after = _pids(
        house.until(lambda s: s["services"]["matching"]["ready"] and _pids(s)["matching"] != before["matching"])
    )
    assert {name: pid for name, pid in after.items() if name != "matching"} == {
        name: pid for name, pid in before.items() if name != "matching"
    }
    assert "matching was killed by SIGKILL" in house.log.read_text()
    house.down()
    assert not [pid for pid in after.values() if _lives(pid)]


def test_a_killed_mesa_up_leaves_nothing_that_the_next_does_not_clear(house: House, other: House) -> None:
    before = _pids(house.up())
    beside = _pids(other.up())
    house.kill_supervisor()
    assert _lives(before["kafka"]), "nobody stopped it: it is the orphan that is to be found"
    after = _pids(house.up())
    assert not [pid for name, pid in before.items() if _lives(pid)]
    assert not set(before.values()) & set(after.values())
    assert "was left by a mesa up that was killed" in house.log.read_text()
    assert _pids(other.status()) == beside, "the other home was not disturbed"
