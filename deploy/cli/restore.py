"""`mesa restore`: the database is an older copy, and its services go on without saying anything twice."""

import asyncio
import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from deploy.cli import show
from deploy.cli.options import HomeOption
from deploy.machine import backup, provision, service
from deploy.machine.home import Home
from deploy.machine.stack import Stack
from deploy.restore import AlreadyHeardError, LostFact, LostTime, read_lost_time, write_off
from services.notifications.notices.texts import line_of
from shared.calendar import SANTIAGO
from shared.errors import OperatorError
from shared.messaging.unit_of_work import TransientError
from shared.postgres.roles import PREFIX, service_of

SHOWN = 40

SERVERS_ONLY = provision.Provisioning(
    topics=lambda bus, cuts: None,
    tables=lambda dsn, home, names: provision.tables(dsn, home, service.NAMES),
    communes=lambda bus, clock, cuts, home: None,
)
"""An older copy has older tables. Nothing is said on the bus while it is compared."""


def command(
    copy: Annotated[
        Path | None, typer.Argument(help="Folder of a copy (mesa backup --list). Without: what is in place already.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what the lost time had said.")] = False,
    home: HomeOption = None,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Bring back an older database, and make its books know what was said since. Everything must be stopped.

    What the services said after the copy was taken stands on the bus, and the books do not know it. It is written off:
    nobody takes it for news, no folio and no fence is given again, and the intakes are heard anew from where the copy
    stood. What officers had asked over HTTP nobody asks again by himself: that list is for them. docs/restore.md.
    """
    where = Home.of(home)
    where.make()
    if copy is not None and dry_run:
        raise OperatorError("a dry run puts no copy in place", do="leave out one of the two", code=2)
    console = Console(stderr=True)
    with where.alone() as alone:
        if not alone:
            raise OperatorError("a mesa up runs in this home", where.folder, "mesa down, then this again", code=3)
        where.clear_orphans()
        with show.progress(console, "restoring") as tell:
            stack = Stack(where, (), tell, (), SERVERS_ONLY)
            if copy is not None:
                tell(_put_in_place(where, stack, copy))
            stack.start()
        try:
            lost, epoch = asyncio.run(_restore(console, stack, copy is not None, dry_run))
        except AlreadyHeardError as heard:
            raise OperatorError(
                str(heard), do="put the copy in place once more (mesa restore FOLDER), and start nothing before", code=3
            ) from None
        except TransientError as away:
            raise OperatorError(f"the broker does not answer: {away}", where.log_of("kafka"), code=3) from None
        finally:
            stack.stop()
    _tell(where, lost, epoch, json_)


def _put_in_place(home: Home, stack: Stack, copy: Path) -> str:
    if stack.dsn != stack.postgres.dsn:
        raise OperatorError(
            "the database was given (MESA_DATABASE_URL): bring its copy back by its server's own means",
            do="then mesa restore without a folder",
            code=2,
        )
    before = backup.put_in_place(home, stack.postgres, copy.expanduser().absolute())
    return f"The copy is in place; the database before it lies in {before}." if before else "The copy is in place."


async def _restore(console: Console, stack: Stack, always: bool, dry_run: bool) -> tuple[LostTime, int | None]:
    """The lost time, and the epoch that begins; none if nothing is to be done."""
    db = await asyncpg.connect(stack.dsn)
    try:
        await _require_nobody(db)
        columns = (SpinnerColumn(), TextColumn("{task.description}: {task.completed:,.0f} records"))
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("Reading the bus", total=None)
            lost = await read_lost_time(db, stack.bus, lambda n: progress.advance(task, n))
        # a copy may be older than answers that never reached the bus: then the numbers go on all the same
        epoch = await write_off(db, lost) if (lost or always) and not dry_run else None
        return lost, epoch
    finally:
        await db.close()


async def _require_nobody(db: asyncpg.Connection) -> None:
    """Raises OperatorError while a service uses the database: it would go on in the epoch before."""
    rows = await db.fetch(
        "SELECT DISTINCT usename FROM pg_stat_activity"
        " WHERE datname = current_database() AND starts_with(usename, $1) ORDER BY 1",
        PREFIX,
    )
    if rows:
        services = ", ".join(dict.fromkeys(service_of(row["usename"]) for row in rows))
        raise OperatorError(f"services are still running: {services}", do="stop them all, then this again", code=3)


def _tell(home: Home, lost: LostTime, epoch: int | None, json_: bool) -> None:
    file = _list_for_officers(home, lost) if lost else None
    if json_:
        again = [_plain(one) for one in lost.to_ask_again]
        told = {"epoch": epoch, "facts": len(lost.facts), "replies": len(lost.replies), "again": again}
        print(json.dumps(told | {"list": str(file) if file else None}, ensure_ascii=False))
        return
    console = Console()
    if not lost:
        console.print("The books know all that the bus holds.")
    else:
        _show_lost(console, lost)
        console.print(f"The whole list: {file}", soft_wrap=True)
    if epoch is not None:
        console.print("Restored. Now: mesa up, then mesa audit.")
    elif lost:
        console.print("Nothing was changed. Without --dry-run it will be.")


def _show_lost(console: Console, lost: LostTime) -> None:
    """How much it is, for the operator; and in Spanish what the offices have to do, for them."""
    all_ = sorted([*lost.facts, *lost.replies], key=lambda one: one.at)
    first, last = _local(all_[0].at), _local(all_[-1].at)
    kinds = f"{len(lost.facts)} facts and {len(lost.replies)} replies"
    console.print(f"{kinds} from {first} to {last} are not in the books.", soft_wrap=True, highlight=False)
    again = lost.to_ask_again
    if not again:
        console.print("Nobody needs to ask anything again: what came by an intake is heard again by itself.")
        return
    console.print(f"[bold]For the offices: {len(again)} things were asked over HTTP and have to be asked again.[/]")
    for one in again[:SHOWN]:
        who, what = line_of(one.fact)
        console.print(f"  {_local(one.at)}  [bold]{who:<14}[/] {what}", highlight=False, soft_wrap=True)
    if len(again) > SHOWN:
        console.print(f"  … and {len(again) - SHOWN} more in the list.")


def _list_for_officers(home: Home, lost: LostTime) -> Path:
    """All lost facts as a sheet, oldest first: what each said, and whether somebody has to ask for it again."""
    folder = home.folder / "restored"
    folder.mkdir(exist_ok=True)
    file = folder / f"{datetime.now(UTC):{backup.NAME}}.csv"
    again = {one.message.envelope.id for one in lost.to_ask_again}
    with file.open("w", encoding="utf-8-sig", newline="") as sheet:  # a spreadsheet takes it for UTF-8 so
        rows = csv.writer(sheet, delimiter=";")
        rows.writerow(["cuándo", "quién", "qué", "quién lo repite", "sobre", "servicio", "tipo", "id"])
        for one in lost.facts:
            envelope = one.message.envelope
            by = "una persona de la oficina" if envelope.id in again else "se repite solo"
            about = [envelope.subject, one.service, envelope.type, envelope.id]
            rows.writerow([_local(one.at), *line_of(one.fact), by, *about])
    return file


def _plain(one: LostFact) -> dict[str, Any]:
    who, what = line_of(one.fact)
    envelope = one.message.envelope
    about = {"service": one.service, "type": envelope.type, "subject": envelope.subject, "id": envelope.id}
    return {"at": one.at.isoformat(), "who": who, "what": what, **about}


def _local(at: datetime) -> str:
    return f"{at.astimezone(SANTIAGO):%d-%m-%Y %H:%M:%S}"
