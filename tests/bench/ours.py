"""The same work through the bus of the house: the ear, the batch shell, the books; and the relay by itself."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import uuid4

import asyncpg
import structlog

from shared.clock import wall
from shared.contracts.topics import VACANCIES
from shared.contracts.vacancies import VacancyPosted
from shared.messaging.address import BusAddress
from shared.messaging.batch import BatchProcessor
from shared.messaging.decisions import ServiceHandlers
from shared.messaging.kafka import KafkaConsumer, KafkaProducer
from shared.messaging.records import Record
from shared.messaging.relay import Relay
from shared.observe.metrics import Metrics
from shared.postgres import heard
from shared.postgres.outbox import PostgresOutbox
from shared.postgres.unit_of_work import PostgresUnitOfWorkFactory
from tests.bench import tally


async def consume(bus: BusAddress, dsn: str, total: int) -> float:
    """Messages per second over `total` messages, from the first batch to the last commit."""
    pool = await asyncpg.create_pool(dsn, min_size=1, max_size=5)
    handlers = ServiceHandlers("bench", {VacancyPosted: tally.on_posted})
    consumer = BatchProcessor(handlers, PostgresUnitOfWorkFactory(pool, tally), wall, Metrics())
    ear = KafkaConsumer(bus, f"ours-{uuid4()}", [VACANCIES], partial(heard.so_far, pool), intake=False, records=1000)
    loop = asyncio.get_running_loop()
    began, done, enough = 0.0, 0, asyncio.Event()

    async def take(records: Sequence[Record]) -> None:
        nonlocal began, done
        began = began or loop.time()
        await consumer.process(records)
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


async def relay(bus: BusAddress, dsn: str, total: int) -> float:
    """Facts per second from the outbox, filled by `consume`, to the broker's acknowledgement."""
    outbox, mouth = PostgresOutbox(dsn, "bench"), KafkaProducer(bus, "bench")
    one = Relay(outbox, mouth, Metrics())
    try:
        await outbox.hold()
        await mouth.open()
        loop = asyncio.get_running_loop()
        began, done = loop.time(), 0
        while done < total:
            done += await one.once()
        return done / (loop.time() - began)
    finally:
        await mouth.close()
        await outbox.close()


async def produce(bus: BusAddress, rows: Sequence[dict[str, Any]]) -> float:
    """Facts per second of the bare producer: what the relay could reach without an outbox."""
    mouth = KafkaProducer(bus, "bench")
    try:
        await mouth.open()
        loop = asyncio.get_running_loop()
        began = loop.time()
        for start in range(0, len(rows), 1000):
            await mouth.publish(rows[start : start + 1000])
        return len(rows) / (loop.time() - began)
    finally:
        await mouth.close()


structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
