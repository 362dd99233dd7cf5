"""Signing in and out: by password, or by a link that is used once and asked for by mail; and one's own password."""

from urllib.parse import urlsplit

from fastapi import Request, Response

from services.notifications.board.desk import desk_of
from services.notifications.board.officers import passwords
from services.notifications.board.officers.entry import NotSignedInError, digest_of
from services.notifications.board.officers.letters import VALID, told
from services.notifications.board.pages.drawn import page
from services.notifications.board.pages.frame import shown, to
from services.notifications.board.pages.signed import (
    OpenRouter,
    PageRouter,
    SignedIn,
    forget_cookie,
    form_of,
    require_same_site,
    set_cookie,
    token_of,
)

open_router = OpenRouter()
router = PageRouter()
LINK_ASKED = "Si esa dirección tiene cuenta, va un enlace en camino."
"""Whether or not it has one, and also to who asks too often."""


@open_router.get("/ingreso")
async def form(request: Request, a: str = "/") -> Response:
    return _form(request, a)


@open_router.post("/ingreso")
async def sign_in(request: Request) -> Response:
    require_same_site(request)
    desk, form = desk_of(request), await form_of(request)
    email, wanted = form.raw("email"), form.raw("to")
    try:
        token = await desk.entry.with_password(email, form.raw("password"), place_of(request), desk.wall())
    except NotSignedInError as no:
        return _form(request, wanted, str(no), email, 403)
    response = to(ours(wanted))
    set_cookie(response, request, token)
    return response


@open_router.get("/ingreso/enlace")
async def no_link_yet() -> Response:
    return to("/ingreso")


@open_router.post("/ingreso/enlace")
async def ask_for_link(request: Request) -> Response:
    require_same_site(request)
    letters = desk_of(request).letters
    if letters is None:
        return to("/ingreso")
    await letters.asked((await form_of(request)).raw("email"), place_of(request))
    response: Response = page("link_asked.html", {"asked": LINK_ASKED, "valid": told(VALID)})
    return response


@open_router.get("/ingreso/{link}")
async def by_link() -> Response:
    # a button, for programs that look at mail open every link
    response: Response = page("by_link.html", {"why": ""})
    return response


@open_router.post("/ingreso/{link}")
async def with_link(request: Request, link: str) -> Response:
    require_same_site(request)
    desk = desk_of(request)
    try:
        token = await desk.entry.with_link(link, place_of(request), desk.wall())
    except NotSignedInError as no:
        response: Response = page("by_link.html", {"why": str(no)}, 403)
        return response
    response = to("/")
    set_cookie(response, request, token)
    return response


@router.post("/salir")
async def sign_out(request: Request, signed: SignedIn) -> Response:
    await signed.desk.entry.book.end(digest_of(token_of(request)), signed.desk.wall())
    response = to("/ingreso")
    forget_cookie(response)
    return response


@router.get("/contrasena")
async def password(signed: SignedIn) -> Response:
    return shown(signed, "password.html", why="")


@router.post("/contrasena")
async def set_password(request: Request, signed: SignedIn) -> Response:
    chosen = (await form_of(request)).raw("password")
    if not passwords.SHORTEST <= len(chosen) <= passwords.LONGEST:
        why = f"La contraseña tiene que tener de {passwords.SHORTEST} a {passwords.LONGEST} letras."
        return shown(signed, "password.html", status=422, why=why)
    book, now = signed.desk.entry.book, signed.desk.wall()
    await book.set_password(signed.officer, await passwords.hash_of(chosen))
    response = to("/")
    set_cookie(response, request, await signed.desk.entry.begun(signed.officer, now))
    return response


def _form(request: Request, wanted: str, why: str = "", email: str = "", status: int = 200) -> Response:
    desk = desk_of(request)
    values = {"why": why, "email": email, "to": ours(wanted), "mailed": desk.letters is not None, "valid": told(VALID)}
    values["providers"] = tuple(desk.municipal.providers.values())
    response: Response = page("sign_in.html", values, status)
    return response


def ours(wanted: str) -> str:
    """An address of this page, whatever was asked for: nobody is led elsewhere by a link to our sign-in."""
    parts = urlsplit(wanted)
    ours = not parts.scheme and not parts.netloc and wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if ours and wanted.isprintable() else "/"


def place_of(request: Request) -> str:
    """Where on the network somebody is."""
    return request.client.host if request.client else ""
