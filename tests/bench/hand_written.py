"""The same work without our bus: one loop on aiokafka and asyncpg, as somebody would write it for this one service.

Same guarantees: validated, remembered in an inbox, state and outbox in one transaction, offsets committed after it.
"""

import asyncio
from datetime import datetime
from typing import Any
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer

from shared.contracts.vacancies import VacancyPosted
from tests.bench.tally import SAVE, declined


async def consume(kafka: str, topic: str, dsn: str, total: int) -> float:
    """Messages per second over `total` messages, from the first batch to the last commit."""
    consumer: AIOKafkaConsumer[bytes, bytes] = AIOKafkaConsumer(
        topic,
        bootstrap_servers=kafka,
        group_id=f"hand-{uuid4()}",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    db = await asyncpg.connect(dsn)
    await consumer.start()
    loop = asyncio.get_running_loop()
    began, done = 0.0, 0
    try:
        while done < total:
            got = await consumer.getmany(timeout_ms=250, max_records=1000)
            records = [record for part in got.values() for record in part]
            if records:
                began = began or loop.time()
                await _batch(db, records)
                await consumer.commit()
                done += len(records)
        return done / (loop.time() - began)
    finally:
        await consumer.stop()
        await db.close()


async def _batch(db: asyncpg.Connection, records: list[Any]) -> None:
    said = {}
    for record in records:
        headers = {name: value.decode() for name, value in record.headers}
        if headers["ce_type"] == VacancyPosted.WIRE:
            said[headers["ce_source"], headers["ce_id"]] = headers, VacancyPosted.model_validate_json(record.value)
    async with db.transaction():
        rows = await db.fetch(
            "INSERT INTO inbox (source, id, type, subject) SELECT * FROM unnest($1::text[], $2::text[], $3::text[],"
            " $4::text[]) ON CONFLICT DO NOTHING RETURNING source, id",
            [source for source, _ in said],
            [one for _, one in said],
            [headers["ce_type"] for headers, _ in said.values()],
            [posted.vacancy_id for _, posted in said.values()],
        )
        fresh = [said[row["source"], row["id"]] for row in rows]
        keys = sorted({posted.vacancy_id for _, posted in fresh})
        found = await db.fetch("SELECT * FROM tally WHERE vacancy_id = ANY($1) ORDER BY vacancy_id FOR UPDATE", keys)
        times = {row["vacancy_id"]: row["times"] for row in found}
        for _, posted in fresh:
            times[posted.vacancy_id] = times.get(posted.vacancy_id, 0) + 1
        await db.execute(SAVE, list(times), list(times.values()), [None] * len(times))
        await _say(db, fresh)


async def _say(db: asyncpg.Connection, fresh: list[tuple[dict[str, str], VacancyPosted]]) -> None:
    facts = [(headers, declined(posted)) for headers, posted in fresh]
    await db.execute(
        "INSERT INTO outbox (topic, data, id, source, type, subject, time, correlation_id, causation_id, traceparent)"
        " SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],"
        " $7::timestamptz[], $8::text[], $9::text[], $10::text[])",
        ["offers"] * len(facts),
        [fact.model_dump_json(exclude_none=True) for _, fact in facts],
        [str(uuid4()) for _ in facts],
        ["/mesa/matching"] * len(facts),
        [fact.WIRE for _, fact in facts],
        [fact.vacancy_id for _, fact in facts],
        [datetime.fromisoformat(headers["ce_time"]) for headers, _ in facts],
        [headers["ce_correlationid"] for headers, _ in facts],
        [headers["ce_id"] for headers, _ in facts],
        [headers["traceparent"] for headers, _ in facts],
    )
