"""A line to the database that is told what others NOTIFY, and that finds out when it has gone silent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from shared.postgres import pools
from shared.postgres.errors import translated


@asynccontextmanager
async def listening(dsn: str, channel: str, woken: asyncio.Event) -> AsyncIterator[asyncpg.Connection]:
    """Within it, `woken` is set whenever somebody notifies the channel. Raises TransientError."""
    with translated():
        db = await asyncpg.connect(dsn, timeout=10, command_timeout=pools.COMMAND_SECONDS)
        try:
            await db.add_listener(channel, lambda *_: woken.set())
            yield db
        finally:
            db.terminate()


async def require_alive(db: asyncpg.Connection) -> None:
    """Raises an error of the database or of the line unless it answers: a line that went silent tells nothing."""
    await db.fetchval("SELECT 1")
