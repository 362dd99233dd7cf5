"""Servers for the tests that need them: started once, when the first test asks; isolated by prefix and database."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
from hypothesis import settings
from playwright.async_api import Browser, async_playwright

from tests import debian
from tests.leaks import keep_log_lines, leaks_in
from tests.servers import MIGRATED, choose, docker_answers, running

# No deadline an example: how busy the machine is proves nothing. `make unit` asks for the light profile.
settings.register_profile("whole", deadline=None)
settings.register_profile("light", deadline=None, max_examples=10)
settings.load_profile("whole")


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Kafka's bootstrap and the owner's DSN of PostgreSQL. If they cannot be had, the tests fail: none is skipped.

    At the end no topic and no log line of the whole session names a person.
    """
    folder = tmp_path_factory.mktemp("servers")
    keep_log_lines(folder / "in_process.log")
    with running(choose(os.environ, docker_answers), folder) as both:
        yield both
    assert list(leaks_in(tmp_path_factory.getbasetemp())) == []


@pytest.fixture
def kafka_server(servers: tuple[str, str]) -> str:
    """host:port of a real broker. Topics are told apart by `prefix`."""
    return servers[0]


@pytest.fixture(scope="session")
def postgres_server(servers: tuple[str, str]) -> Iterator[str]:
    """The owner's DSN of a real PostgreSQL. `database` gives each test one of its own."""
    yield servers[1]
    asyncio.run(_drop_migrated(servers[1]))


@pytest.fixture
def prefix() -> str:
    """The first word of this test's topics."""
    return f"t{uuid.uuid4().hex[:10]}"


@pytest.fixture
def database(postgres_server: str, prefix: str) -> Iterator[str]:
    """The owner's DSN of an empty database, dropped at the end of the test."""
    asyncio.run(_execute(postgres_server, f'CREATE DATABASE "{prefix}"'))
    yield f"{postgres_server.rpartition('/')[0]}/{prefix}"
    asyncio.run(_execute(postgres_server, f'DROP DATABASE "{prefix}" WITH (FORCE)'))


async def _drop_migrated(dsn: str) -> None:
    db = await asyncpg.connect(dsn)
    try:
        for row in await db.fetch("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", MIGRATED):
            await db.execute(f'DROP DATABASE "{row["datname"]}"')
    finally:
        await db.close()


async def _execute(dsn: str, statement: str) -> None:
    db = await asyncpg.connect(dsn)
    try:
        await db.execute(statement)
    finally:
        await db.close()


@pytest.fixture(scope="session")
def typesetters() -> None:
    """What prints PDFs is on this machine."""
    debian.typesetters()


@pytest.fixture
def page_settings() -> dict[str, object]:
    """Settings of the officers' page that a module of tests wants; by itself none."""
    return {}


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium without a window."""
    path = await asyncio.to_thread(debian.browser)
    async with async_playwright() as driver:
        opened = await driver.chromium.launch(executable_path=path or None, args=["--no-sandbox"])
        yield opened
        await opened.close()
