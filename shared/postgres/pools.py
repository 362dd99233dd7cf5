"""Connections of a process, apart by whom they serve: what holds up one of them does not take those of the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog

log = structlog.get_logger()

ACQUIRE_SECONDS = 5.0
"""So long somebody waits for a free connection; then the database counts as busy."""

RELEASE_SECONDS = 5.0
"""So long a connection that comes back is waited for. Then it is ended: on a line that went silent, the client library
waits for ever for the server to hear that the last statement was given up, and the pool would be one smaller."""

COMMAND_SECONDS = 15.0


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

BUS = Limits(lock_ms=5_000, statement_ms=10_000)
CLOCK = Limits(lock_ms=5_000, statement_ms=10_000)


@asynccontextmanager
async def borrowed(pool: asyncpg.Pool, seconds: float = ACQUIRE_SECONDS) -> AsyncIterator[Any]:
    """A connection of the pool, which comes back in any case. Raises TimeoutError if none is free in so long."""
    db = await pool.acquire(timeout=seconds)
    try:
        yield db
    finally:
        try:
            await pool.release(db, timeout=RELEASE_SECONDS)
        except Exception as lost:
            # it was ended by the pool, which opens another one when it is needed
            log.warning("connection_given_up", why=type(lost).__name__)


@asynccontextmanager
async def transaction(pool: asyncpg.Pool) -> AsyncIterator[Any]:
    """A transaction on a connection of the pool: committed at the end of the block, rolled back if the block raises.

    Whatever fails, the rollback is waited for only so long; then the connection is ended, and the server rolls back.
    """
    async with borrowed(pool) as db:
        opened = db.transaction()
        await opened.start()
        try:
            yield db
        except BaseException:
            try:
                async with asyncio.timeout(RELEASE_SECONDS):
                    await opened.rollback()
            except Exception as lost:
                log.warning("connection_given_up", why=type(lost).__name__)
                db.terminate()
            raise
        await opened.commit()


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
