"""Personas de la oficina: colleagues, one more, one less; and the sessions of who looks, to be ended one by one.

Whoever works in an office may do this for it, and for no other: there is one role of officers (DECISIONS 190).
"""

from typing import Any

import structlog
from email_validator import EmailNotValidError, validate_email
from fastapi import Request, Response

from services.notifications.board.officers.entry import IDLE, digest_of, new_token
from services.notifications.board.officers.letters import HANDED_VALID, told
from services.notifications.board.officers.store import Officer
from services.notifications.board.pages.doing import Why
from services.notifications.board.pages.done import done_of
from services.notifications.board.pages.frame import shown, to
from services.notifications.board.pages.signed import (
    PageRouter,
    Signed,
    SignedIn,
    forget_cookie,
    form_of,
    token_of,
)
from services.notifications.board.pages.written import Written
from shared.http.problems import not_found

log = structlog.get_logger()
router = PageRouter()
LONGEST_NAME = 80

NO_NAME = Why(f"Escriba el nombre, de hasta {LONGEST_NAME} letras.")
NO_ADDRESS = Why("Escriba una dirección de correo, como ana.rojas@sancarlos.cl.")
TAKEN = Why("Esa dirección ya tiene una cuenta en la Mesa. Si no puede ingresar, pida un enlace a quien opera la Mesa.")
ONESELF = Why("Usted no puede cerrar su propia cuenta. Pídalo a un colega de su oficina.")


@router.get("/oficina")
async def office(request: Request, signed: SignedIn, hecho: str = "") -> Response:
    return await _page(request, signed, done=done_of(hecho, 1))


@router.post("/oficina")
async def add(request: Request, signed: SignedIn) -> Response:
    """A colleague more. Their first link is mailed, or shown this once to be handed over."""
    form = await form_of(request)
    name, email = form.one("name"), _address(form.one("email"))
    named = 0 < len(name) <= LONGEST_NAME and name.isprintable()
    faults = [why for why, wrong in ((NO_NAME, not named), (NO_ADDRESS, not email)) if wrong]
    if faults:
        return await _page(request, signed, faults=faults, written=form)
    desk = signed.desk
    officer = await desk.entry.book.add(signed.commune, name, email, desk.wall())
    if officer is None:
        return await _page(request, signed, faults=[TAKEN], written=form)
    log.info("officer_added", commune=officer.commune, officer=officer.officer_id, by=signed.officer.officer_id)
    if desk.letters and desk.letters.post(email, HANDED_VALID):
        return to("/oficina?hecho=invited")
    return await _page(request, signed, added=officer, link=await _link(request, signed, officer))


@router.post("/oficina/personas/{officer_id}")
async def disable(request: Request, signed: SignedIn, officer_id: str) -> Response:
    """A colleague less: their account is closed, and their sessions end."""
    if officer_id == signed.officer.officer_id:
        return await _page(request, signed, faults=[ONESELF])
    if not await signed.desk.entry.book.disable(signed.commune, officer_id, signed.desk.wall()):
        raise not_found("esa cuenta")
    log.info("officer_disabled", commune=signed.commune, officer=officer_id, by=signed.officer.officer_id)
    return to("/oficina?hecho=disabled")


@router.post("/oficina/sesiones/{name}")
async def end_session(request: Request, signed: SignedIn, name: str) -> Response:
    """End one of one's own sessions; with the one in use, one is signed out."""
    digest = bytes.fromhex(name) if len(name) == 64 and all(c in "0123456789abcdef" for c in name) else b""
    if not await signed.desk.entry.book.end_own(digest, signed.officer, signed.desk.wall()):
        raise not_found("esa sesión")
    if digest == digest_of(token_of(request)):
        response = to("/ingreso")
        forget_cookie(response)
        return response
    return to("/oficina?hecho=session-ended")


async def _page(request: Request, signed: Signed, **more: Any) -> Response:
    book, wall = signed.desk.entry.book, signed.desk.wall()
    return shown(
        signed,
        "office.html",
        colleagues=await book.colleagues(signed.commune),
        sessions=await book.sessions(signed.officer, wall, IDLE),
        this=digest_of(token_of(request)),
        mailed=signed.desk.letters is not None,
        valid=told(HANDED_VALID),
        wall=wall,
        longest=LONGEST_NAME,
        **{"written": Written(), "added": None, "link": "", **more},
    )


async def _link(request: Request, signed: Signed, officer: Officer) -> str:
    token, desk = new_token(), signed.desk
    await desk.entry.book.make_link(digest_of(token), officer, desk.wall() + HANDED_VALID)
    return f"{desk.page_url or str(request.base_url).rstrip('/')}/ingreso/{token}"


def _address(written: str) -> str:
    """An address of mail as it is kept; empty: it is none."""
    try:
        return validate_email(written, check_deliverability=False).normalized
    except EmailNotValidError:
        return ""
