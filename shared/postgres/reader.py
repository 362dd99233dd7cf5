"""Read access for queries: every SELECT that answers a person goes through it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import asyncpg

from shared.postgres.errors import translated

_MOST_DIGITS = 18
"""More digits do not fit into a bigint."""


def row_number(cursor: str) -> int | None:
    """The number by which a cursor names a row; None for one that is no number, which names none."""
    return int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) <= _MOST_DIGITS else None


@dataclass(frozen=True, slots=True)
class Reader:
    """Runs reading queries. `database` gives the pool or connection when the first query needs it.

    Raises TransientError or PermanentError.
    """

    database: Callable[[], asyncpg.Pool | asyncpg.Connection]

    async def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """The rows of a query, each by column name."""
        with translated():
            return [dict(row) for row in await self.database().fetch(query, *values)]

    async def row(self, query: str, *values: Any) -> dict[str, Any] | None:
        """The first row of a query, or None."""
        with translated():
            found = await self.database().fetchrow(query, *values)
        return dict(found) if found is not None else None

    async def exists(self, query: str, *values: Any) -> bool:
        """Whether a query finds a row."""
        return await self.row(query, *values) is not None

    async def ping(self) -> None:
        """Raises TransientError or PermanentError if the database does not answer."""
        await self.row("SELECT 1 AS there")

    async def request_secret(self) -> bytes:
        """The key with which the ids of requests by HTTP are made; it never leaves this service."""
        found = await self.row("SELECT secret FROM door")
        secret: bytes = found["secret"] if found else b""
        return secret
