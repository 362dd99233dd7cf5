"""`mesa help-desk`: questions between offices, from a terminal: what is open, ask, answer, accept, search the cards."""

import json
import sys
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.cli.calling import Office
from deploy.cli.options import HomeOption
from shared.contracts.agenda import Process
from shared.contracts.envelope import LONGEST_TEXT
from shared.errors import OperatorError
from shared.territory import name_of
from shared.text import when

app = typer.Typer(no_args_is_help=True, help="Help between offices: list, ask, answer, accept, search.")
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
Commune = Annotated[str, typer.Option(help="CUT of the office that asks; by default the first of this home.")]
HelpId = Annotated[str, typer.Argument(help="As `list` shows it: its first characters are enough.")]
STATES = {"open": "de cualquiera", "answered": "por aceptar", "accepted": "aceptada", "withdrawn": "retirada"}
MOST = 100
"""How many questions are looked through and shown: nobody reads more at once."""


@app.command("list")
def list_(
    commune: Annotated[str, typer.Option(help="CUT: only what this office asked or has to answer.")] = "",
    every: Annotated[bool, typer.Option("--every", help="Those that wait for no answer as well.")] = False,
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """Which questions are open, whose turn each is, and until when."""
    found = _questions(Office("events", "", home), commune, open_only=not every)
    if json_:
        print(json.dumps(found, ensure_ascii=False))
        return
    table = Table("id", "pregunta de", "sobre", "le toca a", "hasta", "pregunta")
    # what runs out first is what somebody has to do first; what is nobody's turn comes last
    for one in sorted(found, key=lambda each: each["answer_by"] or "9"):
        turn = name_of(one["office"]) if one["office"] else STATES[one["state"]]
        until = when(datetime.fromisoformat(one["answer_by"])) if one["answer_by"] else "—"
        about = Process(one["code"]).label
        cells = (one["help_id"][:8], name_of(one["commune"]), about, turn, until, one["question"])
        table.add_row(*map(escape, cells))
    Console().print(table if found else "No hay preguntas abiertas.")


@app.command()
def show(help_id: HelpId, home: HomeOption = None, json_: Json = False) -> None:
    """A question with its answers, and why it is whose turn."""
    office = Office("events", "", home)
    one = office.get(f"/v1/help/{_whole(office, help_id)}")
    if json_:
        print(json.dumps(one, ensure_ascii=False))
        return
    print(f"{name_of(one['commune'])} pregunta sobre {Process(one['code']).label}: {one['question']}")
    if one["details"]:
        print(one["details"])
    if one["office"]:
        print(f"Le toca a {name_of(one['office'])}, hasta el {when(datetime.fromisoformat(one['answer_by']))}.")
        print("\n".join(f"  {reason}" for reason in one["reasons"]))
    for answer in one["answers"]:
        helped = " (sirvió)" if answer["accepted"] else ""
        print(f"\n{name_of(answer['office'])} respondió{helped}:\n{answer['text']}")


@app.command()
def ask(
    code: Annotated[str, typer.Argument(help=f"One of {', '.join(Process)}.")],
    question: Annotated[str, typer.Argument(help="In one line. No names of people.")],
    commune: Commune = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ask though a card may answer it.")] = False,
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """Ask; the question goes to the office best placed. First the cards that may answer it already are shown."""
    office = Office("events", commune, home)
    if not json_:
        cards = office.get("/v1/help/cards/search", q=question[:LONGEST_TEXT])
        _show_cards(cards)
        if cards and sys.stdin.isatty() and not yes:
            typer.confirm("¿Preguntar igual?", abort=True)
    made = office.post("/v1/help", {"code": _code(code).value, "question": question})
    one = office.get(f"/v1/help/{made['help_id']}")
    if json_:
        print(json.dumps(one, ensure_ascii=False))
        return
    print(f"Pregunta {one['help_id'][:8]} anotada.")
    if one["office"]:
        print(f"La responde {name_of(one['office'])}, hasta el {when(datetime.fromisoformat(one['answer_by']))}.")
        print("\n".join(f"  {reason}" for reason in one["reasons"]))
    else:
        print("No hay otra oficina a quien preguntar: queda abierta para cualquiera.")


@app.command()
def answer(
    help_id: HelpId,
    text: Annotated[str, typer.Argument(help="The answer. No names of people.")],
    commune: Commune = "",
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """Answer a question whose turn is the office's, or that stands open."""
    _do(home, commune, help_id, "answer", {"answer": text}, "Respuesta anotada.", json_)


@app.command()
def accept(help_id: HelpId, commune: Commune = "", home: HomeOption = None, json_: Json = False) -> None:
    """Say that the answer to the office's own question helped."""
    _do(home, commune, help_id, "accept", {}, "Aceptada: cuenta para la oficina que respondió.", json_)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="What you want to know, in your own words.")],
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """The cards that answer something, the best first."""
    found = Office("events", "", home).get("/v1/help/cards/search", q=text)
    if json_:
        print(json.dumps(found, ensure_ascii=False))
        return
    _show_cards(found)
    if not found:
        print("Ninguna ficha lo responde. Pregunte con: mesa help-desk ask")


def _do(home: HomeOption, commune: str, help_id: str, what: str, body: dict[str, str], said: str, json_: bool) -> None:
    office = Office("events", commune, home)
    result = office.post(f"/v1/help/{_whole(office, help_id)}/{what}", body)
    print(json.dumps(result) if json_ else said)


def _code(text: str) -> Process:
    """The process of a code or of its Spanish name, in whatever case. Raises OperatorError."""
    known = {name.lower(): each for each in Process for name in (each.value, each.label)}
    if text.lower() not in known:
        raise OperatorError(f"there is no process {text}", do=f"give one of {', '.join(Process)}", code=2)
    return known[text.lower()]


def _whole(office: Office, begins: str) -> str:
    """The id of a question of which the first characters are given. Raises OperatorError."""
    if len(begins) >= 36:
        return begins
    ids = [one["help_id"] for one in _questions(office, "", open_only=False) if one["help_id"].startswith(begins)]
    if len(ids) != 1:
        what = f"{len(ids)} questions begin with {begins}" if ids else f"no question begins with {begins}"
        raise OperatorError(what, do="mesa help-desk list --every shows the last ones; or give the whole id", code=2)
    return str(ids[0])


def _questions(office: Office, commune: str, open_only: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office.get("/v1/help", open=open_only, limit=MOST, commune=commune or None)
    return found


def _show_cards(found: list[dict[str, Any]]) -> None:
    for card in found:
        about = f"{Process(card['code']).label}, de {name_of(card['commune'])}, versión {card['version']}"
        Console().print(f"[bold]{escape(card['title'])}[/] ({about})")
        print(f"  {card['text']}\n")
