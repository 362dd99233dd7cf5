"""`mesa board rebuild`: the officers' board is made anew from what the services said, or compared with it."""

import asyncio
import json
from enum import StrEnum
from functools import partial
from typing import Annotated

import asyncpg
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.board import Compared, Rebuilt, Source, compare, from_bus, from_outboxes, rebuild
from deploy.cli.options import HomeOption, running_in
from deploy.machine.home import RunningStack
from shared.errors import OperatorError
from shared.messaging.unit_of_work import TransientError

app = typer.Typer(no_args_is_help=True, help="The officers' board: made anew from facts.")
SHOWN = 20


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
    try:
        found: Rebuilt | Compared = (
            asyncio.run(_checked(running, said)) if check else asyncio.run(_rebuilt(running, said, quiet=json_))
        )
    except (OSError, asyncpg.PostgresError, TransientError) as away:
        what = f"the facts cannot be read: {type(away).__name__}"
        raise OperatorError(what, do="mesa status shows what runs; then this again", code=3) from None
    if json_:
        print(json.dumps(found._asdict()))
    elif isinstance(found, Rebuilt):
        print(f"{found.facts} facts gave {found.matters} matters; {found.kept} of them only the board itself had.")
    else:
        _show(found)
    if isinstance(found, Compared) and found.different:
        raise typer.Exit(1)


async def _rebuilt(running: RunningStack, said: Said, quiet: bool) -> Rebuilt:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    db = await asyncpg.connect(running.dsn)
    try:
        with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as progress:
            task = progress.add_task("Folding", total=None)

            def tell(done: int, of: int) -> None:
                progress.update(task, completed=done, total=of)

            return await rebuild(db, _source(db, running, said), tell)
    finally:
        await db.close()


async def _checked(running: RunningStack, said: Said) -> Compared:
    db = await asyncpg.connect(running.dsn)
    try:
        return await compare(db, _source(db, running, said))
    finally:
        await db.close()


def _source(db: asyncpg.Connection, running: RunningStack, said: Said) -> Source:
    if said is Said.OUTBOXES:
        return partial(from_outboxes, db)
    return partial(from_bus, running.bus)


def _show(found: Compared) -> None:
    waits = f"; {found.unheard} facts are not heard yet" if found.unheard else ""
    if not found.different:
        print(f"The board is what its {found.facts} facts give{waits}.")
        return
    print(f"{len(found.different)} matters are not what their facts give{waits}:")
    for key in found.different[:SHOWN]:
        print(f"  {key}")
    print("mesa board rebuild mends them.")
