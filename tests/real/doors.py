"""The doors of services on real servers, as an officer uses them: over HTTP within this process, with a key."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import astuple, dataclass
from typing import Any

import httpx
import uvicorn
from fastapi import APIRouter, FastAPI

from services.events.api import ROUTERS as EVENTS_ROUTERS
from services.events.app import SERVICE as EVENTS
from services.matching.api import ROUTERS as MATCHING_ROUTERS
from services.matching.app import SERVICE as MATCHING
from services.notifications.api import router as notifications
from services.notifications.app import SERVICE as NOTIFICATIONS
from services.vacancies.api import ROUTERS as VACANCIES_ROUTERS
from services.vacancies.app import SERVICE as VACANCIES
from shared.access.actors import Role
from shared.access.keys import StoredKey
from shared.http import build
from shared.runtime import Service
from tests.keys import As, Keys
from tests.real.house import SAN_CARLOS, House, until

DOORS: dict[str, tuple[Service, Sequence[APIRouter]]] = {
    "vacancies": (VACANCIES, VACANCIES_ROUTERS),
    "matching": (MATCHING, MATCHING_ROUTERS),
    "events": (EVENTS, EVENTS_ROUTERS),
    "notifications": (NOTIFICATIONS, [notifications]),
}


@dataclass
class SchemaKeyStore:
    """The table of keys in the schema of a service."""

    house: House
    schema: str

    async def secret(self) -> bytes:
        async with self.house.as_service(self.schema) as db:
            return bytes(await db.fetchval("SELECT secret FROM door"))

    async def put(self, key: StoredKey) -> None:
        async with self.house.as_service(self.schema) as db:
            await db.execute(
                "INSERT INTO access_key (key_id, role, commune, digest, per_minute, expires_at, revoked_at,"
                " last_used_at, narrowed_to, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())",
                *astuple(key),
            )


DOCUMENTS: dict[tuple[str, tuple[int, ...]], dict[str, Any]] = {}
"""The description of each service, by its name and its routers: to write it takes most of a second."""


class Door(httpx.AsyncClient):
    """A client of one service. Each request shows the key of an officer of the commune that it names."""

    app: FastAPI
    keys: Keys

    def as_(self, commune: str | None = None, role: Role = Role.OFFICER) -> As:
        """Another actor, for one request: `auth=door.as_(NIQUEN)`."""
        return As(self.keys, SAN_CARLOS, commune, role)


@asynccontextmanager
async def open_door(
    house: House,
    service: Service,
    routers: Sequence[APIRouter],
    base: str = "/v1",
    pages: Sequence[APIRouter] = (),
    **settings: Any,
) -> AsyncIterator[Door]:
    """Start a replica of a service, and open its door. `base`: what the paths begin with."""
    runtime = await house.open(service, **settings)
    app = build(service, routers, about="", settings=runtime.settings, pages=pages)
    app.state.runtime = runtime
    built_of = (service.name, tuple(map(id, routers)))
    if built_of not in DOCUMENTS:
        DOCUMENTS[built_of] = app.openapi()
    app.openapi_schema = DOCUMENTS[built_of]
    transport = httpx.ASGITransport(app)
    async with Door(transport=transport, base_url=f"http://{service.name}{base}") as door:
        door.app = app
        door.keys = Keys(SchemaKeyStore(house, service.name))
        door.auth = door.as_()
        yield door


@asynccontextmanager
async def open_doors(
    house: House, names: Sequence[str] = tuple(DOORS), **settings: dict[str, Any]
) -> AsyncIterator[dict[str, Door]]:
    """The doors of services, of all four if none are named. `settings`: of a service, by its name."""
    async with AsyncExitStack() as stack:
        doors = {}
        for name in names:
            service, routers = DOORS[name]
            opened = open_door(house, service, routers, **settings.get(name, {}))
            doors[name] = await stack.enter_async_context(opened)
        yield doors


@asynccontextmanager
async def served(door: Door, port: int = 0) -> AsyncIterator[str]:
    """The address at which a door answers by TCP, behind the server that it has in production. `port` 0: a free one.

    Lines that are open at the end are cut after a second.
    """
    config = uvicorn.Config(
        door.app, port=port, timeout_graceful_shutdown=1, lifespan="off", access_log=False, log_config=None
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())

    async def listens() -> bool:
        return server.started

    await until(listens, f"{door.base_url} to be served")
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
