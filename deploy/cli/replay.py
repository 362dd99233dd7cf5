"""`mesa replay --from-outboxes`: what the services have said is published once more, in its order."""

import asyncio
import json
from typing import Annotated

import asyncpg
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.cli.options import HomeOption, running_in
from deploy.machine.home import Home, RunningStack
from deploy.machine.service import NAMES, own_dsn
from shared.contracts.topics import SHARED_TOPICS, topic_named
from shared.errors import OperatorError
from shared.postgres import published

LOOK_SECONDS = 0.2


def command(
    from_outboxes: Annotated[
        bool, typer.Option("--from-outboxes", help="From what each service keeps of the last 90 days.")
    ] = False,
    service: Annotated[list[str] | None, typer.Option(help="Only what this service said; may be repeated.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="Only this topic (vacancies); may be repeated.")] = None,
    per_second: Annotated[int | None, typer.Option(min=1, max=100_000, help="Most facts a second and service.")] = None,
    wait: Annotated[bool, typer.Option(help="Wait until all are published.")] = True,
    home: HomeOption = None,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Refill the bus from the outboxes, when topics have lost what they held.

    A topic that was made anew is filled by itself; this is for one that lost a part. Every fact keeps its id: whoever
    heard it before takes it for a repeat. What is said meanwhile waits behind, so that the order holds.
    """
    if not from_outboxes:
        raise OperatorError(
            "say from where", do="mesa replay --from-outboxes; a single letter: mesa dead-letters replay", code=2
        )
    where, running = running_in(home)
    names = service or list(NAMES)
    if strange := sorted(set(names) - set(NAMES)):
        raise OperatorError(f"no service is called {', '.join(strange)}", do=f"one of {', '.join(NAMES)}", code=2)
    for name in topic or ():
        _require_topic(name)
    try:
        marked = asyncio.run(_mark(where, running, names, topic, per_second))
        left = asyncio.run(_wait(where, running, marked, json_)) if wait else sum(marked.values())
    except (OSError, asyncpg.PostgresError) as away:
        what = f"the database cannot be asked: {type(away).__name__}"
        raise OperatorError(what, do="mesa status shows what runs", code=3) from None
    if json_:
        print(json.dumps({"facts": marked, "left": left}))
        return
    for name, facts in marked.items():
        print(f"{name}: {facts} facts")
    print("All are published." if not left else f"{left} are still to be published; mesa status says when it is over.")


def _require_topic(name: str) -> None:
    try:
        topic_named(name)
    except KeyError:
        known = ", ".join(topic.name for topic in SHARED_TOPICS)
        raise OperatorError(f"no topic is called {name}", do=f"one of {known}, replies.<cut>", code=2) from None


async def _mark(
    home: Home, running: RunningStack, names: list[str], topics: list[str] | None, rate: int | None
) -> dict[str, int]:
    """Marks them; returns how many of each service."""
    marked: dict[str, int] = {}
    for name in names:
        db = await asyncpg.connect(own_dsn(running.dsn, home.logins.in_use(name)))
        try:
            marked[name] = await published.fill_again(db, topics, rate)
        finally:
            await db.close()
    return marked


async def _wait(home: Home, running: RunningStack, marked: dict[str, int], quiet: bool) -> int:
    """Shows how far it is until nothing is left. Returns what is left, which is more than 0 if it was interrupted."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    dsns = {name: own_dsn(running.dsn, home.logins.in_use(name)) for name in marked}
    connections = {name: await asyncpg.connect(dsn) for name, dsn in dsns.items()}
    try:
        with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as progress:
            total = sum(marked.values())
            task = progress.add_task("Publishing", total=total)
            while left := sum([await published.left_to_fill(db) for db in connections.values()]):
                progress.update(task, completed=max(0, total - left))
                await asyncio.sleep(LOOK_SECONDS)
        return left
    finally:
        for db in connections.values():
            await db.close()
