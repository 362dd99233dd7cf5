"""Topics: created where they are missing, read to their end, or followed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    KafkaError,
    TopicAlreadyExistsError,
    for_code,
)

from shared.contracts.topics import SHARED_TOPICS, Topic, intake_of, replies_to, topic_named
from shared.messaging.address import BusAddress
from shared.messaging.cloudevents import read
from shared.messaging.kafka.connecting import client_of, not_reached
from shared.messaging.kafka.fetched import BrokenRecord
from shared.messaging.kafka.identity import logs_of
from shared.messaging.records import Record, UnknownType, UnreadableRecord


def record_of(raw: Any, prefix: str, log: str = "") -> Record:
    """A Record of what aiokafka read; nothing is interpreted. `log`: which log its topic is."""
    topic, why = raw.topic.removeprefix(prefix), raw.why if isinstance(raw, BrokenRecord) else ""
    return Record(topic, raw.partition, raw.offset, raw.key, raw.value, tuple(raw.headers or ()), log, why)


@asynccontextmanager
async def admin(bus: BusAddress) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(client_id="mesa-admin", **client_of(bus))
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def ensure_topics(bus: BusAddress, communes: Sequence[str], replication: int = 1) -> list[str]:
    """Create the shared topics and, for each commune, its intake and replies, if missing. Returns the new names."""
    wanted = list(SHARED_TOPICS)
    for cut in communes:
        wanted += [intake_of(cut), replies_to(cut)]
    async with admin(bus) as client:
        there = set(await client.list_topics())
        missing = [t for t in wanted if bus.name_of(t.name) not in there]
        await _create(client, bus, missing, replication)
    return [bus.name_of(t.name) for t in missing]


async def topics_of(bus: BusAddress) -> list[str]:
    """The topics of this Mesa that exist (names without prefix), sorted. Raises TransientError."""
    try:
        async with admin(bus) as client:
            there = await client.list_topics()
    except (KafkaError, OSError) as away:
        raise await not_reached(bus, away) from away
    start = bus.name_of("")
    return sorted(name.removeprefix(start) for name in there if name.startswith(start))


async def log_of(bus: BusAddress, topic: str) -> str:
    """Which log a topic is (see `Record.log`); empty if there is none. Raises TransientError."""
    try:
        async with admin(bus) as client:
            name = bus.name_of(topic)
            return (await logs_of(client._client, [name])).get(name, "")
    except (KafkaError, OSError) as away:
        raise await not_reached(bus, away) from away


async def make_topic(bus: BusAddress, name: str) -> None:
    """Create one topic of the Mesa (its name without prefix) that has gone. Raises TransientError."""
    try:
        async with admin(bus) as client:
            await _create(client, bus, [topic_named(name)], min(3, len(client._client.cluster.brokers())))
    except (KafkaError, OSError, KeyError) as no:
        raise await not_reached(bus, no) from no


async def _create(client: AIOKafkaAdminClient, bus: BusAddress, topics: Sequence[Topic], replication: int) -> None:
    """Raises KafkaError. A topic that another process has made meanwhile is good as well."""
    if not topics:
        return
    answer = await client.create_topics(
        [NewTopic(bus.name_of(t.name), t.partitions, replication, topic_configs=t.config) for t in topics]
    )
    for _, code, *_ in answer.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise error


async def read_topic(
    bus: BusAddress,
    topics: Sequence[str],
    *,
    from_start: bool = True,
    follow: bool = False,
    caught_up: asyncio.Event | None = None,
) -> AsyncIterator[Record]:
    """The records of topics (names without prefix), to the end as it is now, or for ever with `follow`.

    `caught_up` is set when all that was there at the start has been read: from then on everything is news.
    Raises TransientError if no broker answers.
    """
    consumer = AIOKafkaConsumer(
        *[bus.name_of(name) for name in topics],
        **client_of(bus),
        auto_offset_reset="earliest" if from_start else "latest",
        isolation_level="read_committed",
    )
    try:
        try:
            await consumer.start()
        except KafkaError as away:
            raise await not_reached(bus, away) from away
        ends = await consumer.end_offsets(consumer.assignment())
        if not from_start:
            # done now and not at the first poll, so that nothing published meanwhile is missed
            await consumer.seek_to_end()
        while True:
            if not any([await consumer.position(p) < end for p, end in ends.items()]):
                if caught_up:
                    caught_up.set()
                if not follow:
                    return
            for records in (await consumer.getmany(timeout_ms=200)).values():
                for raw in records:
                    yield record_of(raw, bus.name_of(""))
    finally:
        await consumer.stop()


async def read_compacted(bus: BusAddress, topic: str) -> dict[str, tuple[Any, int]]:
    """By subject, the last message of a topic as it is now: its data and its offset.

    A record that is no message is passed over, as the services do that set it aside: what was said before holds.
    """
    last: dict[str, tuple[Any, int]] = {}
    async for record in read_topic(bus, [topic]):
        with suppress(UnreadableRecord, UnknownType):
            envelope = read(record).envelope
            last[envelope.subject] = envelope.data, record.offset
    return last
