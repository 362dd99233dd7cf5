"""`mesa found`: begin to found a Mesa with neighbours, or see how far it is; its first agenda, shown and proposed."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.cli.calling import Office
from deploy.cli.options import HomeOption, in_scope
from shared.contracts.agenda import ActivityKind
from shared.territory import name_of, names_of
from shared.text import when


def command(
    communes: Annotated[str, typer.Argument(help="CUT codes of all that found it, with commas: 16301,16303,16304.")],
    propose: Annotated[bool, typer.Option("--propose", help="Ask the offices about the dates that are shown.")] = False,
    commune: Annotated[str, typer.Option(help="CUT of the office that asks; by default the first of them.")] = "",
    home: HomeOption = None,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Found a Mesa with neighbours: visits in situ, a first meeting, a joint activity soon, a common vision.

    The first time it begins; each time it shows what is done, what is missing and which dates suit all. With --propose
    each office that organises something asks the others about its date; what is asked already is not asked again.
    """
    cuts = in_scope(communes)
    office = Office("events", commune or cuts[0], home)
    founding = office.post("/v1/foundings", {"communes": list(cuts)})["founding_id"]
    dates = office.post(f"/v1/foundings/{founding}/search", {"per_week": 2})
    proposed = [_propose(each, home) for each in dates["placed"]] if propose else []
    shown = office.get(f"/v1/foundings/{founding}")
    if json_:
        print(json.dumps({"founding": shown, "agenda": dates, "proposed": proposed}, ensure_ascii=False))
        return
    console = Console()
    _steps(console, shown)
    _agenda(console, dates)
    if proposed:
        console.print(f"Se propusieron {len(proposed)} fechas: cada oficina responde las suyas.")
    elif dates["placed"]:
        console.print("Para proponerlas a las oficinas: la misma orden con --propose.")


def _propose(each: dict[str, Any], home: Path | None) -> str:
    """Asks in the name of the office that organises it, by the door that its officer uses."""
    found = each["date"]
    # a visit is of who goes; it is held where the other is
    host = each["commune"] if each["kind"] == ActivityKind.VISIT else found["commune"]
    place = f"{found['place']}, {name_of(found['commune'])}"
    names = ("starts_at", "ends_at", "venue_id")
    option = {**{name: found[name] for name in names}, "commune": host, "place": place, "reasons": found["reasons"]}
    invited = [cut for cut in each["party"] if cut != each["commune"]]
    asked = {"kind": each["kind"], "title": each["title"], "invited": invited, "options": [option]}
    return str(Office("events", each["commune"], home).post("/v1/dates", asked)["proposal_id"])


def _steps(console: Console, shown: dict[str, Any]) -> None:
    table = Table(title=f"Mesa de {names_of(shown['communes'])}", title_justify="left", title_style="bold")
    for column in ("paso", "cómo va"):
        table.add_column(column)
    for step in shown["steps"]:
        table.add_row(step["title"], "hecho" if step["done"] else escape("\n".join(step["missing"])))
    console.print(table)
    console.print(f"Lo que sigue: {shown['next'] or 'nada, la Mesa está fundada.'}")


def _agenda(console: Console, dates: dict[str, Any]) -> None:
    if not dates["placed"] and not dates["unplaced"]:
        return
    table = Table(title="Primera agenda", title_justify="left", title_style="bold")
    for column in ("qué", "cuándo", "dónde", "por qué"):
        table.add_column(column)
    for each in dates["placed"]:
        found = each["date"]
        at = when(datetime.fromisoformat(found["starts_at"]))
        place = f"{found['place']}, {name_of(found['commune'])}"
        table.add_row(*map(escape, (each["title"], at, place, "\n".join(found["reasons"]))))
    for each in dates["unplaced"]:
        table.add_row(escape(each["title"]), "sin fecha", "", escape(each["why"]))
    console.print(table)
