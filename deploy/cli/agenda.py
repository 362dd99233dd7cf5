"""`mesa agenda`: what the offices have agreed to, what waits for an answer, what clashes; and the search for a date."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.cli.calling import Office
from deploy.cli.options import HomeOption, running_in
from shared.calendar import SANTIAGO
from shared.clock import clock_of
from shared.errors import OperatorError
from shared.territory import name_of, names_of
from shared.text import when

app = typer.Typer(
    no_args_is_help=True, help="The joint agenda: what is held, what waits, what clashes, which date suits."
)
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
Commune = Annotated[str, typer.Option(help="CUT of the office that asks; by default the first of this home.")]
KINDS = {"fair": "feria", "encuentro": "encuentro", "meeting": "reunión", "visit": "visita"}


@app.command()
def show(
    days: Annotated[int, typer.Option(min=1, max=730, help="How many days ahead.")] = 60,
    commune: Commune = "",
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """What is held, the dates that wait for answers, clashes and open agreements."""
    office = Office("events", commune, home)
    now = clock_of(running_in(home)[1].clock)()
    found = {
        "activities": office.get(
            "/v1/activities", since=now.isoformat(), until=(now + timedelta(days=days)).isoformat()
        ),
        "dates": office.get("/v1/dates", open=True),
        "clashes": office.get("/v1/clashes"),
        "agreements": office.get("/v1/agreements", open=True),
    }
    if json_:
        print(json.dumps(found, ensure_ascii=False))
        return
    console = Console()
    held = [activity for activity in found["activities"] if activity["state"] == "scheduled"]
    _table(console, "Agenda", ("qué", "cuándo", "dónde", "quiénes"), [_held(each) for each in held])
    _table(console, "Fechas por responder", ("qué", "hasta", "faltan"), [_waiting(each) for each in found["dates"]])
    _table(console, "Choques", ("qué no calza", "de quién"), [_clash(each) for each in found["clashes"]])
    _table(console, "Acuerdos", ("qué", "quién", "hasta"), [_agreed(each) for each in found["agreements"]])


@app.command()
def search(
    must: Annotated[str, typer.Option(help="CUT codes of the offices that must come, with commas.")],
    kind: Annotated[str, typer.Option(help="fair, encuentro, meeting or visit.")] = "meeting",
    should: Annotated[str, typer.Option(help="CUT codes of those that should come if they can.")] = "",
    since: Annotated[str, typer.Option(help="First day, as 2026-03-01. Default: tomorrow.")] = "",
    weeks: Annotated[int, typer.Option(min=1, max=26, help="How many weeks from the first day.")] = 8,
    minutes: Annotated[int, typer.Option(min=30, max=720, help="How long it lasts.")] = 120,
    commune: Commune = "",
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """The best dates with their reasons; where there is none, what would have to give."""
    office = Office("events", commune, home)
    now = clock_of(running_in(home)[1].clock)().astimezone(SANTIAGO)
    first = _day(since) or (now + timedelta(days=1)).date()
    asked = {"kind": kind, "since": first.isoformat(), "until": (first + timedelta(weeks=weeks)).isoformat()}
    body = {**asked, "minutes": minutes, "must": _codes(must), "should": _codes(should)}
    found = office.post("/v1/dates/search", body)
    if json_:
        print(json.dumps(found, ensure_ascii=False))
        return
    console = Console()
    for n, each in enumerate(found["dates"], 1):
        console.print(
            f"[bold]{n}. {_when(each['starts_at'])}[/] en {escape(each['place'])}, {name_of(each['commune'])}"
        )
        for reason in each["reasons"]:
            console.print(f"   · {reason}", markup=False, highlight=False)
    if not found["dates"]:
        console.print("No hay fecha en que puedan todas. Habría que ceder en algo:")
        for each in found["otherwise"]:
            console.print(f"   · {each['text']}", markup=False, highlight=False)
        if not found["otherwise"]:
            console.print("   · más de dos cosas a la vez: pruebe con otras semanas")


def _table(console: Console, title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    if not rows:
        console.print(f"[bold]{title}[/]: nada")
        return
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*map(escape, row))
    console.print(table)


def _held(each: dict[str, Any]) -> tuple[str, ...]:
    who = names_of(list(dict.fromkeys((each["commune"], *each["co_hosts"], *each["invited"]))))
    return f"{KINDS[each['kind']]} «{each['title']}»", _when(each["starts_at"]), each["place"], who


def _waiting(each: dict[str, Any]) -> tuple[str, ...]:
    return f"{KINDS[each['kind']]} «{each['title']}»", _when(each["answer_by"]), names_of(each["silent"]) or "nadie"


def _clash(each: dict[str, Any]) -> tuple[str, ...]:
    return each["text"], names_of(each["communes"])


def _agreed(each: dict[str, Any]) -> tuple[str, ...]:
    late = " (atrasado)" if each["late"] else ""
    return each["what"], name_of(each["owner"]), f"{date.fromisoformat(each['due_on']):%d-%m-%Y}{late}"


def _when(text: str) -> str:
    return when(datetime.fromisoformat(text).astimezone(UTC))


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise OperatorError(f"--since {text}: this is no day", do="write it as 2026-01-31", code=2) from None
