"""`mesa bench`: measures the real stack against what one would write by hand, in one run."""

import importlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.options import HomeOption
from deploy.machine.faults import Fault
from deploy.machine.home import Home
from deploy.machine.service import ROOT


def command(
    home: HomeOption = None,
    messages: Annotated[int, typer.Option(min=2_000, help="Messages of the consume paths.")] = 50_000,
    calls: Annotated[int, typer.Option(min=100, help="Vacancies called unfilled.")] = 2_000,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Measure the real stack: consume path, relay, unfilled to a neighbour's offer, what each service uses.

    It starts a stack of its own in a temporary home and stores the figures under bench/ in the home.
    """
    if not (ROOT / "tests" / "bench").is_dir():
        raise Fault("the bench is not in this installation", ROOT, "run it from a clone of the repository")
    sys.path.insert(0, str(ROOT))
    bench = importlib.import_module("tests.bench.run")
    console = Console(stderr=True)
    with console.status("measuring") as spinner:
        figures = bench.run(messages, calls, lambda told: spinner.update(told.splitlines()[-1]))
    folder = Home.of(home).folder / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    stored: Path = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.json"
    stored.write_text(bench.as_json(figures), encoding="utf-8")
    if json_:
        print(bench.as_json(figures))
        return
    table = Table("what", "measured", "unit", "goal", "")
    for figure in figures:
        met = "" if figure.met is None else ("[green]met[/]" if figure.met else "[yellow]missed[/]")
        table.add_row(figure.what, f"{figure.value:,.2f}", figure.unit, figure.goal, met)
    Console().print(table)
    console.print(f"Stored in {stored}. Other work on this machine shows in the figures: compare within one run.")
