"""Connections of a process, apart by whom they serve: what holds up one of them does not take those of the others."""

from dataclasses import dataclass

import asyncpg

ACQUIRE_SECONDS = 5.0
"""So long somebody waits for a free connection; then the database counts as busy."""

COMMAND_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a connection waits for a lock and for a statement, in milliseconds.

    A transaction that stands idle is ended by the server: a process that was frozen frees the rows that it holds.
    """

    lock_ms: int
    statement_ms: int
    idle_ms: int = 15_000


HTTP = Limits(lock_ms=2_000, statement_ms=10_000)
"""Somebody waits for the answer, and may ask again."""

BUS = Limits(lock_ms=5_000, statement_ms=30_000)
CLOCK = Limits(lock_ms=5_000, statement_ms=30_000)


async def open_pool(dsn: str, size: int, limits: Limits) -> asyncpg.Pool:
    """A pool of up to `size` connections. Raises what asyncpg raises."""
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        command_timeout=COMMAND_SECONDS,
        timeout=10,
        server_settings={
            "lock_timeout": str(limits.lock_ms),
            "statement_timeout": str(limits.statement_ms),
            "idle_in_transaction_session_timeout": str(limits.idle_ms),
        },
    )
