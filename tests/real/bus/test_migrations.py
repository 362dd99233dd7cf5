"""Migrations on a real PostgreSQL: each step once, none edited, no table locked for long."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from shared.postgres import migrations
from shared.postgres.migrations import ChangedMigrationError, files_of, is_contract, migrate
from shared.postgres.roles import roles_of
from tests.real.house import House

OWN = {"mesa_events": "secret"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    schema = tmp_path / "schema"
    schema.mkdir()
    (schema / "0001_first.sql").write_text("CREATE TABLE thing (id text PRIMARY KEY, old text);")
    return schema


@pytest.fixture
async def db(database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


async def test_each_step_is_applied_once_and_an_edited_one_is_refused(database: str, folder: Path) -> None:
    first = await migrate(database, OWN, {"events": folder})
    assert [name for name in first if "first" in name] == ["events/0001_first.sql"]
    assert await migrate(database, OWN, {"events": folder}) == []
    (folder / "0001_first.sql").write_text("CREATE TABLE thing (id text PRIMARY KEY, other text);")
    with pytest.raises(ChangedMigrationError, match=r"events/0001_first\.sql"):
        await migrate(database, OWN, {"events": folder})


async def test_contract_steps_wait_until_the_older_version_is_gone(database: str, folder: Path) -> None:
    (folder / "0002_take_away.contract.sql").write_text("ALTER TABLE thing DROP COLUMN old;")
    (folder / "0003_add.sql").write_text("ALTER TABLE thing ADD COLUMN new text;")
    assert (await migrate(database, OWN, {"events": folder}, contract=False))[-1] == "events/0003_add.sql"
    assert (await migrate(database, OWN, {"events": folder}))[-1] == "events/0002_take_away.contract.sql"


async def test_a_table_in_use_makes_a_step_fail_and_not_everybody_wait(
    database: str, folder: Path, db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(database, OWN, {"events": folder})
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(migrations, "ATTEMPTS", 2)
    (folder / "0002_add.sql").write_text("ALTER TABLE thing ADD COLUMN new text;")
    async with db.transaction():
        await db.execute("LOCK TABLE events.thing IN ACCESS SHARE MODE")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await migrate(database, OWN, {"events": folder})
    assert await migrate(database, OWN, {"events": folder}) == ["events/0002_add.sql"]


async def test_a_step_that_finds_the_table_free_a_moment_later_is_applied(
    database: str, folder: Path, db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(database, OWN, {"events": folder})
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", "50ms")
    (folder / "0002_add.sql").write_text("ALTER TABLE thing ADD COLUMN new text;")
    held = db.transaction()
    await held.start()
    await db.execute("LOCK TABLE events.thing IN ACCESS SHARE MODE")
    migrating = asyncio.create_task(migrate(database, OWN, {"events": folder}))
    await asyncio.wait([migrating], timeout=0.1)
    await held.rollback()
    assert await migrating == ["events/0002_add.sql"]


@pytest.mark.parametrize("role", [0, 1], ids=roles_of("matching"))
async def test_a_service_reads_no_other_and_makes_nothing_outside_its_schema(
    database: str, prefix: str, role: int
) -> None:
    async with House("", database, prefix) as house:
        await house.migrate(["vacancies", "matching"])
        async with house.as_service("matching", role) as db:
            assert await db.fetchval("SELECT count(*) FROM seeker") == 0
            for forbidden in (
                "SELECT count(*) FROM vacancies.vacancy",
                "SELECT digest FROM vacancies.access_key",
                "SELECT secret FROM vacancies.door",
                "CREATE TABLE public.mine ()",
                "CREATE TABLE vacancies.mine ()",
                "CREATE SCHEMA mine",
                "CREATE TEMPORARY TABLE mine ()",
                "SELECT rolpassword FROM pg_authid",
                f"GRANT {roles_of('vacancies')[role]} TO {roles_of('matching')[role]}",
                f"SET ROLE {roles_of('vacancies')[role]}",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await db.execute(forbidden)


def test_expand_steps_come_before_contract_steps(folder: Path) -> None:
    shutil.copy(folder / "0001_first.sql", folder / "0002_then.contract.sql")
    shutil.copy(folder / "0001_first.sql", folder / "0003_more.sql")
    names = [file.name for file in files_of(folder)]
    added, taken = names.index("0003_more.sql"), names.index("0002_then.contract.sql")
    assert added < taken == len(names) - 1
    assert not any(is_contract(file) for file in files_of(folder, contract=False))
