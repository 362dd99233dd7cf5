"""Reads the figures of a period from the database of a running stack, by the queries of the service itself."""

from datetime import datetime
from typing import Any

import asyncpg
from pydantic import BaseModel

from services.vacancies.queries import answer_times, insights


class PeriodFigures(BaseModel):
    """What the reasons say, and how long employers waited for an answer."""

    insights: insights.Insights
    answers: answer_times.AnswerTimes


async def told(dsn: str, since: datetime, until: datetime, commune: str | None, now: datetime) -> PeriodFigures:
    """Raises OSError or asyncpg.PostgresError if the database is away."""
    db = await asyncpg.connect(dsn, server_settings={"search_path": "vacancies"})

    async def ask(query: str, *values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in await db.fetch(query, *values)]

    try:
        return PeriodFigures(
            insights=await insights.read(ask, since, until, commune),
            answers=await answer_times.read(ask, since, until, now),
        )
    finally:
        await db.close()
