"""Ficha: a proposal with the card of each person, the warning first; and the officer's answer for each."""

from datetime import datetime
from typing import Any

from fastapi import Request, Response

from services.notifications.board.pages.asked import read_as
from services.notifications.board.pages.choices import LISTS
from services.notifications.board.pages.doing import Deed, RefusedError, Why
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view

router = PageRouter()
OFFER, LATER = "offer", "later"


@router.get("/propuestas/{proposal_id}")
async def one(signed: SignedIn, proposal_id: str) -> Response:
    require_view("proposals_one")
    return await _page(signed, proposal_id)


@router.post("/propuestas/{proposal_id}")
async def answer(request: Request, signed: SignedIn, proposal_id: str) -> Response:
    deed = await Deed.of(request, signed)
    try:
        async with deed.followed("vacancy", deed.one("vacancy")):
            return await _answer(deed, proposal_id)
    except RefusedError as no:
        return await _page(signed, proposal_id, faults=no.faults)


async def _answer(deed: Deed, proposal_id: str) -> Response:
    path = f"/v1/proposals/{proposal_id}"
    officer = deed.signed.officer.officer_id
    if deed.one("do") == "nobody":
        body = {"reasons": [deed.one("why")], "officer": officer, "not_before": deed.held_until.isoformat()}
        answer = await deed.ask("matching", f"{path}/decline", body)
        return await deed.done("/", "decline", 1, [answer], by="matching")
    said = {name.removeprefix("c:"): deed.one(name) for name in deed.form.values if name.startswith("c:")}
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
    return shown(
        signed,
        "proposal.html",
        "today",
        p=found,
        warned=warned,
        lists=LISTS,
        parse=datetime.fromisoformat,
        **more,
    )
