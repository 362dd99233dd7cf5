"""`mesa communes`: which communes are members. One file a commune; `apply` publishes the difference while all runs."""

import asyncio
import json
from collections.abc import Coroutine, Sequence
from typing import Annotated, Any, TypeVar

import asyncpg
import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.options import HomeOption, running_in
from deploy.communes.file import path_of, read_all, write_new
from deploy.communes.table import CommuneChange, difference, members
from deploy.communes.table import apply as say
from deploy.keys import HomeKeys, KeyTable
from deploy.machine import provision
from deploy.machine.home import Home, RunningStack
from deploy.machine.service import NAMES
from shared.clock import clock_of, wall
from shared.errors import OperatorError
from shared.messaging.address import BusAddress
from shared.messaging.unit_of_work import TransientError
from shared.territory import Commune, find

app = typer.Typer(no_args_is_help=True, help="Which communes are members: a file each; apply publishes changes.")
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
Who = Annotated[str, typer.Argument(help="A CUT code (16302) or a name (Coihueco).")]
SAYS = {"joined": "se suma", "changed": "cambia", "left": "se retira"}
T = TypeVar("T")


@app.command("list")
def list_(home: HomeOption = None, json_: Json = False) -> None:
    """The communes with a file, and whether the running stack knows them as they stand."""
    where = Home.of(home)
    files = read_all(where.folder)
    running = where.running()
    known = _run(members(running.bus)) if running else {}
    rows = [
        {"commune": cut, "name": one.name, "mode": one.mode, "omil_type": one.omil_type, "at_table": cut in known}
        for cut, one in files.items()
    ]
    if json_:
        print(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("code", "commune", "mode", "type", "at the table")
    for row in rows:
        at = ("yes" if row["at_table"] else "not yet: mesa communes apply") if running else "nothing runs here"
        table.add_row(str(row["commune"]), str(row["name"]), str(row["mode"]), str(row["omil_type"]), at)
    Console().print(table)


@app.command()
def show(who: Who, home: HomeOption = None, json_: Json = False) -> None:
    """One commune: its file, and the towns within reach."""
    one = _one(who)
    where = Home.of(home)
    file = read_all(where.folder).get(one.cut)
    if file is None:
        raise OperatorError(f"{one.name} ({one.cut}) has no file", where.folder, f"mesa communes add {one.cut}")
    fact = file.fact()
    if json_:
        print(fact.model_dump_json())
        return
    console = Console()
    console.print(
        f"[bold]{fact.name}[/] {fact.commune} · {one.province}, {one.region} · {path_of(where.folder, one.cut)}"
    )
    table = Table("code", "town", "km", "minutes", "minutes are")
    for way in fact.travel[:12]:
        table.add_row(way.to, find(way.to)[0].name, f"{way.km:.0f}", str(way.minutes), way.provenance)
    console.print(table)
    console.print(f"{len(fact.travel)} towns within 150 km.")


@app.command()
def add(who: Who, home: HomeOption = None) -> None:
    """Write the file of a commune from the built-in territory. `apply` then publishes that it joins."""
    one = _one(who)
    where = Home.of(home)
    if there := path_of(where.folder, one.cut):
        raise OperatorError(f"{one.name} ({one.cut}) has a file already", there, "change that one")
    path = write_new(where.folder, one.cut)
    print(f"{one.name} ({one.cut}): {path}\nLook at it, then: mesa communes apply")


@app.command()
def leave(who: Who, home: HomeOption = None) -> None:
    """Take a commune's file away. `apply` then publishes that it left."""
    one = _one(who)
    path = path_of(Home.of(home).folder, one.cut)
    if path is None:
        raise OperatorError(
            f"{one.name} ({one.cut}) has no file", Home.of(home).folder, "mesa communes list shows who has"
        )
    path.unlink()
    print(f"{one.name} ({one.cut}) has no file any more. Now: mesa communes apply")


@app.command()
def apply(
    home: HomeOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the difference.")] = False,
    json_: Json = False,
) -> None:
    """Publish what has changed in the files. Running services need no restart; a second run publishes nothing.

    A commune that joins gets keys in this home, and users where Kafka asks for logins; those of one that leaves are
    revoked before it is said.
    """
    where, running = running_in(home)
    changes = _run(difference(running.bus, where.folder) if dry_run else _applied(where, running))
    if json_:
        print(json.dumps([{"commune": c.fact.commune, "name": c.fact.name, "what": c.what} for c in changes]))
        return
    for change in changes:
        print(f"{change.fact.name} ({change.fact.commune}) {SAYS[change.what]}")
    if not changes:
        print("The bus knows all of it already.")


async def _applied(where: Home, running: RunningStack) -> list[CommuneChange]:
    db = await asyncpg.connect(running.dsn)
    try:
        keys = KeyTable(db)
        found = await difference(running.bus, where.folder)
        left = [change.fact.commune for change in found if change.what == "left"]
        await keys.revoke_of(left, wall())
        if running.bus.login:
            await asyncio.to_thread(_revoke_bus_users, where, running.bus, left)
        changes = await say(running.bus, where.folder, clock_of(running.clock))
        await asyncio.to_thread(provision.bus_users, running.bus, NAMES, (), where)
        await HomeKeys(where.keys).ensure(keys, list(read_all(where.folder)))
        return changes
    finally:
        await db.close()


def _revoke_bus_users(where: Home, bus: BusAddress, communes: Sequence[str]) -> None:
    from deploy.bus_users import HomeUsers, users_of_commune
    from deploy.bus_users.admin import BusAdmin

    users = [user for cut in communes for user in users_of_commune(bus, cut)]
    HomeUsers(where.bus_users).revoke(BusAdmin(bus), users)


def _one(who: str) -> Commune:
    """The commune a person means; a doubt is a question."""
    found = find(who)
    if not found:
        raise OperatorError(f"no commune is called {who}", do="give its code (16302) or its name as on a map", code=2)
    if len(found) > 1:
        names = ", ".join(f"{c.name} ({c.cut}, {c.region})" for c in found[:8])
        raise OperatorError(f"{who} may be: {names}", do="say which by its code", code=2)
    return found[0]


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except (OSError, asyncpg.PostgresError) as away:
        what = f"the database does not answer: {type(away).__name__}"
        raise OperatorError(what, do="mesa status shows what runs", code=3) from None
    except TransientError as away:
        raise OperatorError(f"the broker does not answer: {away}", do="mesa status shows what runs", code=3) from None
