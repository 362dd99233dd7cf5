"""Every failure of a request is answered as a problem (RFC 9457), in Spanish, without internals."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.contracts.replies import Fault
from shared.http.place import place_of
from shared.messaging.unit_of_work import InvalidData, PermanentError, TransientError
from shared.messaging.validation import INVALID_DATA, fault_of, faults_of
from shared.observe.traceback import frames_of

log = structlog.get_logger()
PROBLEM = "application/problem+json"
TITLES = {
    "rejected": "La solicitud no se puede cumplir",
    "invalid": "La solicitud tiene datos que faltan o no sirven",
    "not-found": "No existe",
    "unauthenticated": "Hace falta una llave que valga",
    "forbidden": "Esta llave no permite hacer esto",
    "too-many-requests": "Demasiadas solicitudes por ahora",
    "unavailable": "El servicio no está disponible por un momento; vuelva a intentar",
    "parked": "La solicitud quedó apartada por una falla nuestra; el equipo la verá",
    "failed": "Algo falló de nuestro lado; el equipo lo verá",
    "precondition-required": "Hay que decir qué versión se cambia",
    "malformed": "La solicitud no tiene la forma que se pide",
    "http": "La solicitud no se puede atender",
}
UNREAD = "El cuerpo no se puede leer: tiene que ser JSON en UTF-8"


class Problem(Exception):
    """A request that ends in an RFC 9457 problem."""

    def __init__(
        self,
        status: int,
        kind: str,
        faults: Sequence[Fault] = (),
        detail: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind)
        self.status = status
        self.kind = kind
        self.faults = faults
        self.detail = detail
        self.headers = dict(headers or ({"Retry-After": "1"} if status == 503 else {}))


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "instance"],
    "properties": {
        "type": {"type": "string", "description": "urn:mesa:problem:…, estable"},
        "title": {"type": "string", "description": "Qué pasó, en una línea"},
        "status": {"type": "integer", "description": "El mismo estado de la respuesta"},
        "instance": {"type": "string", "description": "La dirección pedida"},
        "detail": {"type": "string", "description": "Lo que se sabe de este caso"},
        "errors": {
            "type": "array",
            "description": "Cada falta, con su código",
            "items": {"$ref": "#/components/schemas/Fault"},
        },
    },
}
SCHEMAS = {"Problem": _PROBLEM, "Fault": Fault.model_json_schema()}
"""What every description has once, for the problems of all its operations."""

DESCRIPTIONS = {
    401: "Falta la llave, o ya no vale",
    403: "La llave no permite hacer esto",
    404: "No existe",
    400: "La solicitud no se puede leer",
    409: "Ya no corresponde al estado actual",
    405: "Aquí no se puede hacer eso",
    406: "No se responde en esa forma",
    410: "Ya no existe, y no volverá",
    412: "Otra persona lo cambió después de leerlo",
    413: "El cuerpo es demasiado grande",
    415: "El cuerpo no es de la clase que se pide, en UTF-8",
    428: "Falta decir qué versión se cambia (If-Match)",
    422: "La solicitud tiene datos que faltan o no sirven, o no se puede cumplir",
    429: "Demasiadas solicitudes en un minuto",
    500: "Algo falló de nuestro lado",
    503: "El servicio no está disponible por un momento",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for status, text in DESCRIPTIONS.items()
}
"""The problems that any operation may end in, for OpenAPI."""

PROBLEMS_OF_ALL: dict[int | str, dict[str, Any]] = {status: PROBLEMS[status] for status in (400, 405, 406, 422, 500)}
"""Those that an operation may end in to which anybody is let in, whatever it does."""

PROBLEMS_BY_ADDRESS: dict[int | str, dict[str, Any]] = {
    **PROBLEMS_OF_ALL,
    **{status: PROBLEMS[status] for status in (404, 429, 503)},
}
"""Those of what is read by whoever knows its address."""


def not_found(what: str) -> Problem:
    """404: `what` in Spanish, e.g. «la vacante abc»."""
    return Problem(404, "not-found", detail=f"No existe {what}")


def invalid(broken: ValidationError) -> Problem:
    """422 with every fault of a contract that the body and the path make together."""
    return Problem(422, "invalid", faults_of(broken))


def response_of(problem: Problem, instance: str) -> JSONResponse:
    """The problem document; `errors` lists every fault with its code, field and Spanish text."""
    body: dict[str, Any] = {
        "type": f"urn:mesa:problem:{problem.kind}",
        "title": TITLES[problem.kind],
        "status": problem.status,
        "instance": quote(instance),
    }
    if problem.detail:
        body["detail"] = problem.detail
    if problem.faults:
        body["errors"] = [fault.model_dump(exclude_none=True) for fault in problem.faults]
    return JSONResponse(body, status_code=problem.status, media_type=PROBLEM, headers=problem.headers)


def problem_of(raised: Exception) -> Problem:
    """The problem of an exception. For an unforeseen one the text shows only that the failure is ours."""
    match raised:
        case Problem():
            return raised
        case RequestValidationError():
            # the first part of a path (body, query) is ours, not the asker's
            return Problem(422, "invalid", [fault_of(entry, entry["loc"][1:]) for entry in raised.errors()])
        case ValidationError():
            return invalid(raised)
        case TransientError():
            return Problem(503, "unavailable")
        case InvalidData():
            return Problem(422, "invalid", [INVALID_DATA])
        case HTTPException():
            kind = "not-found" if raised.status_code == 404 else "http"
            return Problem(raised.status_code, kind, detail=UNREAD if raised.status_code == 400 else "")
    return Problem(500, "failed")


def answer_problems(app: FastAPI) -> None:
    """Answer every exception of a request with a problem; `Guard` answers those that no handler can be set for."""

    async def answer(http: Request, raised: Exception) -> JSONResponse:
        if isinstance(raised, TransientError | InvalidData):
            event = "request_waits" if isinstance(raised, TransientError) else "request_refused"
            log.warning(event, at=place_of(http.scope), why=str(raised))
        return response_of(problem_of(raised), http.url.path)

    for kind in (Problem, RequestValidationError, ValidationError, TransientError, InvalidData, HTTPException):
        app.add_exception_handler(kind, answer)
    app.add_middleware(Guard)


class Guard:
    """Outermost middleware: an unforeseen exception is logged without its text, answered, and not raised again.

    It is no exception handler, because the framework raises such an exception again after the handler, and the server
    would log its text, which may quote what a person wrote.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        begun = False

        async def say(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, say)
        except Exception as broken:
            why = str(broken) if isinstance(broken, PermanentError) else type(broken).__name__
            log.error("request_failed", at=place_of(scope), why=why, frames=frames_of(broken))
            if not begun:
                await response_of(problem_of(broken), scope["path"])(scope, receive, send)
