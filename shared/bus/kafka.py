"""Apache Kafka through FastStream and aiokafka: the only file that knows either.

FastStream's defaults lose data (acknowledge first or after errors, latest offset, acks=1), so each is set here.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    KafkaError,
    MessageSizeTooLargeError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    for_code,
)
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage

from shared.bus.ledger import Passing
from shared.bus.wire import Record, headers_of
from shared.contracts.envelope import Envelope, Fact, Request
from shared.contracts.topics import COMMUNES, INTAKE, SHARED_TOPICS, Topic, intake_of, replies_to

METADATA_MS = 2_000
"""How soon the topic of a commune that joins is heard; aiokafka's default is five minutes."""

REFUSED = (MessageSizeTooLargeError, TopicAuthorizationFailedError, UnknownTopicOrPartitionError)
"""What the broker says of one record and will say again."""

Take = Callable[[Sequence[Record]], Awaitable[None]]


class Ear:
    """A service's one consumer: a pattern over all that it hears; offsets are committed after `take` returns.

    `take` raises Passing when nothing was done: the batch is read again after a growing pause.
    """

    def __init__(
        self, bootstrap: str, prefix: str, group: str, topics: Iterable[Topic], *, intake: bool, records: int
    ) -> None:
        self._prefix = prefix + "."
        self._broker = KafkaBroker(
            bootstrap,
            client_id=f"mesa-{group}",
            logger=None,
            apply_types=False,
            allow_auto_create_topics=False,
            metadata_max_age_ms=METADATA_MS,
            graceful_timeout=10,
        )
        names = [re.escape(t.name) for t in topics] + ([rf"{INTAKE}\.[0-9]+"] if intake else [])
        self._subscriber: Any = self._broker.subscriber(
            pattern=rf"^{re.escape(self._prefix)}({'|'.join(names)})$",
            group_id=group,
            batch=True,
            max_records=records,
            batch_timeout_ms=250,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.NACK_ON_ERROR,
            parser=self._parse,
            decoder=self._decode,
            no_reply=True,
            fetch_max_wait_ms=500,
        )
        self._pause = 0.0
        self._taking = False
        self._seated = False
        self.paused = False

    async def start(self, take: Take) -> None:
        """Begin to hear. Raises KafkaError while the broker is away."""

        async def on_batch(records: list[Record]) -> None:
            self._taking = True
            try:
                await take(records)
            except Passing:
                await self._wait()
                raise
            finally:
                self._taking = False
            self._pause, self.paused = 0.0, False

        self._subscriber(on_batch)
        await self._broker.start()

    async def stop(self) -> None:
        await self._broker.stop()

    @property
    def listening(self) -> bool:
        """Whether the consuming task lives and partitions are assigned. A stopped consumer is not ready."""
        alive = any(not task.done() for task in self._subscriber.tasks)
        return alive and bool(self._subscriber.consumer and self._subscriber.consumer.assignment())

    async def knows_table(self) -> bool:
        """Whether it has once taken all that the topic of communes held: before, a request meets an empty table."""
        consumer = self._subscriber.consumer
        if not self._seated and consumer is not None and not self._taking:
            ends = {p: consumer.highwater(p) for p in consumer.assignment() if p.topic == self._prefix + COMMUNES.name}
            self._seated = all([end is not None and await consumer.position(p) >= end for p, end in ends.items()])
        return self._seated

    async def lag(self) -> int:
        """Records on the assigned partitions that are not yet taken, as the last fetch knows it."""
        consumer = self._subscriber.consumer
        if consumer is None:
            return 0
        behind = 0
        for partition in consumer.assignment():
            end = consumer.highwater(partition)
            if end is not None:
                behind += max(0, end - await consumer.position(partition))
        return behind

    async def _wait(self) -> None:
        self._pause, self.paused = min(max(self._pause * 2, 0.1), 5.0), True
        await asyncio.sleep(self._pause)

    async def _parse(self, batch: tuple[ConsumerRecord[bytes, bytes], ...]) -> KafkaAckableMessage:
        # our own parser: the stock one dies on a null or non-UTF-8 header, outside every protection
        return KafkaAckableMessage(body=b"", raw_message=batch, consumer=self._subscriber.consumer)

    async def _decode(self, message: Any) -> list[Record]:
        return [record_of(raw, self._prefix) for raw in message.raw_message]


def record_of(raw: Any, prefix: str) -> Record:
    """A Record of what aiokafka read; nothing is interpreted."""
    return Record(
        raw.topic.removeprefix(prefix), raw.partition, raw.offset, raw.key, raw.value, tuple(raw.headers or ())
    )


