"""What a service has published, as its books know it: compared with its topics, and published once more."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from shared.messaging.books_check import OwnFact

REFILL_SECONDS = 600.0
"""So long it may take to mark all facts of an outbox."""


async def unknown(db: Any, source: str, facts: Sequence[OwnFact]) -> list[OwnFact]:
    """Which of its own facts on the bus the service does not know: its books are older than they are.

    Facts that may have been deleted by age are passed over; those that a restore has written off are known.
    """
    rows = await db.fetch(
        """
        SELECT said.n
        FROM unnest($1::text[], $2::text[], $3::timestamptz[]) WITH ORDINALITY AS said (id, subject, time, n)
        WHERE said.time > (SELECT forgotten_until FROM relay)
          AND NOT EXISTS (SELECT FROM outbox o WHERE o.subject = said.subject AND o.id = said.id)
          AND NOT EXISTS (SELECT FROM inbox i WHERE i.source = $4 AND i.id = said.id)
        """,
        [fact.id for fact in facts],
        [fact.subject for fact in facts],
        [fact.time for fact in facts],
        source,
    )
    return [facts[row["n"] - 1] for row in rows]


async def epoch(db: Any) -> int:
    """How often the books were restored."""
    return int(await db.fetchval("SELECT coalesce(max(epoch), 0) FROM restored"))


async def stand_in(db: Any, logs: Mapping[str, str]) -> list[str]:
    """Note in which log each topic stands. Of a topic that is another log than before all facts are published again.

    Returns those topics. Both in one transaction: a log that is noted without its facts would never be filled again.
    """
    async with db.transaction():
        topics = [row["topic"] for row in await db.fetch(_NOTE_LOGS, list(logs), list(logs.values()))]
        if topics:
            await fill_again(db, topics)
    return topics


_NOTE_LOGS = """
WITH made_anew AS (
    SELECT topic FROM published p JOIN unnest($1::text[], $2::text[]) AS now (topic, log) USING (topic)
    WHERE p.log <> now.log
), noted AS (
    INSERT INTO published (topic, log) SELECT * FROM unnest($1::text[], $2::text[])
    ON CONFLICT (topic) DO UPDATE SET log = excluded.log WHERE published.log <> excluded.log
)
SELECT topic FROM made_anew ORDER BY topic
"""


async def fill_again(db: Any, topics: Collection[str] | None = None, rate: int | None = None) -> int:
    """Have the facts of these topics (None: of all) published once more, in their order, before what waits already.

    `rate`: at most so many a second. Returns how many will be. What the broker refused is left as it is.
    """
    return int(
        await db.fetchval(
            """
            WITH again AS (
                UPDATE outbox SET published_at = NULL
                WHERE published_at < 'infinity' AND ($1::text[] IS NULL OR topic = ANY($1::text[]))
                RETURNING position
            ), noted AS (
                UPDATE relay SET refill_rate = $2,
                                 refill_until = greatest(refill_until, (SELECT max(position) FROM again))
            )
            SELECT count(*) FROM again
            """,
            None if topics is None else list(topics),
            rate,
            timeout=REFILL_SECONDS,
        )
    )


async def left_to_fill(db: Any) -> int:
    """How many facts are still to be published once more."""
    return int(
        await db.fetchval(
            """
            SELECT count(*) FROM outbox
            WHERE published_at IS NULL AND position <= (SELECT refill_until FROM relay)
            """
        )
    )
