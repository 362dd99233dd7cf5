"""Fichas de ayuda: written, made of an answer that helped, and written anew."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from fastapi import Request, Response

from services.notifications.board.matters import Card
from services.notifications.board.pages.choices import Choice
from services.notifications.board.pages.doing import Deed, RefusedError
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.making import faults_at
from services.notifications.board.pages.profile_form import number
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view
from services.notifications.board.pages.written import Written
from services.notifications.board.queries import help as help_
from shared.calendar import SANTIAGO
from shared.contracts.agenda import Process
from shared.http.problems import not_found

router = PageRouter()
HOLDS = timedelta(days=365)
"""After so long a card is read again, unless who writes it says another day."""

CHOICES = {"code": [Choice(one.value, f"{one.label}: {one.meaning}") for one in Process]}


@router.get("/ayuda/fichas/nueva")
async def form(signed: SignedIn, pregunta: str = "", respuesta: int = 0) -> Response:
    """An empty one, or what was asked and answered: `pregunta` is the id of a question, `respuesta` which answer."""
    require_view("help_cards_several")
    values = {"review_on": [_in_a_year(signed)]}
    asked = await help_.question(signed.desk.read, pregunta) if pregunta else None
    if asked is not None and respuesta in asked.answers:
        text = asked.answers[respuesta].text
        values |= {"title": [asked.question], "code": [asked.code.value], "text": [text], "help_id": [pregunta]}
    return _form(signed, Written(values))


@router.post("/ayuda/fichas/nueva")
async def publish(request: Request, signed: SignedIn) -> Response:
    deed = await Deed.of(request, signed)
    try:
        answer = await deed.ask("events", "/v1/help/cards", _content(deed.form))
    except RefusedError as no:
        return _form(signed, deed.form, no.faults)
    card_id = answer.data["card_id"]
    await deed.caught_up("card", card_id, 0)
    return await deed.done(f"/ayuda/{card_id}", "card")


@router.get("/ayuda/{card_id}/version")
async def again(signed: SignedIn, card_id: str) -> Response:
    require_view("help_cards_one")
    card = await _known(signed, card_id)
    values = {"code": card.code.value, "title": card.title, "text": card.text, "words": ", ".join(card.words)}
    values |= {"replaces": str(card.version), "review_on": _in_a_year(signed)}
    return _form(signed, Written({name: [value] for name, value in values.items()}), card=card)


@router.post("/ayuda/{card_id}/version")
async def revise(request: Request, signed: SignedIn, card_id: str) -> Response:
    """A new version of the one that the officer read; if somebody was faster, it is said and nothing is lost."""
    deed = await Deed.of(request, signed)
    card = await _known(signed, card_id)
    body = {**_content(deed.form), "replaces": number(deed.one("replaces"))}
    body |= {"help_id": card.help_id} if card.help_id else {}
    try:
        async with deed.followed("card", card_id):
            await deed.ask("events", f"/v1/help/cards/{card_id}/versions", body)
    except RefusedError as no:
        return _form(signed, deed.form, no.faults, card)
    return await deed.done(f"/ayuda/{card_id}", "card")


def _content(written: Written) -> dict[str, Any]:
    body: dict[str, Any] = dict(written.texts("code", "title", "text", "review_on", "help_id"))
    return body | {"words": [word.strip() for word in written.one("words").split(",") if word.strip()]}


def _in_a_year(signed: Signed) -> str:
    return (signed.now.astimezone(SANTIAGO).date() + HOLDS).isoformat()


async def _known(signed: Signed, card_id: str) -> Card:
    card = await help_.card(signed.desk.read, card_id)
    if card is None:
        raise not_found("esa ficha")
    return card


def _form(signed: Signed, written: Written, faults: Sequence[Any] = (), card: Card | None = None) -> Response:
    at = faults_at(faults)
    return shown(signed, "card_making.html", "help", faults=faults, f=written, at=at, choices=CHOICES, card=card)
