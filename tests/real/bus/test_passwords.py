"""A service gets a new password while it works: as one role, then as both, then as the other; nothing is lost."""

import asyncio
import json
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.cli import application, restore
from deploy.machine.home import Home, RunningStack
from deploy.machine.logins import ServiceLogin
from deploy.machine.provision import schema_of
from deploy.machine.service import own_dsn
from services.vacancies.app import SERVICE
from shared.contracts.intake import VacancyPost
from shared.contracts.vacancies import Profile
from shared.errors import OperatorError
from shared.messaging.address import BusAddress
from shared.postgres.migrations import migrate
from shared.postgres.roles import close_login, open_login
from tests.logs import logged
from tests.real.house import SAN_CARLOS, House, until

FIRST, SECOND = "mesa_vacancies", "mesa_vacancies_b"
POST = VacancyPost(commune=SAN_CARLOS, seats=1, profile=Profile(title="Ordeñador", employer="Lechería"), distinct=True)
POSTED = "SELECT count(*) FROM vacancies.vacancy"
UNPUBLISHED = "SELECT count(*) FROM vacancies.outbox WHERE published_at IS NULL"


@pytest.fixture
def home(tmp_path: Path, database: str) -> Home:
    home = Home(tmp_path / "casa")
    home.make()
    home.tell(RunningStack(BusAddress("", "mesa"), database, "", {}, True))
    return home


async def _mesa(home: Home, capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """What `mesa passwords …` says, in the words for machines."""
    given = ["passwords", *arguments, "--json", "--home", str(home.folder)]
    capsys.readouterr()
    await asyncio.to_thread(application(given), given, standalone_mode=False)
    return json.loads(capsys.readouterr().out)


async def _migrate(home: Home, database: str) -> None:
    await migrate(database, home.logins.passwords(["vacancies"]), {"vacancies": schema_of("vacancies")})


async def _sessions(home: Home, capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[bool, bool, bool]]:
    """By role: whether the next start uses it, whether it may log in, whether it has sessions."""
    rows = [row for row in await _mesa(home, capsys, "list") if row["service"] == "vacancies"]
    return {row["role"]: (row["in_use"], row["login"], row["sessions"] > 0) for row in rows}


async def _is_closed(db: asyncpg.Connection) -> bool:
    return db.is_closed()


async def _refused_as(dsn: str) -> str:
    try:
        await (await asyncpg.connect(dsn)).close()
    except asyncpg.PostgresError as refused:
        return type(refused).__name__
    return ""


async def test_a_password_is_rotated_while_the_service_works(
    kafka_server: str, database: str, prefix: str, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS])
        await _migrate(home, database)
        await house.join(SAN_CARLOS)
        before = own_dsn(database, home.logins.in_use("vacancies"))
        old = await house.open(SERVICE, database_url=before)
        await house.until_count(1, "SELECT count(*) FROM vacancies.member")
        await house.ask(POST)
        await house.until_count(1, POSTED)

        assert (await _mesa(home, capsys, "rotate", "vacancies"))["role"] == SECOND
        after = own_dsn(database, home.logins.in_use("vacancies"))
        assert await _sessions(home, capsys) == {FIRST: (False, True, True), SECOND: (True, True, False)}
        for too_early in ("retire", "rotate"):
            with pytest.raises(OperatorError, match=FIRST):
                await _mesa(home, capsys, too_early, "vacancies")
        assert await old.batches.handle(house.envelope("/comunas/16301", POST, "by-the-old-one"))

        new = await house.open(SERVICE, database_url=after)
        for n, runtime in enumerate((old, new, old, new)):
            assert await runtime.batches.handle(house.envelope("/comunas/16301", POST, f"by-one-of-both-{n}"))
        await house.ask(POST, POST)
        await house.until_count(8, POSTED)

        await house.close(old)
        forgotten = await asyncpg.connect(before)
        with pytest.raises(OperatorError, match=rf"1 session\(s\) are still {FIRST}"):
            await _mesa(home, capsys, "retire", "vacancies")
        told = await _mesa(home, capsys, "retire", "vacancies", "--force")
        assert told == {"service": "vacancies", "role": SECOND, "ended": FIRST, "sessions": 1}
        await until(lambda: _is_closed(forgotten), "its session to be ended")
        await house.ask(POST)
        assert await new.batches.handle(house.envelope("/comunas/16301", POST, "by-the-new-one"))
        await house.until_count(10, POSTED)
        await house.until_count(0, UNPUBLISHED)
        assert await house.count("SELECT count(*) FROM vacancies.dead_letter") == 0
        assert await _sessions(home, capsys) == {FIRST: (False, False, False), SECOND: (True, True, True)}

        await _migrate(home, database)  # as every start does
        assert (await _refused_as(before), await _refused_as(after)) == ("InvalidPasswordError", "")
        owners = "SELECT array_agg(DISTINCT tableowner::text) FROM pg_tables WHERE schemaname = 'vacancies'"
        assert await house.db.fetchval(owners) == [FIRST]
        assert (await _mesa(home, capsys, "rotate", "vacancies"))["role"] == FIRST
        assert await _refused_as(before) == "InvalidPasswordError", "it is another password than that before"
        assert await _refused_as(own_dsn(database, home.logins.in_use("vacancies"))) == ""


