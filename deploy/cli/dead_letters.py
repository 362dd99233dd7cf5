"""`mesa dead-letters`: what could not be handled, why, and what an operator does about it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import asyncpg
import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.options import HomeOption, running_in
from deploy.machine.service import NAMES, own_dsn
from shared.errors import OperatorError
from shared.postgres import dead_letters

app = typer.Typer(no_args_is_help=True, help="Messages that could not be handled: list, show, replay, drop.")
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
Which = Annotated[str, typer.Argument(help="SERVICE/NUMBER as the list shows it, e.g. matching/12.")]
Several = Annotated[list[str] | None, typer.Argument(help="SERVICE/NUMBER as the list shows them.")]
All = Annotated[str, typer.Option("--all", metavar="SERVICE", help="Every parked one of this service.")]
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
        rows = _in(home, name, lambda db: dead_letters.listed(db, statuses, limit))
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
    row = _in(home, name, lambda db: dead_letters.shown(db, number))
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
def replay(letters: Several = None, all_: All = "", home: HomeOption = None) -> None:
    """Send them through the service once more; it takes them up within a second. Good after a repair."""
    _mark(letters, all_, "replay", home)
    print("See with `mesa dead-letters list` whether they came back.")


@app.command()
def drop(letters: Several = None, all_: All = "", home: HomeOption = None) -> None:
    """Put them away for good; they stay readable with `list --every`."""
    _mark(letters, all_, "dropped", home)


def _mark(letters: Sequence[str] | None, all_: str, status: str, home: Any) -> None:
    if bool(letters) == bool(all_):
        raise OperatorError("name letters, or --all SERVICE", do="mesa dead-letters list shows them", code=2)
    if all_:
        name = _service(all_)
        done = _in(home, name, lambda db: dead_letters.marked(db, None, status, datetime.now(UTC)))
        print(f"{name}: {done} marked {status}")
        return
    for letter in letters or ():
        name, number = _parts(letter)
        done = _in(home, name, lambda db, n=number: dead_letters.marked(db, [n], status, datetime.now(UTC)))  # type: ignore[misc]
        print(f"{letter}: {'marked ' + status if done else 'is not parked, left as it is'}")


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

    async def once() -> T:
        db = await asyncpg.connect(own_dsn(running.dsn, name, where.role_password(name)))
        try:
            return await work(db)
        finally:
            await db.close()

    try:
        return asyncio.run(once())
    except (OSError, asyncpg.PostgresError) as away:
        what = f"{name}'s database cannot be asked: {type(away).__name__}"
        raise OperatorError(what, do="mesa status shows what runs", code=3) from None
