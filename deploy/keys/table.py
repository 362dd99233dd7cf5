"""The keys in the tables of all services, written by the owner of the database: each key into each service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import asyncpg

from deploy.machine.service import NAMES
from shared.access.actors import Role
from shared.access.keys import DAYS, PER_MINUTE, NewKey, digest_of, id_in, new_key
from shared.clock import wall
from shared.postgres.access_keys import as_names


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as it is listed: everything but the key. Instants are aware; None: never."""

    key_id: str
    role: Role
    commune: str | None
    label: str
    per_minute: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    narrowed_to: frozenset[str] | None

    def state(self, now: datetime) -> str:
        return "revoked" if self.revoked_at else "expired" if self.expires_at <= now else "valid"

    def again(self) -> "Grant":
        """The same for another key: it may what this one may, and is valid as long from when it is made."""
        days = max(1, (self.expires_at - self.created_at).days)
        return Grant(self.role, self.commune, self.label, days, self.per_minute, self.narrowed_to)


@dataclass(frozen=True, slots=True)
class Grant:
    """Whom a key lets in. `per_minute` None: the usual limit of the role. `narrowed_to` None: all that it may."""

    role: Role
    commune: str | None = None
    label: str = ""
    days: int = DAYS
    per_minute: int | None = None
    narrowed_to: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class KeyTable:
    """`db` is a connection of the owner. `services`: those that have tables here."""

    db: asyncpg.Connection
    services: Sequence[str] = NAMES

    async def make(self, grants: Iterable[Grant]) -> list[NewKey]:
        """New keys, all or none. This is the one time that they are seen."""
        made = [(new_key(), grant) for grant in grants]
        await self.put((key.key, grant) for key, grant in made)
        return [key for key, _ in made]

    async def put(self, keys: Iterable[tuple[str, Grant]]) -> None:
        """Make the services know keys; what they say of one that they know already stays as it is."""
        given, now = list(keys), wall()
        async with self.db.transaction():
            for service in self.services:
                await self._in(service)
                secret = bytes(await self.db.fetchval("SELECT secret FROM door"))
                rows = [
                    (
                        id_in(key),
                        grant.role.value,
                        grant.commune,
                        grant.label,
                        digest_of(secret, key),
                        grant.per_minute or PER_MINUTE[grant.role],
                        now,
                        now + timedelta(days=grant.days),
                        None if grant.narrowed_to is None else sorted(grant.narrowed_to),
                    )
                    for key, grant in given
                ]
                await self.db.executemany(_PUT, rows)

    async def all(self) -> list[KeyRow]:
        """Every key, the newest first. Its last use is the last in any service."""
        found: dict[str, KeyRow] = {}
        async with self.db.transaction():
            for service in self.services:
                await self._in(service)
                for row in await self.db.fetch(_ALL):
                    narrowed_to = as_names(row["narrowed_to"])
                    key = KeyRow(**{**dict(row), "role": Role(row["role"]), "narrowed_to": narrowed_to})
                    known = found.get(key.key_id, key)
                    used = [at for at in (key.last_used_at, known.last_used_at) if at]
                    found[key.key_id] = replace(key, last_used_at=max(used, default=None))
        return sorted(found.values(), key=lambda key: (key.created_at, key.key_id), reverse=True)

    async def one(self, key_id: str) -> KeyRow | None:
        return next((key for key in await self.all() if key.key_id == key_id), None)

    async def end(self, key_id: str, at: datetime, *, revoke: bool) -> None:
        """Let a key end at an instant; with `revoke` now and for good. It never ends later than it did."""
        await self._everywhere(_REVOKE if revoke else _SHORTEN, [key_id], at)

    async def revoke_of(self, communes: Sequence[str], at: datetime) -> None:
        """End every key of some communes now and for good."""
        await self._everywhere(_REVOKE_OF, list(communes), at)

    async def _everywhere(self, statement: str, values: Sequence[str], at: datetime) -> None:
        async with self.db.transaction():
            for service in self.services:
                await self._in(service)
                await self.db.execute(statement, values, at)

    async def _in(self, service: str) -> None:
        """Until the end of the transaction, the tables are those of this service."""
        await self.db.execute("SELECT set_config('search_path', $1, true)", service)


_PUT = """
INSERT INTO access_key (key_id, role, commune, label, digest, per_minute, created_at, expires_at, narrowed_to)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (key_id) DO NOTHING
"""

_ALL = """
SELECT key_id, role, commune, label, per_minute, created_at, expires_at, revoked_at, last_used_at, narrowed_to
FROM access_key
"""

_REVOKE = "UPDATE access_key SET revoked_at = $2 WHERE key_id = ANY ($1::text[]) AND revoked_at IS NULL"

_REVOKE_OF = "UPDATE access_key SET revoked_at = $2 WHERE commune = ANY ($1::text[]) AND revoked_at IS NULL"

_SHORTEN = "UPDATE access_key SET expires_at = least(expires_at, $2) WHERE key_id = ANY ($1::text[])"
