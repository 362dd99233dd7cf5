"""`mesa seekers`: a synthetic population for the running stack, and how many seekers each commune has."""

import asyncio
import json
import os
import time
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

import asyncpg
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from deploy.cli.options import PUNILLA, HomeOption, in_scope, running_in
from deploy.machine.faults import Fault
from deploy.machine.service import own_dsn
from deploy.seeding.population import population, shares
from deploy.seeding.write import look_again, write
from services.matching.identity import NoKeyError, vault_of
from shared.clock import clock_of
from shared.territory import all_communes

app = typer.Typer(no_args_is_help=True, help="Job seekers: make a synthetic population.")
T = TypeVar("T")
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
    """Invent people who look for work, so many a commune as its size tells, and register them.

    The same command again adds nobody; a larger count adds the difference. What is open is then looked through again.
    """
    began = time.monotonic()
    cuts = in_scope(communes)
    where, running = running_in(home)
    dsn = own_dsn(running.dsn, "matching", where.role_password("matching"))
    try:
        vault = vault_of(os.environ.get("MESA_IDENTITY_KEY") or where.identity_key())
    except NoKeyError as bad:
        raise Fault("MESA_IDENTITY_KEY is not 32 bytes in base64", do="set it right, or unset it") from bad
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


@app.command()
def count(home: HomeOption = None, json_: Json = False) -> None:
    """How many seekers each commune has, by state."""
    where, running = running_in(home)
    dsn = own_dsn(running.dsn, "matching", where.role_password("matching"))
    found = _reached(_counts(dsn))
    if json_:
        print(json.dumps(found))
        return
    table = Table("commune", "free", "leased", "placed", "gone")
    for cut, states in found.items():
        table.add_row(_name(cut), *(str(states.get(state, 0)) for state in ("free", "leased", "placed", "gone")))
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
        raise Fault(f"matching's database does not take it: {away}", do="see `mesa status`") from away


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
