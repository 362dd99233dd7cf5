"""Whether a service runs and is ready, and its metrics."""

import asyncio

from fastapi import APIRouter, Response
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse

from shared.http.requests import runtime_of
from shared.postgres.backlog import Backlog
from shared.runtime import Runtime
from shared.views import View

router = APIRouter(tags=["health"])
figures = APIRouter(tags=["health"])
"""For operators: whoever reads it needs their key."""

FORM = "text/plain"


class Live(View):
    status: str = "live"
    """Always `live`."""


class Ready(View):
    """`faults`: by part of the service, why it is not ready; `backlog`: what waits in it, in numbers alone."""

    status: str
    """`ready` or `waiting`."""
    faults: dict[str, str]
    """By part of the service, why it is not ready."""
    backlog: Backlog | None = None
    """What waits in it; null if that cannot be said now."""


async def readiness_of(runtime: Runtime) -> Ready:
    """What a service says of itself to anybody."""
    faults, backlog = await asyncio.gather(runtime.faults(), runtime.backlog())
    return Ready(status="waiting" if faults else "ready", faults=faults, backlog=backlog)


@router.get("/health/live", summary="Whether the process runs")
async def live() -> Live:
    return Live()


@router.get(
    "/health/ready",
    summary="Whether it consumes, relays and reaches its database",
    response_model=Ready,
    responses={503: {"model": Ready}},
)
async def ready(http: HttpRequest) -> JSONResponse:
    body = await readiness_of(runtime_of(http))
    return JSONResponse(body.model_dump(mode="json"), status_code=503 if body.faults else 200)


@figures.get(
    "/metrics",
    summary="Metrics in Prometheus' form",
    response_class=Response,
    responses={200: {"content": {FORM: {"schema": {"type": "string"}}}}},
)
async def metrics(http: HttpRequest) -> Response:
    return Response(await runtime_of(http).measure(), media_type=f"{FORM}; version=0.0.4; charset=utf-8")
