"""The accounts of officers in the tables of notifications, written by the owner of the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from services.notifications.board.officers.entry import digest_of, new_token
from shared.clock import wall

LINK_VALID = timedelta(days=1)
"""How long a link that an operator hands over is good; it is used once."""


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """An account as it is listed. Instants are aware; None: never."""

    commune: str
    officer_id: str
    name: str
    email: str
    has_password: bool
    created_at: datetime
    disabled_at: datetime | None
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class OfficerTable:
    """`db`: a connection of the owner."""

    db: asyncpg.Connection

    async def create(self, commune: str, name: str, email: str) -> str | None:
        """A new account; how the office calls them. None if the address has one already."""
        async with self._transaction():
            taken = await self.db.fetchval("SELECT 1 FROM officer WHERE lower(email) = lower($1)", email)
            if taken:
                return None
            number = await self.db.fetchval("SELECT count(*) + 1 FROM officer WHERE commune = $1", commune)
            officer_id = f"of-{number}"
            await self.db.execute(
                "INSERT INTO officer (commune, officer_id, name, email, created_at) VALUES ($1, $2, $3, $4, $5)",
                *(commune, officer_id, name, email, wall()),
            )
        return officer_id

    async def all(self) -> list[OfficerRow]:
        """Every account, by office."""
        async with self._transaction():
            return [OfficerRow(**row) for row in await self.db.fetch(_ALL)]

    async def link(self, commune: str, officer_id: str) -> str | None:
        """The secret part of a new link, once; None if there is no such account, or it is disabled."""
        token = new_token()
        async with self._transaction():
            made = await self.db.fetchval(_LINK, digest_of(token), commune, officer_id, wall() + LINK_VALID)
        return token if made else None

    async def disable(self, commune: str, officer_id: str) -> bool:
        """Nobody signs in with this account any more, and its sessions end. Whether there was one."""
        async with self._transaction():
            return bool(await self.db.fetchval(_DISABLE, commune, officer_id, wall()))

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        """A transaction in which the tables are those of notifications."""
        async with self.db.transaction():
            await self.db.execute("SET LOCAL search_path TO notifications")
            yield


_ALL = """
SELECT o.commune, o.officer_id, o.name, o.email, o.password_hash IS NOT NULL AS has_password, o.created_at,
       o.disabled_at, (SELECT max(s.seen_at) FROM officer_session s
                       WHERE s.commune = o.commune AND s.officer_id = o.officer_id) AS last_seen_at
FROM officer o ORDER BY o.commune, o.created_at
"""

_LINK = """
INSERT INTO sign_in_link (digest, commune, officer_id, expires_at)
SELECT $1, commune, officer_id, $4 FROM officer WHERE commune = $2 AND officer_id = $3 AND disabled_at IS NULL
RETURNING 1
"""

_DISABLE = """
WITH ended AS (
    UPDATE officer_session SET ended_at = $3 WHERE commune = $1 AND officer_id = $2 AND ended_at IS NULL
)
UPDATE officer SET disabled_at = $3 WHERE commune = $1 AND officer_id = $2 AND disabled_at IS NULL RETURNING 1
"""
