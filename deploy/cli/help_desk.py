"""`mesa help-desk`: questions between offices, from a terminal: what is open, ask, answer, accept, search the cards."""

import json
import sys
from datetime import datetime
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.cli.options import HomeOption, running_in
from deploy.keys import HomeKeys
from shared.access.actors import Role
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
    with _client(home, "") as http:
        found = _questions(http, commune, open_only=not every)
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
    with _client(home, "") as http:
        one = _get(http, f"/v1/help/{_whole(http, help_id)}")
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
    with _client(home, commune) as http:
        if not json_:
            cards = _get(http, "/v1/help/cards/search", q=question[:LONGEST_TEXT])
            _show_cards(cards)
            if cards and sys.stdin.isatty() and not yes:
                typer.confirm("¿Preguntar igual?", abort=True)
        asked = {"commune": _office(home, commune), "code": _code(code).value, "question": question}
        made = _post(http, "/v1/help", asked)
        one = _get(http, f"/v1/help/{made['help_id']}")
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
    with _client(home, "") as http:
        found = _get(http, "/v1/help/cards/search", q=text)
    if json_:
        print(json.dumps(found, ensure_ascii=False))
        return
    _show_cards(found)
    if not found:
        print("Ninguna ficha lo responde. Pregunte con: mesa help-desk ask")


def _do(home: HomeOption, commune: str, help_id: str, what: str, body: dict[str, str], said: str, json_: bool) -> None:
    with _client(home, commune) as http:
        result = _post(http, f"/v1/help/{_whole(http, help_id)}/{what}", {"commune": _office(home, commune), **body})
    print(json.dumps(result) if json_ else said)


def _client(home: HomeOption, commune: str) -> httpx.Client:
    """A client of events, with the key of an office of this home."""
    where, running = running_in(home)
    shown = HomeKeys(where.keys).bearer(Role.OFFICER, _office(home, commune))
    return httpx.Client(base_url=running.services["events"], timeout=30, headers=shown)


def _office(home: HomeOption, commune: str) -> str:
    """The commune that is named, or the first of this home."""
    where, _ = running_in(home)
    files = sorted(HomeKeys(where.keys).folder.glob(f"*-{Role.OFFICER.value}"))
    return commune or (files[0].name.partition("-")[0] if files else "?")


def _code(text: str) -> Process:
    """The process of a code or of its Spanish name, in whatever case. Raises OperatorError."""
    known = {name.lower(): each for each in Process for name in (each.value, each.label)}
    if text.lower() not in known:
        raise OperatorError(f"there is no process {text}", do=f"give one of {', '.join(Process)}", code=2)
    return known[text.lower()]


def _whole(http: httpx.Client, begins: str) -> str:
    """The id of a question of which the first characters are given. Raises OperatorError."""
    if len(begins) >= 36:
        return begins
    ids = [one["help_id"] for one in _questions(http, "", open_only=False) if one["help_id"].startswith(begins)]
    if len(ids) != 1:
        what = f"{len(ids)} questions begin with {begins}" if ids else f"no question begins with {begins}"
        raise OperatorError(what, do="mesa help-desk list --every shows the last ones; or give the whole id", code=2)
    return str(ids[0])


def _questions(http: httpx.Client, commune: str, open_only: bool) -> list[dict[str, Any]]:
    about = {"commune": commune} if commune else {}
    found: list[dict[str, Any]] = _get(http, "/v1/help", open=str(open_only).lower(), limit=str(MOST), **about)
    return found


def _show_cards(found: list[dict[str, Any]]) -> None:
    for card in found:
        about = f"{Process(card['code']).label}, de {name_of(card['commune'])}, versión {card['version']}"
        Console().print(f"[bold]{escape(card['title'])}[/] ({about})")
        print(f"  {card['text']}\n")


def _get(http: httpx.Client, path: str, **asked: str) -> Any:
    return _answer(http, "GET", path, params=asked)


def _post(http: httpx.Client, path: str, body: dict[str, str]) -> Any:
    return _answer(http, "POST", path, json=body)


def _answer(http: httpx.Client, method: str, path: str, **more: Any) -> Any:
    """What the service answers. Raises OperatorError with what it refused, in its own words."""
    try:
        answered = http.request(method, path, **more)
    except httpx.HTTPError as away:
        what = f"events cannot be asked: {type(away).__name__}"
        raise OperatorError(what, do="see mesa status; the same command again is safe", code=3) from None
    if answered.is_success:
        return answered.json()
    problem = answered.json()
    texts = [fault["text"] for fault in problem.get("errors", ())] or [problem.get("title", answered.text[:200])]
    raise OperatorError("; ".join(texts), code=1)
