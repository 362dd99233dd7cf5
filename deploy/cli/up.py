"""`mesa up`: starts the stack of one home, watches it, and stops it in order when told to."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console

from deploy.cli import show
from deploy.cli.options import PUNILLA, HomeOption, in_scope
from deploy.machine import pids
from deploy.machine.home import Home
from deploy.machine.process import tail
from deploy.machine.stack import Stack, Tell
from deploy.machine.status import all_ready, status
from shared.errors import OperatorError

START_LIMIT = 300.0  # seconds that a detached start may take, the first download included


def command(
    home: HomeOption = None,
    detach: Annotated[bool, typer.Option("--detach", help="Return when all is ready, and let it run.")] = False,
    communes: Annotated[
        str, typer.Option(help="The communes: codes of communes, provinces or regions, as 163 or 07,08,16.")
    ] = PUNILLA,
    secure: Annotated[
        bool,
        typer.Option("--secure", help="Kafka asks everybody for a login, by TLS. A home where it once did stays so."),
    ] = False,
) -> None:
    """Start Kafka, PostgreSQL and the four services on this machine.

    Without --detach it stays and restarts what dies; Ctrl-C or `mesa down` stop everything in order.
    """
    console = Console()
    cuts = in_scope(communes)
    where = Home.of(home)
    where.make()
    if where.supervisor() is not None:
        raise typer.Exit(_already(console, where))
    if detach:
        _detached(console, where, communes, secure)
    else:
        hold(console, where, lambda tell: Stack(where, cuts, tell, secure=secure))


def _already(console: Console, home: Home) -> int:
    found = status(home)
    console.print("A mesa up already runs in this home; this is its state:")
    console.print(show.table(found))
    return 0 if all_ready(found) else 3


class _Stopped(BaseException):
    """A signal came while the stack was starting."""


class _Signals:
    """Ctrl-C, SIGTERM and SIGHUP: break off the start, or end the watch. Obeyed once; stopping is not interrupted."""

    def __init__(self) -> None:
        self.stop, self.starting = threading.Event(), True
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._heard)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        first = not self.stop.is_set()
        self.stop.set()
        if self.starting and first:
            raise _Stopped


def hold(console: Console, home: Home, compose: Callable[[Tell], Stack]) -> None:
    """Runs the stack that `compose` makes until a signal says stop, then stops it in order. In the main thread.

    Fault if it does not start; typer.Exit if another holds the home.
    """
    signals = _Signals()
    home.make()
    with home.alone() as alone:
        if not alone:
            raise typer.Exit(_already(console, home))
        began = time.monotonic()
        stack = compose(lambda message: show.line(console, message, began))
        try:
            if _start(console, stack, signals):
                console.print(show.table(status(home)))
                if console.is_terminal:  # a file keeps what it is told, and the link is for one person
                    _tell_page(console, home, stack.cuts)
                console.print(f"All ready after {time.monotonic() - began:.1f} s. Ctrl-C or `mesa down` stop it.")
                stack.watch(signals.stop)
            console.print("Stopping: the services, then Kafka, then PostgreSQL.")
        finally:
            signals.stop.set()
            stack.stop()
    console.print("Stopped.")


def _start(console: Console, stack: Stack, signals: _Signals) -> bool:
    try:
        with console.status("starting"):
            stack.start()
    except _Stopped:
        return False
    finally:
        signals.starting = False
    return True


def _tell_page(console: Console, home: Home, cuts: Sequence[str]) -> None:
    """The link that signs in the first officer of the first commune, if the page runs here."""
    running = home.running()
    if running is None or "notifications" not in running.services or not cuts:
        return
    from deploy.cli.officers import first_link

    console.print(f"The officers' page, signed in (once, within a day): {first_link(running, cuts[0])}", soft_wrap=True)


def _detached(console: Console, home: Home, communes: str, secure: bool) -> None:
    log = home.log_of("up")
    command = [sys.executable, "-m", "deploy.cli", "up", "--home", str(home.folder), "--communes", communes]
    command += ["--secure"] if secure else []
    with log.open("wb") as output:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    with console.status("starting") as spinner:
        deadline = time.monotonic() + START_LIMIT
        while not _ready(home):
            if child.poll() is not None:
                raise OperatorError(
                    f"it did not start; its last lines:\n{tail(log, 16)}", log, code=child.returncode or 1
                )
            if time.monotonic() > deadline:
                pids.end(pids.identity(child.pid), signal.SIGTERM, grace=60)
                raise OperatorError(f"not ready after {START_LIMIT:.0f} s; last lines:\n{tail(log, 16)}", log)
            spinner.update(f"starting · {tail(log, 1)}")
            time.sleep(0.1)
    console.print(show.table(status(home)))
    _tell_page(console, home, in_scope(communes))
    console.print("It runs on; `mesa down` stops it.")


def _ready(home: Home) -> bool:
    running = home.running()
    return running is not None and running.ready
