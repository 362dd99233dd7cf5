"""The door of a service on real servers, as an officer uses it: over HTTP within this process, with a key."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import astuple, dataclass
from typing import Any

import httpx
from fastapi import APIRouter

from shared.access.actors import Role
from shared.access.keys import StoredKey
from shared.http import build
from shared.runtime import Service
from tests.keys import As, Keys
from tests.real.house import SAN_CARLOS, House


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
                " last_used_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now())",
                *astuple(key),
            )


class Door(httpx.AsyncClient):
    """A client of one service. Each request shows the key of an officer of the commune that it names."""

    keys: Keys

    def as_(self, commune: str | None = None, role: Role = Role.OFFICER) -> As:
        """Another actor, for one request: `auth=door.as_(NIQUEN)`."""
        return As(self.keys, SAN_CARLOS, commune, role)


@asynccontextmanager
async def open_door(
    house: House, service: Service, routers: Sequence[APIRouter], base: str = "/v1", **settings: Any
) -> AsyncIterator[Door]:
    """Start a replica of a service, and open its door. `base`: what the paths begin with."""
    runtime = await house.open(service, **settings)
    app = build(service, routers, about="", settings=runtime.settings)
    app.state.runtime = runtime
    transport = httpx.ASGITransport(app)
    async with Door(transport=transport, base_url=f"http://{service.name}{base}") as door:
        door.keys = Keys(SchemaKeyStore(house, service.name))
        door.auth = door.as_()
        yield door
