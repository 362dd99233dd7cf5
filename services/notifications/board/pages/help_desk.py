"""Ayuda: ask the office that knows, find what was answered before, answer."""

from typing import Any

from fastapi import Request, Response

from services.notifications.board.matters.questions import QuestionStage
from services.notifications.board.pages.doing import Deed, RefusedError
from services.notifications.board.pages.done import done_of
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view
from services.notifications.board.pages.written import Written
from services.notifications.board.queries import help as help_
from shared.contracts.agenda import Process
from shared.http.problems import not_found

router = PageRouter()
OPEN = frozenset({QuestionStage.ROUTED, QuestionStage.UNANSWERED, QuestionStage.ANSWERED})
MOST = 60
ACTS = ("answer", "accept", "reopen", "withdraw")


@router.get("/ayuda")
async def several(signed: SignedIn, text: str = "", hecho: str = "", n: int = 0) -> Response:
    require_view("help_several")
    return await _list(signed, text, done=done_of(hecho, n))


async def _list(signed: Signed, text: str = "", **more: Any) -> Response:
    read, searched = signed.desk.read, text.strip()[:100]
    found = await help_.questions(read, commune=signed.commune, whose="all", limit=MOST, text=searched)
    return shown(
        signed,
        "help.html",
        "help",
        questions=[one for one in found if one.stage in OPEN],
        answered=[one for one in found if one.stage not in OPEN],
        cards=await help_.cards(read, text=searched, limit=MOST),
        text=searched,
        processes=tuple(Process),
        **{"written": Written(), **more},
    )


@router.post("/ayuda")
async def ask(request: Request, signed: SignedIn) -> Response:
    deed = await Deed.of(request, signed)
    body = {"code": deed.one("code"), "question": deed.one("question")}
    body |= {"details": deed.one("details")} if deed.one("details") else {}
    try:
        answer = await deed.ask("events", "/v1/help", body)
    except RefusedError as no:
        return await _list(signed, faults=no.faults, written=deed.form)
    help_id = answer.data["help_id"]
    await deed.caught_up("question", help_id, 0)
    return await deed.done(f"/ayuda/{help_id}", "answered")


@router.get("/ayuda/{help_id}")
async def one(signed: SignedIn, help_id: str, hecho: str = "", n: int = 0) -> Response:
    require_view("help_one")
    return await _one(signed, help_id, done=done_of(hecho, n))


async def _one(signed: Signed, help_id: str, **more: Any) -> Response:
    read = signed.desk.read
    found = await help_.question(read, help_id)
    if found is not None:
        return shown(signed, "question.html", "help", q=found, **{"written": Written(), **more})
    card = await help_.card(read, help_id)
    if card is None:
        raise not_found("esa pregunta")
    return shown(signed, "help_card.html", "help", c=card, **more)


@router.post("/ayuda/{help_id}")
async def act(request: Request, signed: SignedIn, help_id: str) -> Response:
    deed = await Deed.of(request, signed)
    what = deed.one("do")
    body: dict[str, Any] = {}
    if what == "answer":
        body["answer"] = deed.one("answer")
    elif what in ("reopen", "withdraw"):
        body["why"] = deed.one("why")
    if what not in ACTS:
        return await _one(signed, help_id)
    try:
        async with deed.followed("question", help_id):
            await deed.ask("events", f"/v1/help/{help_id}/{what}", body)
    except RefusedError as no:
        return await _one(signed, help_id, faults=no.faults, written=deed.form)
    return await deed.done(f"/ayuda/{help_id}", "answered")
