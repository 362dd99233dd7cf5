"""HTTP of every service: health, figures, problems (RFC 9457, in Spanish), requests through the batch shell."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Response
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse
from pydantic import ConfigDict

from shared.bus.faults import KEY
from shared.bus.ledger import Answer
from shared.contracts.envelope import Cut, Envelope, Part, Request, commune_source, trace_from
from shared.contracts.replies import Fault
from shared.db.errors import translated
from shared.door import id_of
from shared.observe import logs
from shared.problems import Problem, answer_problems, invalid, not_found
from shared.service import Runtime, Service
from shared.settings import Settings

__all__ = ["Problem", "invalid", "not_found"]  # every door says them as its own
STATUS_OF_CODE = (
    ("unknown_", 404),
    ("stale_revision", 412),
    ("stale_", 409),
    ("gone_", 410),
    ("no_consent", 403),
    ("rut_", 409),
    ("version_", 412),
)

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        pattern=KEY,
        description="La misma clave otra vez recibe la misma respuesta. Caracteres ASCII visibles, sin espacios",
    ),
]
"""It becomes the id of the request, and of what follows the cause: `wire.read` takes it as an attribute."""

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="El ETag de lo que se leyó: si otra persona lo cambió después, 412"),
]
Limit = Annotated[int, Query(ge=1, le=500, description="Cuántos a lo más")]
After = Annotated[str | None, Query(description="El último de la página anterior, como lo da `Link: rel=next`")]


class Body(Part):
    """The body of a request about something its path names: who asks. A field that nobody knows is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    commune: Cut


def build(service: Service, routers: Sequence[APIRouter], *, about: str, settings: Settings | None = None) -> FastAPI:
    """The FastAPI app of a service, with its runtime in the lifespan at `app.state.runtime`."""
    chosen = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        logs.set_up(service.name, fmt=chosen.log_format, level=chosen.log_level)
        runtime = Runtime(service, chosen)
        app.state.runtime = runtime
        await runtime.start()
        yield
        await runtime.stop()

    app = FastAPI(title=f"Mesa Territorial · {service.name}", description=about, version="1", lifespan=lifespan)
    app.include_router(_health)
    for router in routers:
        app.include_router(router, prefix="/v1", dependencies=[Depends(_no_nul)])
    answer_problems(app)
    return app


def runtime_of(http: HttpRequest) -> Runtime:
    runtime: Runtime = http.app.state.runtime
    return runtime


async def ask(http: HttpRequest, request: Request, key: str | None) -> dict[str, str]:
    """Put a request through the batch shell and return its result. Raises Problem.

    The same under the same key is answered the same; another request under it is refused, and nothing is done.
    """
    runtime = runtime_of(http)
    identity = _id_of(runtime, request.commune, key)
    envelope = Envelope(
        id=identity,
        source=commune_source(request.commune),
        type=request.WIRE,
        time=runtime.now(),
        subject=request.subject,
        correlation_id=identity,
        causation_id=None,
        traceparent=trace_from(http.headers.get("traceparent"), identity, identity),
        data=request,
    )
    answer = await runtime.consumer.ask(envelope)
    if answer is None:
        raise Problem(500, "parked", detail=f"Solicitud {identity}")
    if answer.request_type != request.WIRE or answer.digest not in ("", request.digest):
        text = "Esta clave ya se usó para otra solicitud: no se hizo nada. Use una clave nueva"
        raise Problem(422, "rejected", [Fault(code="idempotency_key_reused", field="Idempotency-Key", text=text)])
    return _result(answer)


def _id_of(runtime: Runtime, commune: str, key: str | None) -> str:
    try:
        return id_of(runtime.secret, commune, key)
    except ValueError as rut:
        fault = Fault(code="idempotency_key_is_rut", field="Idempotency-Key", text=str(rut))
        raise Problem(422, "rejected", [fault]) from rut


def _result(answer: Answer) -> dict[str, str]:
    if not answer.faults:
        return dict(answer.result)
    code = answer.faults[0].code
    status = next((status for start, status in STATUS_OF_CODE if code.startswith(start)), 422)
    raise Problem(status, "rejected", answer.faults)


async def rows(http: HttpRequest, query: str, *values: Any) -> list[dict[str, Any]]:
    """What a reading query finds. Raises Passing, which becomes a 503."""
    with translated():
        return [dict(row) for row in await runtime_of(http).pool.fetch(query, *values)]


def tag(response: Response, revision: int | str) -> None:
    """The ETag of what is answered: its revision."""
    response.headers["ETag"] = f'"{revision}"'


def revision_of(match: str | None) -> int | None:
    """The revision that an `If-Match` names; None for none and for `*`. Raises Problem 412 for what was never given."""
    if match is None or match.strip() == "*":
        return None
    number = match.strip().removeprefix("W/").strip('"')
    if not re.fullmatch("[0-9]{1,15}", number):
        fault = Fault(code="if_match", field="If-Match", text=f"«{match[:40]}» no es un ETag de los que damos")
        raise Problem(412, "rejected", [fault])
    return int(number)


async def known_cursor(http: HttpRequest, after: str | None, query: str) -> None:
    """Raises Problem 422 for an `after` that no page gave. `query` finds a row of the listing by its $1."""
    if after is not None and not await rows(http, query, after):
        text = "No es el último de ninguna página de esta lista: use el que da `Link: rel=next`"
        raise Problem(422, "invalid", [Fault(code="unknown_cursor", field="after", text=text)])


def _no_nul(http: HttpRequest) -> None:
    """No text that PostgreSQL keeps has a NUL, so none is looked for. Raises Problem."""
    faults = [
        Fault(code="nul_character", field=name.replace("\0", ""), text="Tiene un carácter nulo, que ningún texto lleva")
        for name, value in http.query_params.multi_items()
        if "\0" in name + value
    ]
    if faults:
        raise Problem(422, "invalid", faults)


def point_to_next(request: HttpRequest, response: Response, keys: Sequence[str], limit: int) -> None:
    """A full page says in `Link` where the next one is (RFC 8288)."""
    if len(keys) == limit:
        following = request.url.include_query_params(after=keys[-1])
        response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'


_health = APIRouter(tags=["health"])


@_health.get("/health/live", summary="Whether the process runs")
async def live() -> dict[str, str]:
    return {"status": "live"}


@_health.get("/health/ready", summary="Whether it hears, relays and reaches its database")
async def ready(http: HttpRequest) -> JSONResponse:
    faults = await runtime_of(http).faults()
    body = {"status": "waiting" if faults else "ready", "faults": faults}
    return JSONResponse(body, status_code=503 if faults else 200)


@_health.get("/metrics", summary="Figures in Prometheus' form", response_class=Response)
async def metrics(http: HttpRequest) -> Response:
    return Response(await runtime_of(http).measure(), media_type="text/plain; version=0.0.4; charset=utf-8")
