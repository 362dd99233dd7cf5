"""`mesa dead-letters`: what could not be handled, why, and what an operator does about it."""

import getpass
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import asyncpg
import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.database import in_database
from deploy.cli.options import HomeOption, running_in
from deploy.machine.service import NAMES, own_dsn
from shared.errors import OperatorError
from shared.postgres import dead_letter_desk as desk

app = typer.Typer(no_args_is_help=True, help="Messages that could not be handled: list, show, replay, drop.")
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
Which = Annotated[str, typer.Argument(help="SERVICE/NUMBER as the list shows it, e.g. matching/12.")]
Several = Annotated[list[str] | None, typer.Argument(help="SERVICE/NUMBER as the list shows them.")]
All = Annotated[str, typer.Option("--all", metavar="SERVICE", help="Every parked one of this service.")]
Who = Annotated[str, typer.Option(help="Who asks; the user of this machine unless said.", show_default=False)]
OPEN = ("parked", "replay")
T = TypeVar("T")


@app.command("list")
def list_(
    service: Annotated[str, typer.Option(help="Only of this service.")] = "",
    every: Annotated[bool, typer.Option("--every", help="Those seen to as well.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Most shown of each service.")] = 50,
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """What is put aside, newest first: when, why, what it was and where it came from."""
    statuses = (*OPEN, "replayed", "dropped") if every else OPEN
    found: list[dict[str, Any]] = []
    for name in [_service(service)] if service else NAMES:
        rows = _in(home, name, lambda db: desk.listed(db, statuses, limit))
        found += [{"letter": f"{name}/{row['id']}", **row} for row in rows]
    if json_:
        print(json.dumps(found, default=str, ensure_ascii=False))
        return
    table = Table("letter", "since", "state", "why", "what", "from")
    for row in found:
        came = (
            row["topic"]
            if row["record_offset"] is None
            else f"{row['topic']} {row['partition']}:{row['record_offset']}"
        )
        why = f"{row['code']}: {row['detail']}" if row["detail"] else row["code"]
        table.add_row(row["letter"], f"{row['parked_at']:%d-%m %H:%M}", row["status"], why, row["type"] or "?", came)
    Console().print(table if found else "Nothing is put aside.")


@app.command()
def show(
    letter: Which,
    payload: Annotated[bool, typer.Option("--payload", help="Its body too; it may hold what a person wrote.")] = False,
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """One of them: why, the headers, where the decision failed. The body only if asked for."""
    name, number = _parts(letter)
    row = _in(home, name, lambda db: desk.shown(db, number))
    if row is None:
        raise OperatorError(f"{letter} does not exist", do="mesa dead-letters list --every", code=2)
    body = row.pop("value")
    row["headers"] = {key: None if value is None else value.decode(errors="replace") for key, value in row["headers"]}
    row["key"] = row["key"].decode(errors="replace") if row["key"] else None
    row["bytes"] = 0 if body is None else len(body)
    if payload:
        row["value"] = None if body is None else body.decode(errors="replace")
    if json_:
        print(json.dumps(row, default=str, ensure_ascii=False))
        return
    table = Table("", "", show_header=False)
    for field, value in row.items():
        table.add_row(field, "" if value is None else str(value))
    Console().print(table)


@app.command()
def replay(letters: Several = None, all_: All = "", who: Who = "", home: HomeOption = None) -> None:
    """Send them through the service once more, each with all others of its subject, in the order they came.

    It takes them up within a second. Good after a repair. What the broker refused is published again.
    """
    by, now = who or getpass.getuser(), datetime.now(UTC)
    _each(letters, all_, home, lambda db, ids: desk.mark_for_replay(db, ids, by, now), "marked for replay")
    print("See with `mesa dead-letters list` whether they came back.")


@app.command()
def drop(
    letters: Several = None,
    all_: All = "",
    why: Annotated[str, typer.Option(help="The reason, for whoever looks at it later.", show_default=False)] = "",
    who: Who = "",
    home: HomeOption = None,
) -> None:
    """Put them away for good, with who did it and why; they stay readable with `list --every` and `show`."""
    if not why.strip():
        raise OperatorError("a letter that is dropped needs a reason", do='--why "…"', code=2)
    by, now = who or getpass.getuser(), datetime.now(UTC)
    _each(letters, all_, home, lambda db, ids: desk.drop(db, ids, by, why, now), "dropped")


Mark = Callable[[asyncpg.Connection, Sequence[int] | None], Awaitable[list[int]]]
"""Does something with the letters of these numbers (None: all), and returns the numbers of those it was done to."""


def _each(letters: Sequence[str] | None, all_: str, home: Any, mark: Mark, done: str) -> None:
    if bool(letters) == bool(all_):
        raise OperatorError("name letters, or --all SERVICE", do="mesa dead-letters list shows them", code=2)
    asked: dict[str, list[int] | None] = {_service(all_): None} if all_ else {}
    for letter in letters or ():
        name, number = _parts(letter)
        asked[name] = [*(asked.get(name) or []), number]
    for name, ids in asked.items():
        marked = _in(home, name, lambda db, ids=ids: mark(db, ids))  # type: ignore[misc]
        for number in marked:
            along = " with its subject" if ids is not None and number not in ids else ""
            print(f"{name}/{number}: {done}{along}")
        for number in sorted(set(ids or ()) - set(marked)):
            print(f"{name}/{number}: is not parked, or only its beginning is kept; left as it is")
        if ids is None and not marked:
            print(f"{name}: nothing is parked")


def _parts(letter: str) -> tuple[str, int]:
    name, _, number = letter.partition("/")
    if not number.isdigit():
        raise OperatorError(f"{letter} is not SERVICE/NUMBER", do="mesa dead-letters list shows them", code=2)
    return _service(name), int(number)


def _service(name: str) -> str:
    if name not in NAMES:
        raise OperatorError(f"no service is called {name}", do=f"one of {', '.join(NAMES)}", code=2)
    return name


def _in(home: Any, name: str, work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
    """Do it in the database as the role of that service."""
    where, running = running_in(home)

    dsn = own_dsn(running.dsn, where.logins.in_use(name))
    return in_database(dsn, work, f"{name}'s database cannot be asked")
