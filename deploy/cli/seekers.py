"""`mesa seekers`: a synthetic population for the running stack, and how many seekers each commune has."""

import asyncio
import json
import os
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import asyncpg
import httpx
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from deploy.cli.options import PUNILLA, HomeOption, in_scope, running_in
from deploy.communes.table import members
from deploy.keys import HomeKeys
from deploy.machine.home import RunningStack
from deploy.machine.service import own_dsn
from deploy.seeding.population import population, shares
from deploy.seeding.write import look_again, write
from services.matching.imports.columns import LAYOUT
from services.matching.imports.office import check_office, office_of
from services.matching.imports.registration import RegistrationReport, door_of, register_all
from services.matching.vault import vault_of
from shared.access.actors import Role
from shared.clock import clock_of
from shared.contracts.communes import CommuneFact
from shared.errors import OperatorError
from shared.messaging.unit_of_work import TransientError
from shared.sealing import NoKeyError
from shared.tabular import Sheet, open_sheet
from shared.territory import all_communes

app = typer.Typer(no_args_is_help=True, help="Job seekers: register a sheet of them, make a synthetic population.")
T = TypeVar("T")
STATES = ("free", "inactive", "leased", "placed", "gone")
Json = Annotated[bool, typer.Option("--json", help="For machines.")]


@app.command()
def seed(
    communes: Annotated[
        str, typer.Option(help="Where they live: codes of communes, provinces or regions, as 163 or 07,08,16.")
    ] = PUNILLA,
    count: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many people in all.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same people.")] = 1,
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """Invent people who look for work, in proportion to the size of each commune, and register them.

    The same command again adds nobody; a larger count adds the difference. What is open is then looked through again.
    """
    began = time.monotonic()
    cuts = in_scope(communes)
    where, running = running_in(home)
    dsn = own_dsn(running.dsn, where.logins.in_use("matching"))
    try:
        vault = vault_of(os.environ.get("MESA_IDENTITY_KEY") or where.identity_key())
    except NoKeyError as bad:
        raise OperatorError("MESA_IDENTITY_KEY is not 32 bytes in base64", do="set it right, or unset it") from bad
    now = clock_of(running.clock)
    with Progress(console=Console(stderr=True), disable=json_, transient=True) as progress:
        task = progress.add_task("Inscribiendo", total=count)
        people = population(cuts, count, seed, now())
        added = _reached(write(dsn, people, vault, lambda done: progress.advance(task, done)))
        again = _reached(look_again(dsn, now())) if added else 0
    many = shares(cuts, count)
    report = {
        "asked": count,
        "added": added,
        "already": count - added,
        "communes": many,
        "vacancies_looked_at_again": again,
        "seconds": round(time.monotonic() - began, 2),
    }
    print(json.dumps(report)) if json_ else _show(report, many)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A sheet of people, CSV or XLSX: one a row, columns by name.")],
    commune: Annotated[str, typer.Option(help="CUT of the office that registers them.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check everything, register nobody.")] = False,
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """Register the people of a sheet, with an account of every row, by its number in the sheet (the header is 1).
    The same sheet twice adds nobody.

    Names, RUTs and contacts go into matching's vault and nowhere else: no report quotes them.
    """
    office = office_of(commune)
    where, running = (None, None) if dry_run else running_in(home)
    if running:
        check_office(office, _members(running))
    sheet = open_sheet(file, LAYOUT)
    door = None
    if running and where:
        door = running.services["matching"], HomeKeys(where.keys).bearer(Role.OFFICER, office)
    with Progress(console=Console(stderr=True), disable=json_, transient=True) as progress:
        task = progress.add_task("Inscribiendo", total=sheet.total)
        report = asyncio.run(_registered(sheet, door, office, lambda done: progress.advance(task, done)))
    if json_:
        print(json.dumps({**report.as_json(), "ignored": sheet.ignored}, ensure_ascii=False))
    else:
        _show_report(report, sheet.ignored, dry_run)


def _members(running: RunningStack) -> dict[str, CommuneFact]:
    try:
        return asyncio.run(members(running.bus))
    except TransientError as away:
        raise OperatorError(f"Kafka does not answer: {away}", running.bus.servers, "see `mesa status`") from away


async def _registered(
    sheet: Sheet, door: tuple[str, dict[str, str]] | None, commune: str, tell: Callable[[int], None]
) -> RegistrationReport:
    """`door`: the address of matching and the headers that show a key; None to try only."""
    if door is None:
        return await register_all(sheet.rows(), None, tell)
    url, shown = door
    async with httpx.AsyncClient(base_url=url, timeout=30, headers=shown) as client:
        return await register_all(sheet.rows(), door_of(client, commune), tell)


def _show_report(report: RegistrationReport, ignored: Sequence[str], dry_run: bool) -> None:
    console = Console()
    done = "se inscribirían" if dry_run else "inscritas"
    console.print(f"{report.rows} filas: {report.imported} personas {done}, {report.already} ya estaban, ", end="")
    console.print(f"{report.quarantined} filas apartadas.")
    if ignored:
        console.print(f"Columnas que no se leen: {', '.join(ignored)}.")
    if report.faults:
        table = Table("fila", "dato", "qué pasa")
        for fault in report.faults:
            table.add_row(str(fault.row), fault.field, fault.text)
        console.print(table)


@app.command()
def count(home: HomeOption = None, json_: Json = False) -> None:
    """How many seekers each commune has, by state."""
    where, running = running_in(home)
    dsn = own_dsn(running.dsn, where.logins.in_use("matching"))
    found = _reached(_counts(dsn))
    if json_:
        print(json.dumps(found))
        return
    table = Table("commune", *STATES)
    for cut, states in found.items():
        table.add_row(_name(cut), *(str(states.get(state, 0)) for state in STATES))
    Console().print(table)


async def _counts(dsn: str) -> dict[str, dict[str, int]]:
    db = await asyncpg.connect(dsn)
    try:
        found: dict[str, dict[str, int]] = {}
        for row in await db.fetch("SELECT commune, state, count(*) AS many FROM seeker GROUP BY 1, 2 ORDER BY 1, 2"):
            found.setdefault(row["commune"], {})[row["state"]] = row["many"]
        return found
    finally:
        await db.close()


def _reached(doing: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(doing)
    except (OSError, asyncpg.PostgresError) as away:
        raise OperatorError(f"matching's database does not take it: {away}", do="see `mesa status`") from away


def _show(report: dict[str, object], many: dict[str, int]) -> None:
    console = Console()
    table = Table("comuna", "personas", title=f"{report['added']} personas inscritas", title_justify="left")
    for cut, each in sorted(many.items(), key=lambda one: (-one[1], one[0]))[:12]:
        table.add_row(_name(cut), str(each))
    console.print(table)
    if len(many) > 12:
        console.print(f"… y {len(many) - 12} comunas más.")
    if report["already"]:
        console.print(f"{report['already']} ya estaban.")
    console.print(f"Vacantes que se vuelven a revisar: {report['vacancies_looked_at_again']}.")


def _name(cut: str) -> str:
    one = all_communes().get(cut)
    return f"{one.name} ({cut})" if one else cut
