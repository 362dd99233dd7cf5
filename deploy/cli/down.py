"""`mesa down`: stops the stack of one home, also one whose `mesa up` was killed."""

import signal
from typing import Annotated

import typer
from rich.console import Console

from deploy.cli.options import HomeOption
from deploy.machine import pids
from deploy.machine.home import KEPT, Home

GRACE = 90.0  # seconds for `mesa up` to stop everything in order


def command(
    home: HomeOption = None,
    wipe: Annotated[bool, typer.Option("--wipe", help="Then remove its data, logs, secrets and ports.")] = False,
) -> None:
    """Stop what `mesa up` started: the services, then Kafka, then PostgreSQL."""
    console = Console()
    where = Home.of(home)
    with console.status("stopping"):
        stopped = _stop(where)
    console.print(f"Stopped {', '.join(stopped)}." if stopped else "Nothing runs in this home.")
    if wipe:
        where.wipe()
        kept = [name for name in KEPT if (where.folder / name).exists()]
        console.print(f"Removed {where.folder}" + (f", but for {', '.join(kept)}." if kept else "."))


def _stop(home: Home) -> list[str]:
    supervisor = home.supervisor()
    if supervisor is not None:
        pids.end(supervisor, signal.SIGTERM, GRACE)
    cleared = home.clear_orphans()
    home.forget_running()
    return (["mesa up and all that it started"] if supervisor else []) + cleared
