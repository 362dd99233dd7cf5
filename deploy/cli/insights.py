"""`mesa insights`: what the reasons say over a period, from the books of a running stack."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated, Any

import asyncpg
import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.options import HomeOption, running_in
from deploy.machine.faults import Fault
from services.notifications.spanish import name_of
from services.vacancies.insights import Insights, read
from shared.calendar import SANTIAGO
from shared.clock import clock_of

LEVERS = {"pay": "un mejor sueldo", "transport": "locomoción", "training": "capacitación"}
LISTS = {
    "unfilled": "por qué quedó sin cubrir",
    "declined": "por qué una comuna no tuvo a quién ofrecer",
    "silent": "silencio",
    "released": "por qué se liberó un cupo",
    "closed": "por qué se cerró",
}


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
    end = datetime.combine(last, time.max, SANTIAGO) if last else clock_of(running.clock)()
    try:
        found = asyncio.run(_read(running.dsn, start, end, commune))
    except (OSError, asyncpg.PostgresError) as away:
        what = f"the database cannot be asked: {type(away).__name__}"
        raise Fault(what, do="mesa status shows what runs", code=3) from None
    if json_:
        print(found.model_dump_json(indent=1))
    else:
        show(Console(), found)


def show(console: Console, found: Insights) -> None:
    """The tables an officer reads."""
    console.print(
        f"[bold]{found.vacancies}[/] vacantes, {found.seats} cupos: {found.filled} llenos, {found.missing} por llenar; "
        f"{found.people_placed} personas colocadas",
        highlight=False,
    )
    console.print(_table("Qué abriría los cupos que faltan", ("", "vacantes", "cupos", "solo eso"), _levers(found)))
    reasons = [(LISTS.get(r.list, r.list), r.text, str(r.times)) for r in found.reasons]
    console.print(_table("Motivos", ("lista", "motivo", "veces"), reasons))
    offices = [
        (name_of(o.commune), str(o.called), str(o.offered), str(o.declined), str(o.silent), _took(o.median_minutes))
        for o in found.offices
    ]
    title = "Cómo respondieron las oficinas"
    console.print(_table(title, ("comuna", "consultas", "ofreció", "sin candidatos", "silencio", "mediana"), offices))


def _levers(found: Insights) -> list[tuple[str, ...]]:
    return [(LEVERS[x.lever], str(x.vacancies), str(x.seats), str(x.alone)) for x in found.levers]


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for n, column in enumerate(columns):
        table.add_column(column, justify="left" if n == 0 or column == "motivo" else "right")
    for row in rows:
        table.add_row(*row)
    return table


def _took(minutes: float | None) -> str:
    if minutes is None:
        return "—"
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.0f} h"


def _day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Fault(f"{option} {text}: this is no day", do="write it as 2026-01-31", code=2) from None


async def _read(dsn: str, since: datetime, until: datetime, commune: str | None) -> Insights:
    db = await asyncpg.connect(dsn, server_settings={"search_path": "vacancies"})

    async def ask(query: str, *values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in await db.fetch(query, *values)]

    try:
        return await read(ask, since, until, commune)
    finally:
        await db.close()
