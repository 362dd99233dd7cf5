"""The same work through the bus of the house: the ear, the batch shell, the books; and the relay by itself."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import asyncpg
import structlog

from shared.bus.consume import Consumer
from shared.bus.decide import Hears
from shared.bus.kafka import Ear, Mouth
from shared.bus.relay import Relay
from shared.bus.wire import Record
from shared.clock import wall
from shared.contracts.topics import VACANCIES
from shared.contracts.vacancies import VacancyPosted
from shared.db.books import PostgresLedger
from shared.db.outbox import PostgresOutbox
from shared.observe.figures import Figures
from tests.bench import tally


async def consume(kafka: str, prefix: str, dsn: str, total: int) -> float:
    """Messages per second over `total` messages, from the first batch to the last commit."""
    pool = await asyncpg.create_pool(dsn, min_size=1, max_size=5)
    hears = Hears("bench", {VacancyPosted: tally.on_posted})
    consumer = Consumer(hears, PostgresLedger(pool, tally), wall, Figures())
    ear = Ear(kafka, prefix, f"ours-{uuid4()}", [VACANCIES], intake=False, records=1000)
    loop = asyncio.get_running_loop()
    began, done, enough = 0.0, 0, asyncio.Event()

    async def take(records: Sequence[Record]) -> None:
        nonlocal began, done
        began = began or loop.time()
        await consumer.take(records)
        done += len(records)
        if done >= total:
            enough.set()

    await ear.start(take)
    try:
        await asyncio.wait_for(enough.wait(), 120)
        return done / (loop.time() - began)
    finally:
        await ear.stop()
        await pool.close()


async def relay(kafka: str, prefix: str, dsn: str, total: int) -> float:
    """Facts per second from the outbox, filled by `consume`, to the broker's acknowledgement."""
    outbox, mouth = PostgresOutbox(dsn, "bench"), Mouth(kafka, prefix, "bench")
    one = Relay(outbox, mouth, Figures())
    try:
        await outbox.hold()
        await mouth.say([])
        loop = asyncio.get_running_loop()
        began, done = loop.time(), 0
        while done < total:
            done += await one.once()
        return done / (loop.time() - began)
    finally:
        await mouth.close()
        await outbox.close()


async def produce(kafka: str, prefix: str, rows: Sequence[dict[str, Any]]) -> float:
    """Facts per second of the bare producer: what the relay could reach without an outbox."""
    mouth = Mouth(kafka, prefix, "bench")
    try:
        await mouth.say([])
        loop = asyncio.get_running_loop()
        began = loop.time()
        for start in range(0, len(rows), 1000):
            await mouth.say(rows[start : start + 1000])
        return len(rows) / (loop.time() - began)
    finally:
        await mouth.close()


structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
