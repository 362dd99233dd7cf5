"""HTTP as its RFCs say it, the same at every route: methods, media types, sizes, JSON, names in a query, ETags.

It reads the routes from the OpenAPI document, so that what is described is what is done. Sources: RFC 9110, 8259, 6585.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.contracts.replies import Fault
from shared.http.preconditions import tags
from shared.http.problems import PROBLEM, Problem, response_of
from shared.messaging.names_once import NameTwiceError, require_names_once

MOST_LEVELS = 20
JSON, CALENDAR, HTML = "application/json", "text/calendar", "text/html"
MOST_BYTES = {JSON: 1_000_000, CALENDAR: 2_000_000}
"""The largest body of each kind that any route takes; the bus takes no larger JSON either."""

_CHARSET = re.compile(r"charset=\"?utf-?8\"?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a route takes and gives. `query`: whether each name may come several times. `takes`: of a body; or empty.

    `public`: a page for everybody, to whose address others append names of theirs (`fbclid`, `utm_source`).
    """

    query: Mapping[str, bool]
    takes: str
    gives: Sequence[str]
    public: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A path and its operations by method."""

    path: re.Pattern[str]
    operations: Mapping[str, Operation]

    @property
    def allowed(self) -> str:
        also = ("HEAD",) if "GET" in self.operations else ()
        return ", ".join(sorted((*self.operations, *also, "OPTIONS")))


class Manners:
    """Middleware between the doorkeeper and the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._places: list[Place] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = self._place(scope) if scope["type"] == "http" else None
        if place is None:
            await self.app(scope, receive, send)
            return
        say = _speaking(send)
        try:
            await self._answer(place, scope, receive, say)
        except Problem as problem:
            await response_of(problem, scope["path"])(scope, receive, say)

    def _place(self, scope: Scope) -> Place | None:
        if not self._places:
            described = scope["app"].openapi()["paths"].items()
            self._places = [Place(compile_path(path)[0], _operations(methods)) for path, methods in described]
        # a path without names in it comes first: /employers/contacts is no employer
        found = [place for place in self._places if place.path.match(scope["path"])]
        return min(found, key=lambda place: place.path.groups, default=None)

    async def _answer(self, place: Place, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        if method == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": [(b"allow", place.allowed.encode())]})
            await send({"type": "http.response.body", "body": b""})
            return
        operation = place.operations.get("GET" if method == "HEAD" else method)
        if operation is None:
            text = f"Aquí se puede: {place.allowed}"
            raise Problem(405, "http", detail=text, headers={"Allow": place.allowed})
        headers = Headers(scope=scope)
        _require_acceptable(headers, operation)
        if not operation.public:
            _require_known_names(scope, operation)
        if operation.takes:
            receive = await _read(headers, receive, operation.takes)
        if method in ("GET", "HEAD"):
            await _Conditional(headers, send, bodiless=method == "HEAD").run(
                self.app, {**scope, "method": "GET"}, receive
            )
        else:
            await self.app(scope, receive, send)


def _operations(methods: Mapping[str, Any]) -> dict[str, Operation]:
    return {method.upper(): _operation(described) for method, described in methods.items()}


def _operation(described: Mapping[str, Any]) -> Operation:
    query = {p["name"]: "array" in str(p["schema"]) for p in described.get("parameters", ()) if p["in"] == "query"}
    done = [r for status, r in described["responses"].items() if status.startswith("2")]
    gives = [kind for response in done for kind in response.get("content", ())]
    takes = next(iter(described.get("requestBody", {}).get("content", ())), "")
    return Operation(query, takes, gives or ["text/plain"], public="security" not in described and gives == [HTML])


def _require_acceptable(headers: Headers, operation: Operation) -> None:
    """Raises Problem 406 if what the route gives is not among what the asker takes."""
    accepted = headers.get("accept", "*/*")
    for part in accepted.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        refused = any(re.fullmatch(r"q=0(\.0*)?", parameter) for parameter in parameters)
        if not refused and any(_covers(kind, given) for given in operation.gives):
            return
    raise Problem(406, "http", detail=f"Aquí se responde con {', '.join(operation.gives)}")


def _covers(kind: str, given: str) -> bool:
    family = given.partition("/")[0]
    return kind in ("*/*", "*", f"{family}/*", given, PROBLEM)


def _require_known_names(scope: Scope, operation: Operation) -> None:
    """Raises Problem 422 for a name in the query that the route does not know, or that comes twice."""
    given = [name for name, _ in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)]
    faults = list(_wrong_names(given, operation.query))
    if faults:
        raise Problem(422, "invalid", faults)


