"""A line to the database that goes silent: the connections come back, and the service goes on when it speaks again."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from deploy.chaos.proxy import Line
from shared.messaging.unit_of_work import TransientError
from shared.postgres import pools
from shared.postgres.outbox import PostgresOutbox
from shared.postgres.pools import HTTP, borrowed, open_pool, transaction
from tests.real.house import House


@pytest.fixture
async def line(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    """A line to the server, with short deadlines on this side of it."""
    monkeypatch.setattr(pools, "COMMAND_SECONDS", 0.3)
    monkeypatch.setattr(pools, "RELEASE_SECONDS", 0.3)
    async with Line(urlsplit(database).port or 0) as line:
        yield line


def through(line: Line, dsn: str) -> str:
    """The address with the line's port."""
    server = urlsplit(dsn)
    return urlunsplit(server._replace(netloc=server.netloc.replace(f":{server.port}", f":{line.port}")))


async def test_a_connection_whose_line_went_silent_is_given_up_and_replaced(line: Line, database: str) -> None:
    pool = await open_pool(through(line, database), 1, HTTP)
    try:
        async with borrowed(pool) as db:
            assert await db.fetchval("SELECT 1") == 1
        with pytest.raises(TimeoutError):
            await _ask_on_a_silent_line(pool, line)
        line.mend()
        async with borrowed(pool) as db:
            assert await db.fetchval("SELECT 3") == 3
    finally:
        pool.terminate()


async def test_a_relay_whose_line_went_silent_takes_up_its_work_again(line: Line, database: str, prefix: str) -> None:
    async with House("", database, prefix) as house:
        await house.migrate(["events"])
        outbox = PostgresOutbox(through(line, house.dsn_of("events")), "events")
        try:
            assert await outbox.hold() is not None
            line.silence()
            with pytest.raises(TransientError):
                await outbox.waiting(10)
            line.mend()
            assert await outbox.hold() is not None
            assert await outbox.waiting(10) == []
        finally:
            await outbox.close()


async def _ask_on_a_silent_line(pool: Any, line: Line) -> None:
    async with transaction(pool) as db:
        line.silence()
        await db.fetchval("SELECT 2")
