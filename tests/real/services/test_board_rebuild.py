"""The board made anew from outboxes, topics and its own history: the same rows, also while facts are heard."""

import asyncio
import json
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.board import compare, from_bus, from_outboxes, rebuild
from deploy.cli import application
from deploy.machine.home import Home, RunningStack
from services.events.app import SERVICE as EVENTS
from services.matching.app import SERVICE as MATCHING
from services.notifications.app import SERVICE as NOTIFICATIONS
from services.vacancies.app import SERVICE as VACANCIES
from shared.contracts import intake
from shared.contracts.agenda import Process
from shared.contracts.vacancies import Profile
from shared.messaging.address import BusAddress
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN, House, become_migrated, until
from tests.real.services.test_board import hear, posted

ROWS = (
    "SELECT kind, matter_id, commune, stage, title, plain, starts_at, party, state::text FROM board_matter"
    " WHERE state IS NOT NULL ORDER BY 1, 2",
    "SELECT kind, matter_id, commune, waits, part, until, needs::text FROM board_waiting ORDER BY 1, 2, 3, 4, 5",
    "SELECT kind, matter_id, figure, commune, other, at, amount, fact_id, about FROM board_figure"
    " ORDER BY 1, 2, 8, 3, 4, 9",
    "SELECT fact_id, kind, matter_id, at, type, commune, officer, concerns, data::text FROM board_history ORDER BY 1",
)


async def rows_of(db: asyncpg.Connection) -> list[list[Any]]:
    await db.execute("SET search_path = notifications")
    return [[tuple(row) for row in await db.fetch(query)] for query in ROWS]


async def test_a_small_world_is_rebuilt_to_the_same_rows(kafka_server: str, database: str, prefix: str) -> None:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(("vacancies", "matching", "events", "notifications"), [SAN_CARLOS, NIQUEN, SAN_FABIAN])
        for service in (VACANCIES, MATCHING, EVENTS, NOTIFICATIONS):
            await house.open(service)
        await house.join(SAN_CARLOS, NIQUEN, SAN_FABIAN)
        profile = Profile(title="Cosechero/a de arándanos", employer="Agrícola Los Robles")
        await house.ask(
            intake.VacancyPost(commune=SAN_CARLOS, seats=2, profile=profile),
            intake.HelpAsk(commune=NIQUEN, code=Process.RENDITIONS, question="¿Cómo se rinde la movilización?"),
        )
        for kind in ("vacancy", "question"):
            await house.until_count(
                1, "SELECT count(*) FROM notifications.board_matter WHERE kind = $1 AND stage IS NOT NULL", kind
            )
        db = await asyncpg.connect(database)
        try:
            await _settled(db)
            before = await rows_of(db)
            notices = await db.fetchval("SELECT count(*) FROM notifications.notice")
            for source in (lambda: from_outboxes(db), lambda: from_bus(house.bus)):
                assert (await compare(db, source)).different == []
                made = await rebuild(db, source)
                assert (made.facts, made.matters) == (len(before[3]), len(before[0]))
                assert await rows_of(db) == before
            assert await db.fetchval("SELECT count(*) FROM notifications.notice") == notices
        finally:
            await db.close()


async def _settled(db: asyncpg.Connection) -> None:
    """Until the board has heard all that was said."""

    async def all_heard() -> bool:
        said = await db.fetchval("SELECT count(*) FROM matching.outbox WHERE published_at IS NULL")
        return not said and not (await compare(db, lambda: from_outboxes(db))).unheard

    await until(all_heard, "the board to hear all")


@pytest.fixture
async def alone(database: str) -> Any:
    await become_migrated(database, ["vacancies", "matching", "events", "notifications"])
    first, second = await asyncpg.connect(database), await asyncpg.connect(database)
    for db in (first, second):
        await db.execute("SET search_path = notifications")
    yield first, second
    await first.close()
    await second.close()


async def test_what_is_wrong_is_found_and_mended(alone: tuple[asyncpg.Connection, asyncpg.Connection]) -> None:
    """The outboxes hold nothing any more: the board's own history is enough."""
    db, _ = alone
    await hear(db, posted("v1"), posted("v2"))
    before = await rows_of(db)
    await db.execute("UPDATE board_matter SET state = jsonb_set(state, '{seats}', '9') WHERE matter_id = 'v1'")
    await db.execute("DELETE FROM board_waiting WHERE matter_id = 'v2'")
    found = await compare(db, lambda: from_outboxes(db))
    assert (found.facts, found.unheard, found.different) == (2, 0, ["vacancy/v1", "vacancy/v2"])
    assert await rebuild(db, lambda: from_outboxes(db)) == (2, 2, 2)
    assert await rows_of(db) == before
    assert (await compare(db, lambda: from_outboxes(db))).different == []


async def test_what_is_heard_meanwhile_is_neither_lost_nor_folded_twice(
    alone: tuple[asyncpg.Connection, asyncpg.Connection],
) -> None:
    """A service hears a fact that the rebuild has read too, and one that nobody had said before it began."""
    db, service = alone
    await hear(db, posted("v1"))
    hearing: list[asyncio.Task[None]] = []

    async def waits() -> bool:
        return bool(await db.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"))

    async def source() -> list[Any]:
        hearing.append(asyncio.create_task(hear(service, posted("v2"), posted("v3"))))
        await until(waits, "the service to wait for the lock")
        return [posted("v2")]

    made = await rebuild(db, source)
    assert (made.facts, made.kept) == (2, 1)
    await hearing[0]
    assert [tuple(r) for r in await db.fetch("SELECT fact_id FROM board_history ORDER BY fact_id")] == [
        ("posted-v1",),
        ("posted-v2",),
        ("posted-v3",),
    ]
    assert await db.fetchval("SELECT sum(amount) FROM board_figure WHERE figure = 'seats_posted'") == 9


async def test_the_command_says_what_differs_and_mends_it(
    alone: tuple[asyncpg.Connection, asyncpg.Connection],
    database: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    db, _ = alone
    await hear(db, posted("v1"))
    await db.execute("DELETE FROM board_figure")
    home = Home(tmp_path)
    home.make()
    home.tell(RunningStack(BusAddress("", "mesa"), database, "", {}, True))

    async def typed(*options: str) -> tuple[Any, str]:
        given = ["board", "rebuild", *options, "--home", str(home.folder)]
        code = await asyncio.to_thread(application(given), given, standalone_mode=False)
        return code, capsys.readouterr().out

    code, out = await typed("--check")
    assert (code, "vacancy/v1" in out) == (1, True)
    code, out = await typed()
    assert (code, out) == (None, "1 facts gave 1 matters; 1 of them only the board itself had.\n")
    code, out = await typed("--check", "--json")
    assert (code, json.loads(out)) == (None, {"facts": 1, "unheard": 0, "different": []})
