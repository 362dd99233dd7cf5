"""What stands on the topics that one service writes: the newest facts of each partition; which log each topic is."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.contracts.envelope import service_source
from shared.contracts.topics import REPLIES, SHARED_TOPICS
from shared.messaging.address import BusAddress
from shared.messaging.books_check import OwnFact, OwnTopics
from shared.messaging.kafka.connecting import client_of, not_reached
from shared.messaging.kafka.identity import logs_of
from shared.messaging.unit_of_work import TransientError

NEWEST = 20
"""So many records of each partition are looked at: others write replies as well, and anybody may have sent one."""

READ_SECONDS = 30.0


async def own_topics(bus: BusAddress, service: str) -> OwnTopics:
    """What stands on the topics that a service writes. Raises TransientError."""
    consumer = AIOKafkaConsumer(isolation_level="read_committed", request_timeout_ms=10_000, **client_of(bus))
    try:
        async with asyncio.timeout(READ_SECONDS):
            await consumer.start()
            cluster = await consumer._client.fetch_all_metadata()
            prefix = bus.name_of("")
            ours = {name for name in cluster.topics() if name.startswith(prefix)}
            topics = {name for name in ours if is_written_by(service, name.removeprefix(prefix))}
            logs = await logs_of(consumer._client, topics) if topics else {}
            partitions = [TopicPartition(name, n) for name in topics for n in cluster.partitions_for_topic(name) or ()]
            records = await _newest(consumer, partitions)
    except (KafkaError, OSError, TimeoutError) as away:
        raise TransientError(f"the topics cannot be read: {await not_reached(bus, away)}") from away
    finally:
        await consumer.stop()
    own = [fact for record in records if (fact := _own(record, service_source(service)))]
    return OwnTopics(own, {name.removeprefix(prefix): log for name, log in logs.items()})


def is_written_by(service: str, topic: str) -> bool:
    """Whether a service publishes on a topic (its name without prefix)."""
    return topic.startswith(f"{REPLIES}.") or any(t.name == topic and t.writer == service for t in SHARED_TOPICS)


async def _newest(consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition]) -> list[Any]:
    """The last records of each partition."""
    if not partitions:
        return []
    consumer.assign(partitions)
    first, ends = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
    for partition, end in ends.items():
        consumer.seek(partition, max(first[partition], end - NEWEST))
    left = {p for p, end in ends.items() if end > first[p]}
    found: list[Any] = []
    while left:
        for records in (await consumer.getmany(timeout_ms=200)).values():
            found += records
        left = {p for p in left if await consumer.position(p) < ends[p]}
    return found


def _own(record: Any, source: str) -> OwnFact | None:
    """The fact of a record, if it says that it is of this source."""
    headers = dict(record.headers or ())
    try:
        if headers["ce_source"] != source.encode():
            return None
        return OwnFact(
            headers["ce_id"].decode(), record.key.decode(), datetime.fromisoformat(headers["ce_time"].decode())
        )
    except (KeyError, AttributeError, ValueError):  # nobody has published such a thing as a fact
        return None
