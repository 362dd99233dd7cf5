"""Read access for queries: every SELECT that answers a person goes through it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from shared.postgres.errors import translated
from shared.postgres.pools import borrowed

_MOST_DIGITS = 18
"""More digits do not fit into a bigint."""


def row_number(cursor: str) -> int | None:
    """The number by which a cursor names a row; None for one that is no number, which names none."""
    return int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) <= _MOST_DIGITS else None


@asynccontextmanager
async def _connection(database: asyncpg.Pool | asyncpg.Connection) -> AsyncIterator[Any]:
    """The connection itself, or one of the pool; a pool whose connections are all taken is not waited for long."""
    if isinstance(database, asyncpg.Pool):
        async with borrowed(database) as db:
            yield db
    else:
        yield database


@dataclass(frozen=True, slots=True)
class Reader:
    """Runs reading queries. `database` gives the pool or connection when the first query needs it.

    Raises TransientError or PermanentError.
    """

    database: Callable[[], asyncpg.Pool | asyncpg.Connection]

    async def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """The rows of a query, each by column name."""
        with translated():
            async with _connection(self.database()) as db:
                return [dict(row) for row in await db.fetch(query, *values)]

    async def row(self, query: str, *values: Any) -> dict[str, Any] | None:
        """The first row of a query, or None."""
        with translated():
            async with _connection(self.database()) as db:
                found = await db.fetchrow(query, *values)
        return dict(found) if found is not None else None

    async def exists(self, query: str, *values: Any) -> bool:
        """Whether a query finds a row."""
        return await self.row(query, *values) is not None

    async def request_secret(self) -> bytes:
        """The key with which the ids of requests by HTTP are made; it never leaves this service."""
        found = await self.row("SELECT secret FROM door")
        secret: bytes = found["secret"] if found else b""
        return secret
