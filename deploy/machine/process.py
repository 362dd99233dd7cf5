"""One child process: started in a session of its own, named by a pid file, logged to a file, stopped with grace."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.machine import pids

_PR_SET_PDEATHSIG = 1


def tail(log: Path, lines: int = 8) -> str:
    """The last lines of a log, for people: what a process wrote before it ended."""
    with contextlib.suppress(OSError), log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 16_384))
        text = file.read().decode("utf-8", "replace")
        return "\n".join([line for line in text.splitlines() if line.strip()][-lines:])
    return ""


def as_account(user: tuple[int, int] | None) -> dict[str, Any]:
    """The arguments with which `subprocess` starts a command as `user` (uid, gid); none for ourselves."""
    return {} if user is None else {"user": user[0], "group": user[1], "extra_groups": []}


def _dies_with_parent(how: pids.Signal) -> Callable[[], None] | None:
    # The kernel sends the signal when the *thread* that started the child ends, so only the main thread may ask for it.
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(how))

    return ask


@dataclass
class Process:
    """A command that runs until it is stopped. `user` is the account it runs as (root only); None: ours.

    `tied`: on Linux the system stops it when we are killed. Pid files are the rule, that is an addition.
    """

    name: str
    command: Sequence[str]
    pid_file: Path
    log: Path
    env: Mapping[str, str] | None = None
    cwd: Path | str | None = None
    user: tuple[int, int] | None = None
    stop_signal: pids.Signal = signal.SIGTERM
    grace: float = 15.0
    tied: bool = True
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    def spawn(self) -> int:
        """Starts it and returns its pid; its output is appended to the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=None if self.env is None else dict(self.env),
                cwd=self.cwd,
                start_new_session=True,  # Ctrl-C is for us alone: we stop the children, in order
                preexec_fn=_dies_with_parent(self.stop_signal) if self.tied else None,
                **as_account(self.user),
            )
        with contextlib.suppress(ProcessLookupError):  # ended at once: `died` shows it to the caller that waits
            pids.write(self.pid_file, pids.identity(self._child.pid))
        return self._child.pid

    @property
    def pid(self) -> int | None:
        """Its pid while it runs."""
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    @property
    def died(self) -> int | None:
        """Its exit status (negative: the signal that killed it), None while it runs or before it was started."""
        return None if self._child is None else self._child.poll()

    def reason(self) -> str:
        """Why it is not running, for people: how it ended and the last lines of its log."""
        status = self.died
        how = "was not started" if status is None else f"ended with status {status}"
        if status is not None and status < 0:
            with contextlib.suppress(ValueError):
                how = f"was killed by {signal.Signals(-status).name}"
        said = tail(self.log)
        return f"{self.name} {how}" + (f"; its last lines:\n{said}" if said else "")

    def stop(self) -> None:
        """Asks it to stop, waits `grace` seconds, then kills it. Harmless if it does not run."""
        if self._child is None or self._child.poll() is not None:
            return self._forget()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._child.pid, self.stop_signal)
        try:
            self._child.wait(self.grace)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait(10)
        return self._forget()

    def kill(self) -> None:
        """SIGKILL, as a crash would be. Harmless if it does not run."""
        if self._child is not None and self._child.poll() is None:
            self._child.kill()
            self._child.wait(10)
        self._forget()

    def _forget(self) -> None:
        self.pid_file.unlink(missing_ok=True)
