"""What a service has not done yet, by its own books: to publish, to decide later, and what waits for a person."""

from datetime import datetime
from typing import Any

from shared.views import View


class Parked(View):
    """Messages put aside for one reason, of one topic; neither what they say nor whose they are."""

    code: str
    """Why, in one word: that of `mesa dead-letters list`."""
    topic: str
    """Where they came from: a topic, or `clock`."""
    many: int
    """How many wait for an operator."""
    since: datetime
    """Since when the first of them waits."""


class Backlog(View):
    """What waits in one service."""

    lag: int
    """Records on the bus that it has not taken yet."""
    unpublished: int
    """Facts that it has not published yet."""
    held: int
    """Requests that can still be taken back."""
    parked: list[Parked]
    """What is put aside, by reason and topic; what waits longest comes first."""

    @property
    def aside(self) -> int:
        """How many messages are put aside."""
        return sum(one.many for one in self.parked)


async def backlog(db: Any, lag: int) -> Backlog:
    """What waits; `lag`: as the consumer knows it."""
    row = await db.fetchrow(_WAITING)
    parked = [Parked(**one) for one in await db.fetch(_PARKED)]
    return Backlog(lag=lag, unpublished=row["unpublished"], held=row["held"], parked=parked)


_WAITING = """
SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL) AS unpublished,
       (SELECT count(*) FROM held_request WHERE state = 'waiting') AS held
"""
_PARKED = """
SELECT code, topic, count(*) AS many, min(parked_at) AS since FROM dead_letter
WHERE status IN ('parked', 'replay') GROUP BY code, topic ORDER BY since, code, topic
"""
