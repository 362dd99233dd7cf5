"""`mesa story ID`: everything that happened to one vacancy, across services, in order."""

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated, Any

import asyncpg
import typer
from rich.console import Console

from deploy.cli.options import HomeOption, running_in
from deploy.story import StoryLine, history, line
from deploy.story.read import latest, matching_ids, pending
from shared.calendar import SANTIAGO
from shared.errors import OperatorError
from shared.territory import name_of


def command(
    vacancy: Annotated[str, typer.Argument(help="The id of a vacancy, how it begins, or its folio.")] = "",
    home: HomeOption = None,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Everything that happened to one vacancy: who, when, why, and what caused it. Without an id: the newest ones."""
    _, running = running_in(home)
    try:
        told, late = asyncio.run(_read(running.dsn, vacancy))
    except (OSError, asyncpg.PostgresError) as away:
        what = f"the database cannot be asked: {type(away).__name__}"
        raise OperatorError(what, do="mesa status shows what runs", code=3) from None
    if json_:
        print(json.dumps([_plain(one) for one in told], ensure_ascii=False, indent=1))
        return
    _show(Console(), told)
    for copy in late:
        since = copy["since"].astimezone(SANTIAGO)
        what = f"no ha confirmado la revisión {copy['revision']} desde el {since:%d-%m %H:%M}"
        Console().print(f"      [bold red]{name_of(copy['commune'])}[/] {what}", highlight=False)


async def _read(dsn: str, start: str) -> tuple[list[StoryLine], Sequence[Any]]:
    db = await asyncpg.connect(dsn)
    try:
        ids = await matching_ids(db, start) if start else []
        if len(ids) != 1:
            raise OperatorError(
                f"{len(ids) if len(ids) < 10 else 'ten or more'} vacancies begin with «{start}»"
                if start
                else "no vacancy was named",
                do="name one of the newest:\n" + "\n".join(_named(row) for row in await latest(db)),
                code=2,
            )
        return await history(db, ids[0]), await pending(db, ids[0])
    finally:
        await db.close()


def _named(row: asyncpg.Record) -> str:
    return f"  {row['folio'] or ''}  {row['vacancy_id']}  {name_of(row['commune'])}: {row['title']} ({row['stage']})"


def _show(console: Console, told: list[StoryLine]) -> None:
    """One line a fact, numbered; behind it what it follows from: the number of a fact, or the request asked."""
    number = {one.id: n for n, one in enumerate(told, start=1)}
    console.print(f"[bold]Vacante {_vacancy_of(told)}[/]: {len(told)} hechos")
    for one in told:
        who, what, colour = line(one.fact)
        cause = number.get(one.causation_id or "")
        why = f"sigue a {cause}" if cause else _origin(one)
        at = one.at.astimezone(SANTIAGO)
        start = f"[dim]{number[one.id]:>4}  {at:%d-%m %H:%M:%S}[/]  [bold]{who:<11}[/]"
        console.print(f"{start} [{colour}]{what}[/] [dim]← {why}[/]", highlight=False, soft_wrap=True)


def _vacancy_of(told: list[StoryLine]) -> str:
    return str(getattr(told[0].fact, "vacancy_id", "")) if told else "sin hechos"


def _origin(one: StoryLine) -> str:
    return f"solicitud {one.asked.removeprefix('cl.mesa.').removesuffix('.v1')}" if one.asked else "reloj"


def _plain(one: StoryLine) -> dict[str, object]:
    who, what, _ = line(one.fact)
    return {
        "id": one.id,
        "at": one.at.isoformat(),
        "said_by": one.speaker,
        "type": one.fact.WIRE,
        "commune": who,
        "text": what,
        "caused_by": one.causation_id,
        "request": one.asked,
        "data": one.fact.model_dump(mode="json", exclude_none=True),
    }
