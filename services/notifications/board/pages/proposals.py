"""Ficha: a proposal with the card of each person, the warning first; and the officer's answer for each."""

from datetime import datetime
from typing import Any

from fastapi import Request, Response

from services.notifications.board.acting import AwayError
from services.notifications.board.pages.asked import read_as
from services.notifications.board.pages.choices import LISTS
from services.notifications.board.pages.doing import AWAY, Deed, RefusedError, Why
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view
from services.notifications.board.queries.calls import position_of

router = PageRouter()
OFFER, LATER, NO = "offer", "later", "no"


@router.get("/propuestas/{proposal_id}")
async def one(signed: SignedIn, proposal_id: str) -> Response:
    require_view("proposals_one")
    return await _page(signed, proposal_id)


@router.post("/propuestas/{proposal_id}")
async def answer(request: Request, signed: SignedIn, proposal_id: str) -> Response:
    deed = await Deed.of(request, signed)
    vacancy_id = deed.one("vacancy")
    before = await position_of(signed.desk.read, "vacancy", vacancy_id)
    try:
        response = await _answer(deed, proposal_id)
    except (RefusedError, AwayError) as no:
        return await _page(signed, proposal_id, faults=no.faults if isinstance(no, RefusedError) else (AWAY,))
    await deed.caught_up("vacancy", vacancy_id, before)
    return response


async def _answer(deed: Deed, proposal_id: str) -> Response:
    path = f"/v1/proposals/{proposal_id}"
    officer = deed.signed.officer.officer_id
    if deed.one("do") == "nobody":
        body = {"reasons": [deed.one("why")], "officer": officer, "not_before": deed.held_until.isoformat()}
        answer = await deed.ask("matching", f"{path}/decline", body)
        return await deed.done("/", "decline", 1, [answer], by="matching")
    said = {name.removeprefix("c:"): deed.one(name) for name in deed.form if name.startswith("c:")}
    chosen = [ref for ref, word in said.items() if word == OFFER]
    later = [ref for ref, word in said.items() if word == LATER]
    if not chosen and not later:
        raise RefusedError([Why("Si no ofrece a nadie, diga el motivo en «Si no hay a quién ofrecer».")])
    if not chosen and len(later) < len(said):
        raise RefusedError([Why("Ofrezca al menos a una persona, o deje a todas para después.")])
    if chosen:
        await deed.ask(
            "matching",
            f"{path}/confirm",
            {"candidate_refs": chosen, "later_refs": later, "officer": officer},
        )
        return await deed.done("/", "confirm", len(chosen))
    return await deed.done("/", "later", len(later))


async def _page(signed: Signed, proposal_id: str, **more: Any) -> Response:
    found = await read_as(signed, "matching", f"/v1/proposals/{proposal_id}")
    warned = {warning["candidate_ref"]: warning for warning in found["warnings"]}
    status = 422 if more.get("faults") else 200
    return shown(
        signed,
        "proposal.html",
        "today",
        status=status,
        p=found,
        warned=warned,
        lists=LISTS,
        parse=datetime.fromisoformat,
        **more,
    )
