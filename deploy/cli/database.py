"""One piece of work in a database, for a command: connected, done, closed, and a failure that is a message."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

from shared.errors import OperatorError

T = TypeVar("T")


def _name_of(error: Exception) -> str:
    return type(error).__name__


def in_database(
    dsn: str,
    work: Callable[[asyncpg.Connection], Awaitable[T]],
    failed: str,
    *,
    say: Callable[[Exception], str] = _name_of,
    timeout: float = 60,
    command_timeout: float | None = None,
    do: str = "mesa status shows what runs",
) -> T:
    """Do it. OperatorError that begins with `failed` if the database cannot be asked or does not do it.

    `do`: what the operator can do. `say`: what of the error is shown; its text may hold what a statement was given. The
    times are seconds.
    """

    async def once() -> T:
        db = await asyncpg.connect(dsn, timeout=timeout, command_timeout=command_timeout)
        try:
            return await work(db)
        finally:
            await db.close()

    try:
        return asyncio.run(once())
    except (OSError, asyncpg.PostgresError) as away:
        raise OperatorError(f"{failed}: {say(away)}", do=do, code=3) from None
