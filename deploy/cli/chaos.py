"""`mesa chaos`: breaks a stack of its own under load, then proves from its topics and tables that nothing was lost."""

import json
import signal
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.chaos.checks import plain
from deploy.chaos.run import Outcome, Wanted, run
from deploy.chaos.seats import plain as plain_history
from deploy.cli import show
from deploy.cli.options import HomeOption, in_scope
from deploy.machine.home import Home
from shared.errors import OperatorError

TWELVE = "16301,16302,16303,16304,16305,16101,16102,16103,16104,16105,16106,16107"


def command(
    minutes: Annotated[float, typer.Option(min=0.2, help="Minutes of load and faults; checks come after.")] = 5.0,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, other requests and other faults.")] = 1,
    replicas: Annotated[int, typer.Option(min=1, max=4, help="Processes of each service.")] = 2,
    communes: Annotated[str, typer.Option(help="Codes of communes, provinces or regions; three at least.")] = TWELVE,
    histories: Annotated[
        Path | None, typer.Option(help="Write here, a line a vacancy, what officers met, for another checker.")
    ] = None,
    home: HomeOption = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object at the end.")] = False,
) -> None:
    """Break a stack under load: processes killed and frozen, lines cut, roles locked, servers restarted, disk full.

    It starts a stack of its own in a temporary home (or in the one named, whose logs then stay). Offices ask by intake
    and by HTTP, the same key again and of another replica; every two to six seconds something breaks and is put right.
    Then everything is undone, it waits until all is quiet, and reads the topics and tables: one answer a request, the
    same bytes to a repeat, each fact once and in order, no seat sold twice, the audit balanced.

    The seed draws requests and faults; how they meet is up to the machine, so that a failure may need several runs.
    Exit status 0 if every check holds, 1 if one does not.
    """
    cuts = in_scope(communes)
    if len(cuts) < 3:
        raise OperatorError("fewer than three communes", communes, "one has systems of its own, one confirms", code=2)
    # a stop by the system is like Ctrl-C: what was started is stopped in order
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console = Console(stderr=True)
    began = time.monotonic()
    with ExitStack() as stack:
        folder = home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mesa-chaos-")))
        with show.progress(console, "breaking") as tell:
            outcome = run(Home.of(folder), Wanted(cuts, minutes * 60, seed, replicas), tell)
    if histories is not None:
        histories.write_text("".join(json.dumps(plain_history(one)) + "\n" for one in outcome.histories.values()))
    if json_:
        print(json.dumps(_as_json(outcome, time.monotonic() - began), ensure_ascii=False))
    else:
        _report(Console(), outcome, time.monotonic() - began)
    if not outcome.holds:
        raise typer.Exit(1)


def _again(outcome: Outcome) -> str:
    wanted = outcome.wanted
    return f"mesa chaos --minutes {wanted.seconds / 60:g} --seed {wanted.seed} --replicas {wanted.replicas}"


def _as_json(outcome: Outcome, seconds: float) -> dict[str, object]:
    return {
        "holds": outcome.holds,
        "seed": outcome.wanted.seed,
        "minutes": outcome.wanted.seconds / 60,
        "replicas": outcome.wanted.replicas,
        "communes": list(outcome.wanted.cuts),
        "seconds": round(seconds, 1),
        "faults": dict(outcome.faults),
        "skipped": dict(outcome.skipped),
        "requests": outcome.requests,
        "facts": outcome.facts,
        "checks": plain(outcome.checks),
        "again": _again(outcome),
    }


def _report(console: Console, outcome: Outcome, seconds: float) -> None:
    for title, counted in (("faults", outcome.faults), ("not done", outcome.skipped), ("requests", outcome.requests)):
        words = ", ".join(f"{what} {n:,}" for what, n in counted.items())
        console.print(f"[bold]{title}[/]: {words or 'none'}", highlight=False)
    console.print(f"[bold]facts[/]: {outcome.facts:,}", highlight=False)
    table = Table("what must hold", "looked at", "wrong", "which, and what to do")
    for check in outcome.checks:
        colour = "green" if check.holds else "bold red"
        which = "" if check.holds else "\n".join((*check.first, check.do))
        table.add_row(check.name, f"{check.looked_at:,}", f"[{colour}]{check.wrong:,}[/]", which)
    console.print(table)
    if outcome.holds:
        console.print(f"Seed {outcome.wanted.seed}: every check held, after {seconds:.0f} s.")
    else:
        console.print(f"Again: {_again(outcome)} --home FOLDER, whose logs stay.")