def _wrong_names(given: Sequence[str], known: Mapping[str, bool]) -> Iterator[Fault]:
    for name in dict.fromkeys(given):
        if name not in known:
            listed = ", ".join(sorted(known)) or "ninguno"
            shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name[:60])
            yield Fault(code="extra_forbidden", field=shown, text=f"Este dato no se conoce aquí; se conocen: {listed}")
        elif not known[name] and given.count(name) > 1:
            yield Fault(code="repeated", field=name, text="Viene más de una vez")


async def _read(headers: Headers, receive: Receive, takes: str) -> Receive:
    """The body, read whole and found to be of its kind and a bearable size. Raises Problem 400, 413 or 415."""
    kind, _, parameters = headers.get("content-type", "").partition(";")
    if kind.strip().lower() != takes or ("charset" in parameters.lower() and not _CHARSET.search(parameters)):
        raise Problem(415, "http", detail=f"El cuerpo tiene que ser {takes} en UTF-8", headers={"Accept": takes})
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(
            415, "http", detail="El cuerpo tiene que venir sin comprimir", headers={"Accept-Encoding": "identity"}
        )
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:12]) > MOST_BYTES[takes]:
        raise _too_large(takes)
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return _again([message])
        body += message.get("body", b"")
        if len(body) > MOST_BYTES[takes]:
            raise _too_large(takes)
        if not message.get("more_body", False):
            break
    if takes == JSON:
        _require_json(body)
    return _again([{"type": "http.request", "body": body, "more_body": False}], receive)


def _too_large(takes: str) -> Problem:
    text = f"El cuerpo no puede pasar de {MOST_BYTES[takes]} bytes"
    return Problem(413, "http", detail=text, headers={"Connection": "close"})


def _require_json(body: bytes) -> None:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            body.decode()
        except UnicodeDecodeError:
            fault = Fault(code="not_utf8", text="El cuerpo tiene bytes que no son UTF-8")
        else:
            fault = Fault(code="json_invalid", text="No es JSON válido")
        raise Problem(400, "malformed", [fault]) from None
    if _levels(value) > MOST_LEVELS:
        raise Problem(400, "malformed", [Fault(code="too_deep", text=f"Tiene más de {MOST_LEVELS} niveles")])
    try:
        require_names_once(body)
    except NameTwiceError as name:
        fault = Fault(code="repeated", field=str(name), text="Viene más de una vez")
        raise Problem(400, "malformed", [fault]) from None


def _levels(value: Any) -> int:
    """How deep a JSON value is nested; counted no further than is of interest."""
    level, layer = 0, [value]
    while layer and level <= MOST_LEVELS:
        level += 1
        inner = [one.values() if isinstance(one, dict) else one for one in layer if isinstance(one, dict | list)]
        layer = [one for many in inner for one in many if isinstance(one, dict | list)]
    return level


def _again(messages: list[Message], after: Receive | None = None) -> Receive:
    """Gives messages that were received already, then goes on with those that come."""
    waiting = list(messages)

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        return await after() if after else messages[-1]

    return receive


def _speaking(send: Send) -> Send:
    """Says of every answer in which language it speaks."""

    async def said(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).setdefault("Content-Language", "es")
        await send(message)

    return said


class _Conditional:
    """An answer to a GET, held back until it is whole: it gets an ETag, and is not sent to who has it already."""

    def __init__(self, headers: Headers, send: Send, bodiless: bool) -> None:
        self._has, self._send, self._bodiless = headers.get("if-none-match"), send, bodiless
        self._start: Message = {}
        self._body = b""

    async def run(self, app: ASGIApp, scope: Scope, receive: Receive) -> None:
        has = tags(self._has, "If-None-Match") if self._has is not None else []
        await app(scope, receive, self._hold)
        headers = MutableHeaders(scope=self._start)
        if self._start["status"] == 200:
            digest = hashlib.blake2b(self._body, digest_size=12).hexdigest()
            headers.setdefault("ETag", f'"{digest}"')
            # the comparison is weak here
            if has is None or headers["ETag"].removeprefix("W/").strip('"') in [tag for _, tag in has]:
                self._start["status"], self._body = 304, b""
                del headers["content-length"], headers["content-type"]
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": b"" if self._bodiless else self._body})

    async def _hold(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        else:
            self._body += message.get("body", b"")
