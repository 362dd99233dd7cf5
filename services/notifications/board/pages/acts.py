"""What an officer does with a vacancy from its page. Each is a request to the service that decides, as that officer."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

from fastapi import Request, Response

from services.notifications.board import words as w
from services.notifications.board.pages.doing import Deed, RefusedError, Why
from services.notifications.board.pages.frame import to
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn
from services.notifications.board.pages.today import today_page
from services.notifications.board.pages.vacancies import vacancy_page
from shared.contracts.replies import Fault
from shared.text import count, listed

router = PageRouter()
VACANCY = "vacancy"
ACTS = ("extend", "refer", "place", "release")
Doing = Callable[[Deed, str], Coroutine[Any, Any, Response]]


async def _done(request: Request, signed: Signed, vacancy_id: str, doing: Doing) -> Response:
    """Do it, and lead to the page when the board has heard of it; or draw the page with why it was not done."""
    deed = await Deed.of(request, signed)
    try:
        async with deed.followed(VACANCY, vacancy_id):
            return await doing(deed, vacancy_id)
    except RefusedError as no:
        return await vacancy_page(signed, vacancy_id, faults=no.faults)


@router.post("/vacantes/{vacancy_id}/cupos")
async def seats(request: Request, signed: SignedIn, vacancy_id: str) -> Response:
    deed = await Deed.of(request, signed)
    if deed.one("do") == "look":
        return await _looked(deed, vacancy_id, _would_hold)
    return await _done(request, signed, vacancy_id, _undo if deed.one("do") == "undo" else _settle)


async def _settle(deed: Deed, vacancy_id: str) -> Response:
    """All that were marked in one request; one that is not what it was does not hold up the others."""
    act = deed.one("do")
    body = _marked(deed, act if act in ACTS else "")
    if act == "release":
        body["not_before"] = deed.held_until.isoformat()
    answer = await deed.ask("vacancies", f"/v1/vacancies/{vacancy_id}/leases/settle", body)
    if "held_id" in answer.data:
        return await deed.done(f"/vacantes/{vacancy_id}", act, len(body["leases"]), [answer], by="vacancies")
    done = sum(lease["done"] for lease in answer.data["leases"])
    left = len(answer.data["leases"]) - done
    return await deed.done(f"/vacantes/{vacancy_id}", act, done, left=left)


async def _undo(deed: Deed, vacancy_id: str) -> Response:
    (one, *_) = _marked(deed, "place")["leases"]
    path = f"/v1/vacancies/{vacancy_id}/leases/{one['lease_id']}/undo-placement"
    await deed.ask("vacancies", path, {"fence": one["fence"], "why": deed.one("why")})
    return await deed.done(f"/vacantes/{vacancy_id}", "undo")


def _marked(deed: Deed, act: str) -> dict[str, Any]:
    """The leases that were marked, with what is to be done with each. Raises RefusedError if there are none."""
    chosen = [value.partition(" ") for value in deed.form.every("lease")]
    if not act or not chosen:
        raise RefusedError([Why("Marque al menos un cupo.")])
    more = {"why": deed.one("why")} if act == "release" else {}
    leases = [
        {"lease_id": lease, "fence": int(fence) if fence.isdigit() else 0, "act": act, **more}
        for lease, _, fence in chosen
    ]
    return {"leases": leases}


async def _would_hold(deed: Deed, vacancy_id: str) -> str:
    """Until when the marked leases would be held if they were extended; nothing is done."""
    path = f"/v1/vacancies/{vacancy_id}/leases/settle"
    answer = await deed.ask("vacancies", path, _marked(deed, "extend"), dry_run=True)
    held = [lease["expires_at"] for lease in answer.data["leases"] if lease["done"] and lease.get("expires_at")]
    first = min(datetime.fromisoformat(at) for at in held)
    of_them = count(len(held), "reserva quedaría", "reservas quedarían")
    return f"{of_them.capitalize()} {w.until(first, deed.signed.now)}. Todavía no se ha hecho nada."


@router.post("/vacantes/{vacancy_id}/ayuda")
async def ask_help(request: Request, signed: SignedIn, vacancy_id: str) -> Response:
    deed = await Deed.of(request, signed)
    if deed.one("only") == "look":
        return await _looked(deed, vacancy_id, _would_ask)
    return await _done(request, signed, vacancy_id, _ask_help)


async def _ask_help(deed: Deed, vacancy_id: str) -> Response:
    body = {"why": deed.one("why"), "not_before": deed.held_until.isoformat()}
    answer = await deed.ask("vacancies", f"/v1/vacancies/{vacancy_id}/declare-unfilled", body)
    return await deed.done(f"/vacantes/{vacancy_id}", "unfilled", 1, [answer], by="vacancies")


async def _looked(deed: Deed, vacancy_id: str, look: Callable[[Deed, str], Awaitable[str]]) -> Response:
    """The page with what a request would do."""
    try:
        told = await look(deed, vacancy_id)
    except RefusedError as no:
        return await vacancy_page(deed.signed, vacancy_id, faults=no.faults)
    return await vacancy_page(deed.signed, vacancy_id, done={"text": told, "undo": None, "until": ""})


async def _would_ask(deed: Deed, vacancy_id: str) -> str:
    """Whom asking for help would ask, and until when; nothing is done."""
    path, body = f"/v1/vacancies/{vacancy_id}/declare-unfilled", {"why": deed.one("why")}
    result = (await deed.ask("vacancies", path, body, dry_run=True)).data or {}
    invited = (result.get("invited") or "").replace(",", " ").split()
    if not invited:
        return "No queda ninguna vecina a quien preguntar: la vacante iría a la próxima feria."
    at = result.get("answer_by")
    until = f", {w.until(datetime.fromisoformat(at), deed.signed.now)}" if at else ""
    who = listed([w.commune(cut) for cut in invited])
    return f"Se preguntaría a {count(len(invited), 'vecina', 'vecinas')} ({who}){until}. Todavía no se ha hecho nada."


@router.post("/vacantes/{vacancy_id}/retirar")
async def withdraw(request: Request, signed: SignedIn, vacancy_id: str) -> Response:
    return await _done(request, signed, vacancy_id, _withdraw)


async def _withdraw(deed: Deed, vacancy_id: str) -> Response:
    body = {"why": deed.one("why"), "not_before": deed.held_until.isoformat()}
    answer = await deed.ask("vacancies", f"/v1/vacancies/{vacancy_id}/withdraw", body)
    return await deed.done(f"/vacantes/{vacancy_id}", "withdraw", 1, [answer], by="vacancies")


@router.post("/vacantes/{vacancy_id}/responder")
async def decline(request: Request, signed: SignedIn, vacancy_id: str) -> Response:
    return await _done(request, signed, vacancy_id, _decline)


async def _decline(deed: Deed, vacancy_id: str) -> Response:
    body = {"reasons": [deed.one("why")], "not_before": deed.held_until.isoformat()}
    answer = await deed.ask("matching", f"/v1/vacancies/{vacancy_id}/decline", body)
    return await deed.done(f"/vacantes/{vacancy_id}", "decline", 1, [answer], by="matching")


@router.post("/vacantes/{vacancy_id}/ofrecer")
async def offer(request: Request, signed: SignedIn, vacancy_id: str) -> Response:
    return await _done(request, signed, vacancy_id, _offer)


async def _offer(deed: Deed, vacancy_id: str) -> Response:
    chosen = list(deed.form.every("candidate"))
    if not chosen:
        raise RefusedError([Why("Marque al menos a una persona")])
    await deed.ask("matching", f"/v1/vacancies/{vacancy_id}/candidates", {"candidate_refs": chosen})
    return await deed.done(f"/vacantes/{vacancy_id}", "offer", len(chosen))


@router.post("/vacantes/{vacancy_id}/retirar-oferta")
async def withdraw_offer(request: Request, signed: SignedIn, vacancy_id: str) -> Response:
    return await _done(request, signed, vacancy_id, _withdraw_offer)


async def _withdraw_offer(deed: Deed, vacancy_id: str) -> Response:
    by_offer: dict[str, list[str]] = {}
    for value in deed.form.every("candidate"):
        offer_id, _, ref = value.partition(" ")
        by_offer.setdefault(offer_id, []).append(ref)
    if not by_offer:
        raise RefusedError([Why("Marque al menos a una persona")])
    answers = []
    for offer_id, refs in by_offer.items():
        body = {"candidate_refs": refs, "why": deed.one("why"), "not_before": deed.held_until.isoformat()}
        path = f"/v1/vacancies/{vacancy_id}/offers/{offer_id}/withdraw"
        answers.append(await deed.ask("matching", path, body, part=offer_id))
    many = sum(map(len, by_offer.values()))
    return await deed.done(f"/vacantes/{vacancy_id}", "step-back", many, answers, by="matching")


@router.post("/vacantes/{vacancy_id}/separar")
async def part(request: Request, signed: SignedIn, vacancy_id: str) -> Response:
    return await _done(request, signed, vacancy_id, _part)


async def _part(deed: Deed, vacancy_id: str) -> Response:
    await deed.ask("vacancies", f"/v1/vacancies/{vacancy_id}/part", {})
    return await deed.done(f"/vacantes/{vacancy_id}", "part")


@router.post("/vacantes/{vacancy_id}/colocaciones/{placement_id}/cotizaciones")
async def verify(request: Request, signed: SignedIn, vacancy_id: str, placement_id: str) -> Response:
    async def doing(deed: Deed, vacancy_id: str) -> Response:
        days = deed.one("days")
        body = {"period": deed.one("period"), "days": int(days) if days.isdigit() else -1}
        await deed.ask("vacancies", f"/v1/placements/{placement_id}/verify", body)
        return await deed.done(f"/vacantes/{vacancy_id}", "verify")

    return await _done(request, signed, vacancy_id, doing)


@router.post("/deshacer")
async def take_back(request: Request, signed: SignedIn) -> Response:
    """Take back what is held: by the service and the ids that the page was given."""
    deed = await Deed.of(request, signed)
    service, _, ids = deed.one("held").partition(":")
    if service not in ("vacancies", "matching"):
        return to("/")
    vacancy_id = ""
    faults: list[Fault | Why] = []
    for held_id in ids.split(",")[:200]:
        try:
            answer = await deed.ask(service, f"/v1/held/{held_id}/take-back", {}, part=held_id)
            vacancy_id = (answer.data or {}).get("vacancy_id", vacancy_id)
        except RefusedError as no:
            faults += no.faults
    if not faults:
        return await deed.done(f"/vacantes/{vacancy_id}" if vacancy_id else "/", "taken-back")
    if vacancy_id:
        return await vacancy_page(signed, vacancy_id, faults=faults, status=409)
    return await today_page(signed, faults=faults, status=409)
