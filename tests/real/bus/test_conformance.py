"""The store in PostgreSQL, held to the same cases as those in memory."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from shared.postgres import dead_letter_desk
from shared.postgres.unit_of_work import PostgresUnitOfWorkFactory
from tests.bench import tally
from tests.conformance.cases import CASES


class InPostgres:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.factory = PostgresUnitOfWorkFactory(pool, tally)

    async def tallies(self) -> dict[str, int]:
        return {row["vacancy_id"]: row["times"] for row in await self.pool.fetch("SELECT * FROM tally")}

    async def causes(self) -> list[str]:
        return [r["causation_id"] for r in await self.pool.fetch("SELECT causation_id FROM outbox ORDER BY position")]

    async def ids(self) -> list[str]:
        return [r["id"] for r in await self.pool.fetch("SELECT id FROM outbox ORDER BY position")]

    async def dead_letters(self) -> list[str]:
        return [
            r["code"] for r in await self.pool.fetch("SELECT code FROM dead_letter WHERE status = 'parked' ORDER BY id")
        ]

    async def replay(self) -> None:
        await dead_letter_desk.mark_for_replay(self.pool, None, "operator", datetime.now(UTC))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
async def test_a_store_in_postgres(case: Callable[[Any], Any], database: str) -> None:
    await tally.make_tables(database)
    async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
        await case(InPostgres(pool))
