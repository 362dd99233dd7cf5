"""The counter of unanswered calls on a real server: always what a scan would count, and read without one."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from services.vacancies import store
from services.vacancies.handlers import HANDLERS
from services.vacancies.store.load import OPEN_CALLS
from shared.contracts.communes import CommuneJoined
from shared.contracts.intake import VacancyDeclareUnfilled, VacancyPost
from shared.contracts.matching import OfferDeclined
from shared.contracts.reasons import DeclineReason
from shared.contracts.vacancies import Profile
from shared.messaging.batch import BatchProcessor
from shared.messaging.cloudevents import IncomingMessage
from shared.messaging.decisions import ServiceHandlers
from shared.messaging.unit_of_work import Effects
from shared.observe.metrics import Metrics
from shared.postgres.unit_of_work import PostgresUnitOfWorkFactory
from tests.real.bus.test_same_decisions import played
from tests.real.house import COIHUECO, NIQUEN, SAN_CARLOS, House, dsn_of
from tests.unit.services.vacancies.mothers import MONDAY, joined

ROOT = Path(__file__).parents[3]
SCANNED = """
SELECT office, count(*)::int AS calls FROM vacancy, jsonb_array_elements_text(call->'invited') AS office
WHERE stage = 'calling' AND NOT (call->'answered') ? office GROUP BY office
"""
OFFICES = (NIQUEN, COIHUECO)
VACANCIES = 40


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    async with House("", database, "") as house:
        await house.migrate(["vacancies"])
    async with asyncpg.create_pool(dsn_of(database, "vacancies"), min_size=1, max_size=4) as pool:
        yield pool


def _processor(pool: asyncpg.Pool, clock: list[datetime]) -> BatchProcessor:
    units = PostgresUnitOfWorkFactory(pool, store)
    return BatchProcessor(ServiceHandlers("vacancies", HANDLERS), units, lambda: clock[0], Metrics())


async def _counts(pool: asyncpg.Pool, query: str) -> dict[str, int]:
    return {row["office"]: row["calls"] for row in await pool.fetch(query)}


async def test_after_a_whole_history_the_counter_is_what_a_scan_counts(pool: asyncpg.Pool) -> None:
    transactions = (await asyncio.to_thread(played, 8))["vacancies"].transactions
    clock: list[datetime] = [MONDAY]
    processor, seen = _processor(pool, clock), list[dict[str, int]]()
    for transaction in transactions:
        clock[:] = [transaction.now]
        await processor._transaction(transaction.messages, Effects())
        kept = await _counts(pool, OPEN_CALLS)
        assert kept == await _counts(pool, SCANNED)
        if not seen or kept != seen[-1]:
            seen.append(kept)
    assert len(seen) > 5, "calls were made and answered"


async def test_two_replicas_that_count_for_the_same_offices_neither_deadlock_nor_lose_a_call(
    pool: asyncpg.Pool,
) -> None:
    vacancies = await _called(pool)
    answers = [_decline(vacancy, office) for vacancy in vacancies for office in OFFICES]
    random.Random(3).shuffle(answers)
    answers = answers[: len(answers) * 3 // 4]
    replicas = [_processor(pool, [MONDAY]) for _ in range(2)]

    async def hears(replica: int) -> None:
        for start in range(replica, len(answers), 14):
            await replicas[replica]._transaction(_messages(*answers[start : start + 14 : 2]), Effects())

    await asyncio.gather(hears(0), hears(1))
    kept = await _counts(pool, OPEN_CALLS)
    assert kept == await _counts(pool, SCANNED)
    assert sum(kept.values()) == VACANCIES * len(OFFICES) - len(answers)


async def test_reading_the_counter_touches_as_many_rows_as_there_are_offices(pool: asyncpg.Pool) -> None:
    await _called(pool)
    (plan,) = orjson.loads(await pool.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {OPEN_CALLS}"))
    assert plan["Plan"]["Relation Name"] == "open_calls"
    assert (plan["Plan"]["Actual Rows"], "Plans" in plan["Plan"]) == (len(OFFICES), False)


async def test_the_last_step_counts_what_an_older_version_did_not(pool: asyncpg.Pool) -> None:
    await _called(pool)
    await pool.execute("UPDATE open_calls SET calls = 99 WHERE office = $1", NIQUEN)
    await pool.execute("INSERT INTO open_calls (office, calls) VALUES ('16101', -3)")
    async with pool.acquire() as db, db.transaction():
        step = ROOT / "services" / "vacancies" / "schema" / "0006_open_calls_again.contract.sql"
        await db.execute(await asyncio.to_thread(step.read_text))
    assert await _counts(pool, OPEN_CALLS) == await _counts(pool, SCANNED) == dict.fromkeys(OFFICES, VACANCIES)


async def _called(pool: asyncpg.Pool) -> list[str]:
    """Vacancies of San Carlos whose two neighbours are being asked."""
    processor = _processor(pool, [MONDAY])
    ways = tuple({"to": cut, "km": 20.0, "minutes": 30} for cut in OFFICES)
    home = CommuneJoined.model_validate({**joined(SAN_CARLOS).model_dump(), "travel": ways})
    await processor._transaction(_messages(home, *map(joined, OFFICES)), Effects())
    profile = Profile(title="Ordeñador", employer="Lechería El Roble")
    posts = [VacancyPost(commune=SAN_CARLOS, seats=1, profile=profile, distinct=True) for _ in range(VACANCIES)]
    await processor._transaction(_messages(*posts), Effects())
    found = [row["vacancy_id"] for row in await pool.fetch("SELECT vacancy_id FROM vacancy ORDER BY 1")]
    calls = [VacancyDeclareUnfilled(commune=SAN_CARLOS, vacancy_id=one) for one in found]
    await processor._transaction(_messages(*calls), Effects())
    return found


def _decline(vacancy: str, office: str) -> OfferDeclined:
    why = (DeclineReason.NO_PROFILE,)
    return OfferDeclined(offer_id=f"{vacancy}.{office}", vacancy_id=vacancy, commune=office, tier=1, reasons=why)


def _messages(*data: Any) -> list[IncomingMessage]:
    house = House("", "", "")
    return [
        IncomingMessage(house.envelope("/test", each, f"{type(each).__name__}-{n}-{each.subject}-{id(each)}"))
        for n, each in enumerate(data)
    ]
