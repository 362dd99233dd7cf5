"""The FastAPI app of a service, with its runtime in the lifespan."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline

from shared.http import health
from shared.http.bounds import show_bounds
from shared.http.description import describe
from shared.http.doorkeeper import DOCS_FILES, AddressRouter, Doorkeeper, PageRouter, operation, require_right
from shared.http.manners import Manners
from shared.http.problems import PROBLEMS, PROBLEMS_BY_ADDRESS, PROBLEMS_OF_ALL, SCHEMAS, answer_problems
from shared.http.requests import require_no_nul
from shared.observe import logs
from shared.runtime import Runtime, Service
from shared.settings import Settings

BEARER = HTTPBearer(auto_error=False, scheme_name="llave", description="Una llave de acceso: mesak_… (docs/keys.md)")
"""For the description alone: the doorkeeper has let whoever gets here in."""


def build(
    service: Service,
    routers: Sequence[APIRouter],
    *,
    about: str,
    settings: Settings | None = None,
    pages: Sequence[APIRouter] = (),
) -> FastAPI:
    """The app of a service. Its runtime starts and stops with it, and is at `app.state.runtime`.

    `pages`: routers of pages with a door of their own (a session). They are not described: no program's interface.
    """
    chosen = settings or service.settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        logs.set_up(service.name, fmt=chosen.log_format, level=chosen.log_level)
        runtime = Runtime(service, chosen)
        app.state.runtime = runtime
        await runtime.start()
        yield
        await runtime.stop()

    app = FastAPIOffline(
        title=f"Mesa Territorial · {service.name}",
        description=about,
        version="1",
        lifespan=lifespan,
        generate_unique_id_function=operation,
        redoc_url=None,
        static_url=DOCS_FILES,
    )
    _include(app, routers, pages)
    # the last that is added is the outermost: a failure of ours is answered, then a key is asked for, then the rest
    app.add_middleware(Manners)
    app.add_middleware(Doorkeeper)
    answer_problems(app)
    describe(app, _with_problems)
    show_bounds(app)
    return app


def _include(app: FastAPI, routers: Sequence[APIRouter], pages: Sequence[APIRouter]) -> None:
    app.include_router(health.router, responses=PROBLEMS_OF_ALL)
    closed = [Depends(BEARER), Depends(require_right)]
    app.include_router(health.figures, dependencies=closed, responses=PROBLEMS)
    for router in routers:
        by_address = isinstance(router, AddressRouter)
        edge = [*([] if by_address else closed), Depends(require_no_nul)]
        problems = PROBLEMS_BY_ADDRESS if by_address else PROBLEMS
        prefix = "" if isinstance(router, PageRouter) else "/v1"
        app.include_router(router, prefix=prefix, dependencies=edge, responses=problems)
    app.state.has_pages = bool(pages)
    for router in pages:
        app.include_router(router, include_in_schema=False)


def _with_problems(document: dict[str, Any]) -> None:
    """Describe a problem once: in each of a thousand responses it would make the description four times as long."""
    document["components"]["schemas"] |= SCHEMAS
