"""FastStream as its tutorial shows it: a model as the handler's parameter, one message, one transaction."""

import asyncio
from uuid import uuid4

import asyncpg
from faststream import Header
from faststream.kafka import KafkaBroker

from shared.contracts.vacancies import VacancyPosted
from tests.bench.tally import declined


async def consume(kafka: str, topic: str, dsn: str, total: int) -> float:
    """Messages per second over the first `total` messages."""
    pool = await asyncpg.create_pool(dsn, min_size=1, max_size=5)
    broker = KafkaBroker(kafka, logger=None)
    loop = asyncio.get_running_loop()
    began, done, enough = 0.0, 0, asyncio.Event()

    @broker.subscriber(topic, group_id=f"tutorial-{uuid4()}", auto_offset_reset="earliest")
    async def on_posted(posted: VacancyPosted, ce_id: str = Header(), ce_source: str = Header()) -> None:
        nonlocal began, done
        began = began or loop.time()
        async with pool.acquire() as db, db.transaction():
            fresh = await db.fetchval(
                "INSERT INTO inbox (source, id, type, subject) VALUES ($1, $2, $3, $4)"
                " ON CONFLICT DO NOTHING RETURNING id",
                ce_source,
                ce_id,
                posted.WIRE,
                posted.vacancy_id,
            )
            if fresh:
                await _count_and_say(db, posted)
        done += 1
        if done == total:
            enough.set()

    await broker.start()
    try:
        await asyncio.wait_for(enough.wait(), 120)
        return done / (loop.time() - began)
    finally:
        await broker.stop()
        await pool.close()


async def _count_and_say(db: asyncpg.pool.PoolConnectionProxy, posted: VacancyPosted) -> None:
    await db.execute(
        "INSERT INTO tally VALUES ($1, 1) ON CONFLICT (vacancy_id) DO UPDATE SET times = tally.times + 1",
        posted.vacancy_id,
    )
    fact = declined(posted)
    await db.execute(
        "INSERT INTO outbox (topic, data, id, source, type, subject, time, correlation_id)"
        " VALUES ('offers', $1, $2, '/mesa/matching', $3, $4, now(), $2)",
        fact.model_dump_json(exclude_none=True),
        str(uuid4()),
        fact.WIRE,
        fact.vacancy_id,
    )
