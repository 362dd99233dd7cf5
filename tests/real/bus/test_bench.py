"""What `mesa bench` compares does the same work: by hand, by the house, and the relay of what the house has said."""

import asyncpg

from shared.contracts.topics import VACANCIES
from shared.messaging.address import BusAddress
from shared.messaging.kafka import ensure_topics
from tests.bench import hand_written, ours, tally

MESSAGES = 120


async def test_the_ways_that_are_compared_lead_to_the_same(kafka_server: str, database: str, prefix: str) -> None:
    bus = BusAddress(kafka_server, prefix)
    await ensure_topics(bus, [])
    await ours.produce(bus, tally.rows(MESSAGES))
    await tally.make_tables(database)
    topic = f"{prefix}.{VACANCIES.name}"
    assert await hand_written.consume(kafka_server, topic, database, MESSAGES) > 0
    by_hand = await _taken_out(database)
    assert await ours.consume(bus, database, MESSAGES) > 0
    assert await _taken_out(database) == by_hand
    assert sum(times for _, times in by_hand) == MESSAGES


async def _taken_out(dsn: str) -> list[tuple[str, int]]:
    """How often each vacancy was counted; the books are empty then, for the next way."""
    db = await asyncpg.connect(dsn)
    try:
        rows = await db.fetch("SELECT vacancy_id, times FROM tally ORDER BY vacancy_id")
        await db.execute("TRUNCATE tally, inbox, outbox, heard")
        return [(row["vacancy_id"], row["times"]) for row in rows]
    finally:
        await db.close()
