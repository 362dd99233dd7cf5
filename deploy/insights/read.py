"""Reads the figures of a period from the database of a running stack, by the queries of the service itself."""

from datetime import datetime

import asyncpg
from pydantic import BaseModel

from services.vacancies.queries import answer_times, insights
from shared.postgres.reader import Reader


class PeriodFigures(BaseModel):
    """What the reasons say, and how long employers waited for an answer."""

    insights: insights.Insights
    answers: answer_times.AnswerTimes


async def told(dsn: str, since: datetime, until: datetime, commune: str | None, now: datetime) -> PeriodFigures:
    """Raises OSError if the database is away, TransientError or PermanentError if it fails."""
    db = await asyncpg.connect(dsn, server_settings={"search_path": "vacancies"})
    try:
        read = Reader(lambda: db)
        return PeriodFigures(
            insights=await insights.insights(read, since, until, commune),
            answers=await answer_times.answer_times(read, since, until, now),
        )
    finally:
        await db.close()
