"""`mesa insights`: the reasons of a period counted, from the databases of a running stack."""

import asyncio
from datetime import date, datetime, time
from typing import Annotated

import asyncpg
import typer
from rich.console import Console

from deploy.cli.options import HomeOption, running_in
from deploy.insights import show, told
from shared.calendar import SANTIAGO
from shared.clock import clock_of
from shared.errors import OperatorError


def command(
    since: Annotated[str, typer.Option(help="First day, as 2026-01-01. Default: from the beginning.")] = "",
    until: Annotated[str, typer.Option(help="Last day, itself included. Default: until now.")] = "",
    commune: Annotated[str | None, typer.Option(help="CUT of a home commune. Default: the whole Mesa.")] = None,
    home: HomeOption = None,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """What the reasons say: which vacancies pay, transport or training would unlock, and how the offices answered."""
    _, running = running_in(home)
    start = datetime.combine(_day(since, "--since") or date(2000, 1, 1), time.min, SANTIAGO)
    last = _day(until, "--until")
    now = clock_of(running.clock)()
    end = datetime.combine(last, time.max, SANTIAGO) if last else now
    try:
        found = asyncio.run(told(running.dsn, start, end, commune, now))
    except (OSError, asyncpg.PostgresError) as away:
        what = f"the database cannot be asked: {type(away).__name__}"
        raise OperatorError(what, do="mesa status shows what runs", code=3) from None
    if json_:
        print(found.model_dump_json(indent=1))
    else:
        show(Console(), found)


def _day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise OperatorError(f"{option} {text}: this is no day", do="write it as 2026-01-31", code=2) from None
