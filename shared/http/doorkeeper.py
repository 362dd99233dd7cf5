"""The edge of every door by HTTP: nobody passes without a key, and nothing is done or shown without a right to it."""

import re
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Query, Request
from fastapi.routing import APIRoute
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.access.actors import Actor
from shared.access.admission import Admission, NotAdmittedError, Quota
from shared.access.rights import VIEWS, Reach, reach_of, reach_of_role, said
from shared.contracts.envelope import Cut
from shared.contracts.replies import Fault
from shared.http.place import place_of
from shared.http.problems import Problem, response_of
from shared.messaging.unit_of_work import TransientError

log = structlog.get_logger()
OPEN = frozenset({"/health/live", "/health/ready", "/docs", "/openapi.json"})
"""What anybody may read: whether we live, and how we are asked (DECISIONS 98)."""

OURS = re.compile(r"/(v1|metrics|health|docs|openapi\.json)(/|$)")
"""What a key is asked for, and what anybody may read, where a service has pages beside it."""

DOCS_FILES = "/docs/files"
"""Where the page of the description has its scripts: from here, for an office whose line to the world is down."""

READS = frozenset({"GET", "HEAD"})
BY_ADDRESS = re.compile(r"/v1/feeds/[^/]+\.ics|/f/[^/]+(/(door|door\.js|worker\.js|pages\.css))?")
"""What is read without a key: a calendar whose address is the secret (services/events/api/feed.py), and the pages of
fairs, which are for everybody (services/events/api/pages.py). Such routes stand in an `AddressRouter` (DECISIONS 152,
158)."""


class Doorkeeper:
    """Middleware: finds the actor by the key that is shown, or answers 401, 429 or 503."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_open(scope):
            await self.app(scope, receive, send)
            return
        try:
            actor, quota = await _admission(scope).admit(Headers(scope=scope).get("authorization"))
        except NotAdmittedError as refused:
            log.warning("refused", why=refused.why, key=refused.key_id, at=place_of(scope))
            problem = _problem(refused)
        except TransientError as away:
            log.warning("request_waits", at=place_of(scope), why=str(away))
            problem = Problem(503, "unavailable")
        else:
            scope.setdefault("state", {})["actor"] = actor
            await self.app(scope, receive, _telling(send, actor, quota))
            return
        await response_of(problem, scope["path"])(scope, receive, send)


def _is_open(scope: Scope) -> bool:
    path = scope["path"]
    if getattr(scope["app"].state, "has_pages", False) and not OURS.match(path):
        return True  # the pages have a door of their own
    by_address = scope["method"] in READS and BY_ADDRESS.fullmatch(path) is not None
    return path in OPEN or path.startswith(f"{DOCS_FILES}/") or by_address


class AddressRouter(APIRouter):
    """Routes that are read by whoever knows the address. All others ask for a key and a right."""


class PageRouter(AddressRouter):
    """Pages for people: their addresses are printed, and name no version of an interface."""


def operation(route: APIRoute) -> str:
    """The name of a route: its operation id, by which the table of rights knows a view."""
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


def actor_of(http: Request) -> Actor:
    """Who asks. Raises an error of ours where nobody was let in by the doorkeeper."""
    actor: Actor = http.state.actor
    return actor


async def require_right(http: Request) -> None:
    """The dependency of every route. A view needs a right; what a request asks is looked at when it is handed in."""
    name = operation(http.scope["route"])
    if http.method in READS or name in VIEWS:
        require(http, name)


def require(http: Request, name: str) -> Reach:
    """How far the actor's right to a request or view reaches. Raises Problem 403 if they have none."""
    actor = actor_of(http)
    reach = reach_of(actor, name)
    if reach is not Reach.NOBODY:
        return reach
    if reach_of_role(actor.role, name) is Reach.NOBODY:
        raise _forbidden(http, actor, name, "no_right", f"Una llave de tipo «{actor.role}» no puede hacer esto")
    allowed = said(actor.role, actor.narrowed_to or ())
    text = f"Esta llave solo permite {allowed}: para esto pida otra a quien opera la Mesa"
    raise _forbidden(http, actor, name, "narrowed_key", text)


def require_commune(http: Request, commune: str, name: str, field: str = "commune") -> None:
    """Raises Problem 403 unless the actor is of this commune: nobody speaks for another one."""
    actor = actor_of(http)
    if actor.commune != commune:
        text = f"Su llave es de la comuna {actor.commune}: no puede preguntar ni pedir por {commune}"
        raise _forbidden(http, actor, name, "foreign_commune", text, field)


def own_commune(http: Request, commune: Annotated[Cut | None, Query(description="La de su llave")] = None) -> str:
    """The commune of the actor, with which a view is filtered. Raises Problem 403 if another one is named."""
    actor = actor_of(http)
    if actor.commune is None:
        text = "Esta llave no es de ninguna comuna, y esto se ve solo desde una"
        raise _forbidden(http, actor, operation(http.scope["route"]), "no_commune", text)
    if commune is not None:
        require_commune(http, commune, operation(http.scope["route"]))
    return actor.commune


OwnCommune = Annotated[str, Depends(own_commune)]
"""For lists: the query may name the commune, and it must be the actor's."""


def acting_commune(http: Request) -> str:
    """The commune of the actor, for what the path alone names."""
    return own_commune(http)


ActingCommune = Annotated[str, Depends(acting_commune)]


def _forbidden(http: Request, actor: Actor, name: str, code: str, text: str, field: str = "") -> Problem:
    log.warning("refused", why=code, key=actor.who, role=actor.role, commune=actor.commune, what=name)
    return Problem(403, "forbidden", [Fault(code=code, field=field, text=text)])


def _admission(scope: Scope) -> Admission:
    admission: Admission = scope["app"].state.runtime.admission
    return admission


def _problem(refused: NotAdmittedError) -> Problem:
    fault = Fault(code="key", field="Authorization", text=refused.text)
    if refused.seconds:
        return Problem(429, "too-many-requests", [fault], headers={"Retry-After": str(refused.seconds)})
    return Problem(401, "unauthenticated", [fault], headers={"WWW-Authenticate": 'Bearer realm="mesa"'})


def _telling(send: Send, actor: Actor, quota: Quota) -> Send:
    """Adds to an answer what the key may still ask. It is the answer to one key, not to be kept for another.

    Source: draft-ietf-httpapi-ratelimit-headers-10.
    """

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["RateLimit-Policy"] = f'"{actor.who}";q={quota.most};w=60'
            headers["RateLimit"] = f'"{actor.who}";r={quota.left};t={quota.seconds}'
            headers.setdefault("Cache-Control", "private, no-cache")
            headers.add_vary_header("Authorization")
        await send(message)

    return told