async def test_a_wrong_password_is_told_as_one(kafka_server: str, database: str, prefix: str) -> None:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS])
        with logged() as lines:
            wrong = own_dsn(database, ServiceLogin(SECOND, "of-last-year"))
            runtime = await house.open(SERVICE, ready=False, database_url=wrong)

            async def told() -> bool:
                return (await runtime.faults()).get("database") == "InvalidPasswordError"

            await until(told, "the password to be named")
            assert {line["why"] for line in lines if line["event"] == "waiting_for" and line["what"] == "database"} == {
                "InvalidPasswordError"
            }


async def test_a_copy_that_is_older_than_a_rotation_is_brought_to_what_the_home_knows(
    database: str, prefix: str, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    async with House("", database, prefix) as house:
        await house.migrate(["vacancies"])
        await _migrate(home, database)
        first = own_dsn(database, home.logins.in_use("vacancies"))
        await _mesa(home, capsys, "rotate", "vacancies")
        await _mesa(home, capsys, "retire", "vacancies")
        given = ["passwords", "list", "--home", str(home.folder)]
        await asyncio.to_thread(application(given), given, standalone_mode=False)
        rows = {row.split()[1]: row for row in capsys.readouterr().out.splitlines() if "mesa_" in row}
        assert ("uses it" in rows[SECOND], "uses it" in rows[FIRST], " no " in rows[FIRST]) == (True, False, True)
        await open_login(house.db, FIRST, "of-the-copy")
        await close_login(house.db, SECOND)
        await _migrate(home, database)
        copy = own_dsn(database, ServiceLogin(FIRST, "of-the-copy"))
        assert [await _refused_as(dsn) for dsn in (first, copy)] == ["InvalidPasswordError"] * 2
        assert await _refused_as(own_dsn(database, home.logins.in_use("vacancies"))) == ""


async def test_who_comes_in_as_the_second_role_still_counts_as_the_service(database: str, prefix: str) -> None:
    async with House("", database, prefix) as house:
        await house.migrate(["vacancies"])
        async with house.as_service("vacancies"), house.as_service("vacancies", 1):
            with pytest.raises(OperatorError, match=r"still running: vacancies\n"):
                await restore._require_nobody(house.db)


async def test_a_database_from_before_has_no_second_role_until_it_is_needed(
    database: str, prefix: str, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    async with House("", database, prefix) as house:
        await house.migrate(["vacancies"])
        await house.db.execute(f"DROP OWNED BY {SECOND}")
        await house.db.execute(f"REVOKE {FIRST} FROM {SECOND}")
        await _mesa(home, capsys, "rotate", "vacancies")
        db = await asyncpg.connect(own_dsn(database, home.logins.in_use("vacancies")))
        try:
            assert await db.fetchval("SELECT count(*) FROM vacancy") == 0
        finally:
            await db.close()


async def test_who_keeps_passwords_elsewhere_is_told_what_to_set(
    database: str, prefix: str, home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with House("", database, prefix) as house:
        await house.migrate(["vacancies"])
        monkeypatch.setenv("MESA_PASSWORD_VACANCIES", "secret")
        with pytest.raises(OperatorError, match=f"MESA_ROLE_VACANCIES={SECOND}"):
            await _mesa(home, capsys, "rotate", "vacancies")
        monkeypatch.setenv("MESA_ROLE_VACANCIES", SECOND)
        monkeypatch.setenv("MESA_PASSWORD_VACANCIES", "of-this-year")
        await _migrate(home, database)
        assert await _refused_as(house.dsn_of("vacancies")) == "", "the other is left as it is"
        async with house.as_service("vacancies"):
            with pytest.raises(OperatorError, match=r"1 session\(s\) are still"):
                await _mesa(home, capsys, "retire", "vacancies")
            assert (await _mesa(home, capsys, "retire", "vacancies", "--force"))["sessions"] == 1
        await _migrate(home, database)
        assert await _refused_as(house.dsn_of("vacancies")) == "InvalidPasswordError"
        assert await _refused_as(own_dsn(database, ServiceLogin(SECOND, "of-this-year"))) == ""


@pytest.mark.parametrize("act", ["rotate", "retire"])
async def test_a_service_that_there_is_not_is_refused(home: Home, capsys: pytest.CaptureFixture[str], act: str) -> None:
    with pytest.raises(OperatorError, match="no service is called paneles"):
        await _mesa(home, capsys, act, "paneles")
