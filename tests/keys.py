"""Keys for tests: whoever asks shows the key of an officer of the commune that the request speaks of."""

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

import httpx

from shared.access.actors import Role
from shared.access.keys import StoredKey, digest_of, new_key

LONG = timedelta(days=3650)
WITHOUT_COMMUNE = (Role.INTEGRATOR, Role.OPERATOR)


class KeyStore(Protocol):
    """Where a test puts a key, so that the service knows it. `secret`: the service's own."""

    async def secret(self) -> bytes: ...

    async def put(self, key: StoredKey) -> None: ...


@dataclass
class MemoryKeyBook:
    """The key book of a service without a database."""

    keys: dict[str, StoredKey] = field(default_factory=dict)
    used: dict[str, datetime] = field(default_factory=dict)

    async def find(self, key_id: str) -> StoredKey | None:
        return self.keys.get(key_id)

    async def note_use(self, key_id: str, at: datetime) -> None:
        self.used[key_id] = at

    async def secret(self) -> bytes:
        return b"secret"

    async def put(self, key: StoredKey) -> None:
        self.keys[key.key_id] = key


@dataclass
class Keys:
    """The keys that a test has made so far, each when it was first needed."""

    store: KeyStore
    made: dict[tuple[Role, str | None, frozenset[str] | None], str] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(
        self,
        role: Role,
        commune: str | None,
        per_minute: int = 1_000_000,
        only: frozenset[str] | None = None,
        **more: datetime,
    ) -> str:
        """The key of a role and commune, narrowed to `only`: the same each time. `more`: `expires_at`, `revoked_at`."""
        async with self.lock:
            return await self._of((role, commune, only), per_minute, more)

    async def _of(
        self, at: tuple[Role, str | None, frozenset[str] | None], per_minute: int, more: dict[str, datetime]
    ) -> str:
        if at not in self.made or more or per_minute != 1_000_000:
            made = new_key()
            expires = more.get("expires_at", datetime.now(UTC) + LONG)
            digest = digest_of(await self.store.secret(), made.key)
            role, commune, only = at
            revoked = more.get("revoked_at")
            stored = StoredKey(made.key_id, role, commune, digest, per_minute, expires, revoked, narrowed_to=only)
            await self.store.put(stored)
            if more or per_minute != 1_000_000:
                return made.key
            self.made[at] = made.key
        return self.made[at]


@dataclass
class As(httpx.Auth):
    """Shows a key of `role`: of `commune`, or of the one that the body or the query names, or of `otherwise`.

    `only`: what it is narrowed to.
    """

    keys: Keys
    otherwise: str
    commune: str | None = None
    role: Role = Role.OFFICER
    only: frozenset[str] | None = None

    requires_request_body = True

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        commune = None if self.role in WITHOUT_COMMUNE else self.commune or _named(request) or self.otherwise
        request.headers["Authorization"] = f"Bearer {await self.keys.of(self.role, commune, only=self.only)}"
        yield request


def _named(request: httpx.Request) -> str | None:
    named = request.url.params.get("commune")
    try:
        body = json.loads(request.content)
        named = named or body.get("commune")
    except (ValueError, AttributeError, RecursionError):
        pass
    return named if isinstance(named, str) and named.isascii() and named.isdigit() and len(named) == 5 else None