class Mouth:
    """An idempotent producer with acks=all whose sends are pipelined."""

    def __init__(self, bootstrap: str, prefix: str, client: str) -> None:
        self._settings: dict[str, Any] = {
            "bootstrap_servers": bootstrap,
            "client_id": f"mesa-{client}",
            "acks": "all",
            "enable_idempotence": True,
            "linger_ms": 0,
            "max_batch_size": 131_072,
            "request_timeout_ms": 20_000,
        }
        self._prefix = prefix + "."
        self._producer: AIOKafkaProducer | None = None

    async def say(self, rows: Sequence[Any]) -> list[str | None]:
        """Send rows (topic, subject, data and the attributes of an Envelope) in order; per row None or why refused.

        Raises Passing if the broker did not answer for some: all may have to be sent again.
        """
        try:
            producer = await self._open()
            sent = [await self._send(producer, row) for row in rows]
            answers = await asyncio.gather(*sent, return_exceptions=True)
        except (KafkaError, OSError) as away:
            await self.close()
            raise Passing(type(away).__name__) from away
        if any(isinstance(a, BaseException) and not isinstance(a, REFUSED) for a in answers):
            # a producer that lost its sequence never finds it again: the next try has a new one
            await self.close()
            raise Passing("the broker did not acknowledge")
        return [type(a).__name__ if isinstance(a, BaseException) else None for a in answers]

    async def close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            try:
                await asyncio.wait_for(producer.stop(), 5)
            except (KafkaError, TimeoutError) as late:
                logging.getLogger(__name__).warning("producer closed in anger: %s", type(late).__name__)

    async def _open(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(**self._settings)
            try:
                await producer.start()
            except BaseException:
                await producer.stop()
                raise
            self._producer = producer
        return self._producer

    async def _send(self, producer: AIOKafkaProducer, row: Any) -> Awaitable[Any]:
        try:
            sent: Awaitable[Any] = await producer.send(
                self._prefix + row["topic"],
                row["data"].encode(),
                key=row["key"].encode(),
                headers=row["headers"],
            )
            return sent
        except REFUSED as no:
            refused: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            refused.set_exception(no)
            return refused


@asynccontextmanager
async def admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap, client_id="mesa-admin")
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def ensure_topics(bootstrap: str, prefix: str, communes: Sequence[str], replication: int = 1) -> list[str]:
    """Make the shared topics and an intake and a replies topic per commune, those missing. Returns the new ones."""
    wanted = list(SHARED_TOPICS)
    for cut in communes:
        wanted += [intake_of(cut), replies_to(cut)]
    async with admin(bootstrap) as client:
        there = set(await client.list_topics())
        new = [
            NewTopic(f"{prefix}.{t.name}", t.partitions, replication, topic_configs=t.config)
            for t in wanted
            if f"{prefix}.{t.name}" not in there
        ]
        if new:
            answer = await client.create_topics(new)
            for _, code, *_ in answer.topic_errors:
                error = for_code(code)
                if code and error is not TopicAlreadyExistsError:
                    raise error
    return [t.name for t in new]


async def publish(bootstrap: str, prefix: str, topic: str, envelopes: Sequence[Envelope[Fact | Request]]) -> None:
    """Say facts or requests from outside a service, acknowledged. Raises Passing, or ValueError if refused."""
    mouth = Mouth(bootstrap, prefix, "publish")
    try:
        refused = await mouth.say([row_of(topic, e) for e in envelopes])
    finally:
        await mouth.close()
    if any(refused):
        raise ValueError(f"the broker refused {prefix}.{topic}: {', '.join(sorted({r for r in refused if r}))}")


def row_of(topic: str, envelope: Envelope[Any]) -> dict[str, Any]:
    """What `Mouth.say` takes, of an envelope."""
    return {
        "topic": topic,
        "key": envelope.subject,
        "data": envelope.data.model_dump_json(exclude_none=True),
        "headers": headers_of(envelope),
    }


async def read_topic(
    bootstrap: str,
    prefix: str,
    topics: Sequence[str],
    *,
    from_start: bool = True,
    follow: bool = False,
    caught_up: asyncio.Event | None = None,
) -> AsyncIterator[Record]:
    """The records of topics (names without prefix), to the end as it is now, or for ever with `follow`.

    `caught_up` is set when all that was there at the start has been read: from then on everything is news.
    Raises Passing if no broker answers.
    """
    names = [f"{prefix}.{name}" for name in topics]
    consumer: AIOKafkaConsumer[bytes, bytes] = AIOKafkaConsumer(
        *names, bootstrap_servers=bootstrap, auto_offset_reset="earliest" if from_start else "latest"
    )
    try:
        try:
            await consumer.start()
        except KafkaError as away:
            raise Passing(type(away).__name__) from away
        ends = await consumer.end_offsets(consumer.assignment())
        if not from_start:
            await consumer.seek_to_end()
        while True:
            if not any([await consumer.position(p) < end for p, end in ends.items()]):
                if caught_up:
                    caught_up.set()
                if not follow:
                    return
            for records in (await consumer.getmany(timeout_ms=200)).values():
                for raw in records:
                    yield record_of(raw, prefix + ".")
    finally:
        await consumer.stop()


async def read_compacted(bootstrap: str, prefix: str, topic: str) -> dict[str, Record]:
    """The last record of every key of a topic, as it is now."""
    last: dict[str, Record] = {}
    async for record in read_topic(bootstrap, prefix, [topic]):
        last[(record.key or b"").decode()] = record
    return last
