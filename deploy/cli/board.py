"""`mesa board rebuild`: the officers' board is made anew from what the services said, or compared with it."""

import json
from enum import StrEnum
from functools import partial
from typing import Annotated

import asyncpg
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.board import Compared, Rebuilt, Source, compare, from_bus, from_outboxes, rebuild
from deploy.cli.database import in_database
from deploy.cli.options import HomeOption, running_in
from shared.errors import OperatorError
from shared.messaging.unit_of_work import TransientError

app = typer.Typer(no_args_is_help=True, help="The officers' board: made anew from facts.")
SHOWN = 20
FAILED, AGAIN = "the facts cannot be read", "mesa status shows what runs; then this again"


class Said(StrEnum):
    BUS = "bus"
    OUTBOXES = "outboxes"


@app.command(name="rebuild")
def rebuild_command(
    said: Annotated[Said, typer.Option("--from", help="Where the facts are read.")] = Said.OUTBOXES,
    check: Annotated[bool, typer.Option("--check", help="Only say whether the tables agree with the facts.")] = False,
    home: HomeOption = None,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Empty the board and fold every fact anew, in one transaction, while everything runs.

    What is older than the outboxes and topics keep comes from the board's own history. Officers see the old board until
    it is done; nothing is published and no notice is written.
    """
    _, running = running_in(home)

    async def work(db: asyncpg.Connection) -> Rebuilt | Compared:
        source = partial(from_outboxes, db) if said is Said.OUTBOXES else partial(from_bus, running.bus)
        return await compare(db, source) if check else await _rebuilt(db, source, quiet=json_)

    try:
        found = in_database(running.dsn, work, FAILED, do=AGAIN)
    except TransientError as away:
        raise OperatorError(f"{FAILED}: {type(away).__name__}", do=AGAIN, code=3) from None
    if json_:
        print(json.dumps(found._asdict()))
    elif isinstance(found, Rebuilt):
        print(f"{found.facts} facts gave {found.matters} matters; {found.kept} of them only the board itself had.")
    else:
        _show(found)
    if isinstance(found, Compared) and found.different:
        raise typer.Exit(1)


async def _rebuilt(db: asyncpg.Connection, source: Source, quiet: bool) -> Rebuilt:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as progress:
        task = progress.add_task("Folding", total=None)

        def tell(done: int, of: int) -> None:
            progress.update(task, completed=done, total=of)

        return await rebuild(db, source, tell)


def _show(found: Compared) -> None:
    waits = f"; {found.unheard} facts are not heard yet" if found.unheard else ""
    if not found.different:
        print(f"The board is what its {found.facts} facts give{waits}.")
        return
    print(f"{len(found.different)} matters are not what their facts give{waits}:")
    for key in found.different[:SHOWN]:
        print(f"  {key}")
    print("mesa board rebuild mends them.")
