"""`mesa import`: a file of the national job exchange into the running stack, with an account of every row."""

import asyncio
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from deploy.cli.options import HomeOption
from deploy.machine import external_servers
from deploy.machine.home import Home
from services.vacancies.imports.exchange import ImportReport, Services, Silence, import_rows
from services.vacancies.imports.fields import LAYOUT
from services.vacancies.imports.intake import open_intake
from services.vacancies.imports.place import place_in
from services.vacancies.imports.plan import plan
from services.vacancies.imports.posting import Posting, posting_of
from shared.clock import Now, clock_of, wall
from shared.errors import OperatorError
from shared.messaging.address import BusAddress
from shared.messaging.unit_of_work import TransientError
from shared.tabular import Row, Sheet, open_sheet

UNANSWERED = 4  # exit status when an answer did not come: what was answered is done, the rest may be
NAMED = 20  # rows named in an error


def command(
    file: Annotated[Path, typer.Argument(help="An export of the exchange: CSV or JSON, in its own field names.")],
    commune: Annotated[
        str | None,
        typer.Option(help="CUT of the office that imports: only its rows, those without a place are its own."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check everything, ask nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Only the report, for machines.")] = False,
    home: HomeOption = None,
    patience: Annotated[float, typer.Option(help="Seconds without any answer after which to give up.")] = 60.0,
) -> None:
    """Read an export of the national job exchange into the running stack.

    Every row is imported, a repost of an earlier row, there already, or quarantined with the reason. The same file
    twice adds nothing. With --dry-run, `imported` counts what would be asked; without a running stack it cannot be
    known who sits at the table nor what is there already.
    """
    stack = _stack(home)
    if stack is None and not dry_run:
        raise OperatorError(
            "no stack runs in this home", Home.of(home).folder, "start it with `mesa up`, or use --dry-run"
        )
    source = open_sheet(file, LAYOUT)
    with Progress(console=Console(stderr=True), disable=as_json, transient=True) as progress:
        task = progress.add_task("Leyendo" if dry_run else "Ingresando", total=source.total)
        job = _Job(source, commune, not dry_run, patience, lambda done: progress.advance(task, done))
        report, checked = _done(job, stack)
    if as_json:
        print(json.dumps(_for_machines(report, dry_run, checked), ensure_ascii=False))
    else:
        _show(report, dry_run, checked)


@dataclass(frozen=True, slots=True)
class _Stack:
    bus: BusAddress
    now: Now


@dataclass(frozen=True, slots=True)
class _Job:
    source: Sheet
    own: str | None
    ask: bool
    patience: float
    tell: Callable[[int], None]

    async def run(self, services: Services | None, members: frozenset[str] | None, now: Now) -> ImportReport:
        from shared.territory import find

        place = place_in(find, members, self.own)

        def read(row: Row) -> Posting:
            return posting_of(row.cells, place, now())

        steps = plan(self.source.rows(), read)
        return await import_rows(steps, services, ask=self.ask, patience=self.patience, tell=self.tell)


def _stack(home: Path | None) -> _Stack | None:
    """The stack of this home, or the servers that were given."""
    if running := Home.of(home).running():
        return _Stack(running.bus, clock_of(running.clock))
    if bus := external_servers.given_bus():
        return _Stack(bus, clock_of(os.environ.get("MESA_CLOCK", "")))
    return None


def _done(job: _Job, stack: _Stack | None) -> tuple[ImportReport, bool]:
    """The report, and whether a running stack was asked which communes are members and what is there already."""
    if stack is not None:
        try:
            return asyncio.run(_through(job, stack)), True
        except TransientError as away:
            if job.ask:
                do = "see `mesa status`; when it is there again, the same command is safe to run"
                raise OperatorError(f"Kafka does not answer: {away}", stack.bus.servers, do) from away
    return asyncio.run(_alone(job)), False


async def _alone(job: _Job) -> ImportReport:
    return await job.run(None, None, wall)


async def _through(job: _Job, stack: _Stack) -> ImportReport:
    try:
        async with open_intake(stack.bus, stack.now) as door:
            if job.own and job.own not in door.members:
                raise OperatorError(f"commune {job.own} is not at this table", do="see `mesa communes list`", code=2)
            return await job.run(door, door.members, stack.now)
    except Silence as silence:
        raise _unanswered(silence, job) from silence


def _unanswered(silence: Silence, job: _Job) -> OperatorError:
    rows = silence.rows
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return OperatorError(
        f"no answer for {len(rows)} rows, {job.patience:g} s after the last answer: "
        + ", ".join(map(str, rows[:NAMED]))
        + more,
        job.source.path,
        "see `mesa status` and `mesa dead-letters list`, then run the same command again. That is safe: what was "
        "answered counts as already there, and no row is posted twice",
        code=UNANSWERED,
    )


def _for_machines(report: ImportReport, dry_run: bool, checked: bool) -> dict[str, object]:
    """The report; `stack_checked` false: membership and what is there already were left out, as no stack runs."""
    return {**report.as_json(), "dry_run": dry_run, "stack_checked": checked}


def _show(report: ImportReport, dry_run: bool, checked: bool) -> None:
    console = Console()
    table = Table(
        show_header=False, title="Ensayo: no se pidió nada" if dry_run else "Importación", title_justify="left"
    )
    for name, count in (
        ("filas", report.rows),
        ("se ingresarían" if dry_run else "ingresadas", report.imported),
        ("   de ellas con código CIUO-08.CL", report.coded),
        ("repetidas dentro del archivo", report.reposts),
        ("ya estaban", report.already),
        ("en cuarentena", report.quarantined),
    ):
        table.add_row(name, f"{count}")
    console.print(table)
    if not checked:
        console.print("No hay una Mesa en marcha: no se revisó qué comunas participan ni qué estaba ya ingresado.")
    for reason, count in Counter(fault.reason for fault in report.faults).most_common():
        first = next(fault for fault in report.faults if fault.reason == reason)
        console.print(f"  {count} × {reason}, por ejemplo fila {first.row}: {first.text}", markup=False)
