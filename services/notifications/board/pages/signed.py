"""The door of the page: whoever has no session is led to sign in, and no form is taken that our page did not draw."""

import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote

import structlog
from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from services.notifications.board.desk import Desk, desk_of
from services.notifications.board.officers.entry import form_token_of
from services.notifications.board.officers.store import Officer
from services.notifications.board.pages.drawn import HEADERS, page
from services.notifications.board.pages.written import Written
from services.notifications.board.queries.waiting import Many, many
from shared.access.actors import Role
from shared.access.rights import Reach, reach_of_role
from shared.http.problems import Problem, problem_of
from shared.messaging.unit_of_work import TransientError
from shared.observe.traceback import frames_of

log = structlog.get_logger()
LOCAL_COOKIE = "mesa"
"""Of a session, where the page is read on the machine that runs it; elsewhere `__Host-mesa`, sent by TLS alone."""

MOST_BYTES = 200_000
"""Of a form."""

MOST_OF_A_FILE = 700_000
"""Of a form with a file: below a megabyte the parser keeps it in memory, and no disk sees it."""

TITLES = {
    401: "Ingrese de nuevo",
    403: "Esto no le corresponde a su oficina",
    404: "Esta página no existe",
    413: "Es demasiado largo",
    422: "Hay datos que faltan o no sirven",
    503: "Un servicio no contesta en este momento",
}


@dataclass(frozen=True, slots=True)
class Signed:
    """Who sits before the page. `form_token`: what their forms carry. `now`: of the service's clock. `many`: what waits
    for their office.
    """

    officer: Officer
    form_token: str
    desk: Desk
    now: datetime
    many: Many

    @property
    def commune(self) -> str:
        return self.officer.commune


class NeedsSignInError(Exception):
    """Nobody is signed in. `to`: where they wanted to go."""

    def __init__(self, to: str) -> None:
        super().__init__()
        self.to = to


def token_of(request: Request, name: str = LOCAL_COOKIE) -> str:
    """The token in a cookie of a request; empty: none."""
    return request.cookies.get(f"__Host-{name}") or (request.cookies.get(name, "") if _is_local(request) else "")


async def signed_in(request: Request) -> Signed:
    """Who is signed in. Raises NeedsSignInError, and Problem 403 for a form that is not of this session."""
    desk = desk_of(request)
    token = token_of(request)
    officer = await desk.entry.session(token, desk.wall())
    if officer is None:
        raise NeedsSignInError(request.url.path if request.method == "GET" else "/")
    form_token = form_token_of(desk.secret, token)
    if request.method not in ("GET", "HEAD"):
        await _require_of_session(request, form_token)
    return Signed(officer, form_token, desk, desk.now(), await many(desk.read, officer.commune))


SignedIn = Annotated[Signed, Depends(signed_in)]


def require_view(name: str) -> None:
    """Raises Problem 403 unless officers may see this, by the table of rights of the doors."""
    if reach_of_role(Role.OFFICER, name) is Reach.NOBODY:
        raise Problem(403, "forbidden")


class PageRoute(APIRoute):
    """A route whose refusals are pages too, and never JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handle(request)
            except NeedsSignInError as no:
                query = f"?a={quote(no.to)}" if no.to != "/" else ""
                return RedirectResponse(f"/ingreso{query}", 303, HEADERS)
            except (Problem, HTTPException, TransientError) as refused:
                problem = problem_of(refused)
                return said(problem.status, problem.detail or "")
            except Exception as broken:
                log.error("page_failed", at=self.path, why=type(broken).__name__, frames=frames_of(broken))
                return said(500, "")

        return answered


class PageRouter(APIRouter):
    """Routes of pages for whoever is signed in: each asks for a session, whether or not it looks at it."""

    def __init__(self) -> None:
        super().__init__(route_class=PageRoute, dependencies=[Depends(signed_in)], default_response_class=Response)


class OpenRouter(APIRouter):
    """Routes of pages for whoever is not signed in yet."""

    def __init__(self) -> None:
        super().__init__(route_class=PageRoute, default_response_class=Response)


def said(status: int, detail: str) -> Response:
    """A page that says why it is not the one that was asked for."""
    title = TITLES.get(status, "Algo falló de nuestro lado")
    response: Response = page("refused.html", {"title": title, "detail": detail, "status": status}, status)
    return response


async def form_of(request: Request) -> Written:
    """The fields of a form. Raises Problem 413 or 415."""
    known: Written | None = getattr(request.state, "form", None)
    if known is not None:
        return known
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "multipart/form-data":
        request.state.form = with_file = await _with_file(request)
        return with_file
    if kind != "application/x-www-form-urlencoded":
        raise Problem(415, "http", detail="La página manda formularios")
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise Problem(413, "http", detail=f"Un formulario no pasa de {MOST_BYTES} letras")
    form: dict[str, list[str]] = {}
    for name, value in parse_qsl(body.decode("utf-8", "replace"), max_num_fields=5000):
        form.setdefault(name, []).append(value.replace("\0", "").replace("\r\n", "\n"))
    request.state.form = written = Written(form)
    return written


async def _with_file(request: Request) -> Written:
    """The fields of a form with a file, which stays in memory. Raises Problem 411 or 413."""
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 10):
        raise Problem(411, "http", detail="La página dice cuánto manda")
    if int(length) > MOST_OF_A_FILE:
        raise Problem(413, "http", detail=f"Un archivo no pasa de {MOST_OF_A_FILE // 1000} KB: pártalo en varios")
    try:
        parts = await request.form(max_files=1, max_fields=20)
    except HTTPException as broken:
        raise Problem(400, "http", detail="El formulario llegó cortado: mándelo de nuevo") from broken
    fields: dict[str, list[str]] = {}
    content = b""
    for name, value in parts.multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value.replace("\0", ""))
        else:
            content = await value.read()
    await parts.close()
    return Written(fields, content)


def set_cookie(
    response: Response, request: Request, token: str, name: str = LOCAL_COOKIE, seconds: int | None = None
) -> None:
    """Let the browser keep a token, a session's by default: for this site alone, and out of reach of scripts.

    `seconds`: how long; None: until the browser is closed.
    """
    local = _is_local(request) and request.url.scheme == "http"
    kept = name if local else f"__Host-{name}"
    response.set_cookie(kept, token, seconds, httponly=True, samesite="lax", secure=not local, path="/")


def forget_cookie(response: Response, name: str = LOCAL_COOKIE) -> None:
    for kept in (f"__Host-{name}", name):
        response.delete_cookie(kept, path="/", secure=kept != name, httponly=True, samesite="lax")


def require_same_site(request: Request) -> None:
    """Raises Problem 403 for a form that a browser sends from another site. Source: W3C Fetch Metadata."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise _not_ours(request)


async def _require_of_session(request: Request, form_token: str) -> None:
    require_same_site(request)
    sent = (await form_of(request)).raw("form_token")
    if not hmac.compare_digest(sent.encode(), form_token.encode()):
        raise _not_ours(request)


def _not_ours(request: Request) -> Problem:
    log.warning("form_refused", at=request.scope["route"].path)
    detail = "Este formulario no es de su sesión. Vuelva a abrir la página y mándelo de nuevo; nada se hizo."
    return Problem(403, "forbidden", detail=detail)


def _is_local(request: Request) -> bool:
    return request.url.hostname in ("127.0.0.1", "localhost", "::1")
