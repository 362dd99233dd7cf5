"""The FastAPI app of a service, with its runtime in the lifespan."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import APIRouter, Depends, FastAPI

from shared.http import health
from shared.http.problems import PROBLEMS, answer_problems
from shared.http.requests import require_no_nul
from shared.observe import logs
from shared.runtime import Runtime, Service
from shared.settings import Settings


def build(service: Service, routers: Sequence[APIRouter], *, about: str, settings: Settings | None = None) -> FastAPI:
    """The app of a service. Its runtime starts and stops with it, and is at `app.state.runtime`."""
    chosen = settings or service.settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        logs.set_up(service.name, fmt=chosen.log_format, level=chosen.log_level)
        runtime = Runtime(service, chosen)
        app.state.runtime = runtime
        await runtime.start()
        yield
        await runtime.stop()

    app = FastAPI(title=f"Mesa Territorial · {service.name}", description=about, version="1", lifespan=lifespan)
    app.include_router(health.router)
    for router in routers:
        app.include_router(router, prefix="/v1", dependencies=[Depends(require_no_nul)], responses=PROBLEMS)
    answer_problems(app)
    return app
