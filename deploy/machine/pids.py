"""Who a process is, beyond its number: a pid file names one process for good, never the next one given its pid."""

import contextlib
import json
import os
import signal
import sys
import time
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import psutil

Signal = signal.Signals | int
KILL = signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """A process: its pid and when it was born (as the system counts it, exact)."""

    pid: int
    born: str


@cache
def _boot() -> str:
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ""


def born(pid: int) -> str | None:
    """When `pid` was born, or None if there is no such process or it is a zombie.

    On Linux ticks since this boot: unlike a time of the wall clock it does not move when that clock is set.
    """
    try:
        if sys.platform == "linux":
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            return None if fields[0] in "ZX" else f"{_boot()}:{fields[19]}"
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else f"{process.create_time():.2f}"
    except (OSError, psutil.NoSuchProcess):
        return None


def identity(pid: int) -> ProcessIdentity:
    """The identity of a running process; ProcessLookupError if it is gone."""
    when = born(pid)
    if when is None:
        raise ProcessLookupError(pid)
    return ProcessIdentity(pid, when)


def lives(who: ProcessIdentity) -> bool:
    """True if that very process runs."""
    return born(who.pid) == who.born


def send(who: ProcessIdentity, what: Signal) -> bool:
    """Signals that very process; False if it is gone."""
    if not lives(who):
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(who.pid, what)
        return True
    return False


def wait_gone(who: ProcessIdentity, seconds: float) -> bool:
    """Waits until that process is gone; False if it still lives after `seconds`."""
    deadline = time.monotonic() + seconds
    while lives(who):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def end(who: ProcessIdentity, how: Signal, grace: float) -> None:
    """Asks that very process to stop, and after `grace` seconds kills it."""
    if send(who, how) and not wait_gone(who, grace) and send(who, KILL):
        wait_gone(who, 10)


def write(file: Path, who: ProcessIdentity) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(json.dumps(asdict(who)))
    part.replace(file)


def read(file: Path) -> ProcessIdentity | None:
    """The process that `file` names, if it still runs."""
    try:
        who = ProcessIdentity(**json.loads(file.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return who if lives(who) else None
