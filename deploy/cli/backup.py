"""`mesa backup`: a checked copy of the running database, in a folder of its own."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.options import HomeOption, running_in
from deploy.machine import backup, pids
from deploy.machine.home import Home
from deploy.machine.postgres import EmbeddedPostgres
from shared.calendar import SANTIAGO
from shared.errors import OperatorError


def command(
    into: Annotated[
        Path | None, typer.Option("--into", help="Folder for the copies, best on another disk. Default: HOME/backups.")
    ] = None,
    keep: Annotated[int, typer.Option(min=1, help="Remove all but the newest so many.")] = 7,
    list_: Annotated[bool, typer.Option("--list", help="Only show which copies there are.")] = False,
    home: HomeOption = None,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Take a copy of the database while everything runs, and check it; `mesa restore FOLDER` brings it back.

    secrets.json is not in it: keep one copy of that file apart, for without it nobody opens the identities. Whoever
    was erased lives on in a copy until it is removed, so do not keep them for long.
    """
    where = Home.of(home)
    folder = into or where.folder / "backups"
    if list_:
        _show(backup.taken(folder), json_)
        return
    where, running = running_in(home)
    postgres = EmbeddedPostgres(where.postgres, remembered=where.ports, pid_file=where.pid_file("postgres"))
    if pids.read(where.pid_file("postgres")) is None:
        raise OperatorError(
            "the database of this stack was given (MESA_DATABASE_URL): it is not ours to copy",
            do="back it up by its server's own means; docs/restore.md says what a restore needs then",
            code=2,
        )
    with Console(stderr=True).status("copying the database"):
        taken = backup.take(where, postgres, running.dsn, folder)
        gone = backup.keep_newest(folder, keep)
    if json_:
        print(json.dumps(_plain(taken) | {"removed": [str(one.folder) for one in gone]}))
        return
    print(f"{taken.folder}: {_size(taken.size)}, checked.")
    for one in gone:
        print(f"{one.folder}: removed, because {keep} are kept.")


def _plain(one: backup.Backup) -> dict[str, object]:
    return {"folder": str(one.folder), "at": one.at.isoformat(), "bytes": one.size}


def _show(found: list[backup.Backup], json_: bool) -> None:
    if json_:
        print(json.dumps([_plain(one) for one in found]))
        return
    table = Table("taken", "size", "folder")
    for one in found:
        table.add_row(_local(one.at), _size(one.size), str(one.folder))
    Console().print(table if found else "There is no copy yet: mesa backup takes one.", soft_wrap=True)


def _local(at: datetime) -> str:
    return f"{at.astimezone(SANTIAGO):%d-%m-%Y %H:%M}"


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
