"""Publishing: the producer of the relay, and facts or requests that come from outside a service."""

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.client import CoordinationType
from aiokafka.errors import (
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    for_code,
)
from aiokafka.producer.transaction_manager import PidAndEpoch
from aiokafka.protocol.transaction import InitProducerIdRequest

from shared.backoff import Backoff
from shared.contracts.envelope import Envelope, Fact, Request
from shared.messaging.address import BusAddress
from shared.messaging.books_check import OwnTopics
from shared.messaging.cloudevents import headers_of
from shared.messaging.kafka.admin import make_topic
from shared.messaging.kafka.connecting import client_of, not_reached
from shared.messaging.kafka.own_facts import own_topics
from shared.messaging.relay import Refusal
from shared.messaging.unit_of_work import TransientError

log = structlog.get_logger()
OF_THE_TOPIC = (TopicAuthorizationFailedError, UnknownTopicOrPartitionError, InvalidTopicError)
"""Errors about a topic: its rows wait, and every other topic goes on."""

OF_THE_RECORD = (MessageSizeTooLargeError,)
"""Errors about one record, which will come again if it is sent again."""

LATE_SECONDS = 3.0
"""After so long without an acknowledgement it is asked whether the topic is still there."""

CLOSE_SECONDS = 2.0
ATTEMPTS = 6
"""How often something is published from outside a service, within about three seconds."""


class KafkaProducer:
    """An idempotent producer with acks=all whose sends are pipelined, topic by topic.

    `fenced_as`: a name that only one producer has at a time. Whoever opens it gets the next epoch of that name's
    producer id, and the broker refuses what an older epoch still sends to a partition that the new one has written.
    """

    def __init__(self, bus: BusAddress, client: str, *, fenced_as: str = "") -> None:
        self._settings: dict[str, Any] = {
            "client_id": f"mesa-{client}",
            "acks": "all",
            "enable_idempotence": True,
            "linger_ms": 0,
            "max_batch_size": 131_072,
            "request_timeout_ms": 20_000,
        }
        self._bus = bus
        self._name = client
        self._fenced_as = fenced_as
        self._producer: AIOKafkaProducer | None = None

    async def open(self) -> None:
        """Connect. Raises TransientError."""
        await self.close()
        producer = AIOKafkaProducer(**client_of(self._bus), **self._settings)
        try:
            await producer.start()
            if self._fenced_as:
                await _take_epoch(producer, self._fenced_as)
        except (KafkaError, OSError, TimeoutError) as away:
            await _abandon(producer)
            raise await not_reached(self._bus, away) from away
        except BaseException:
            await _abandon(producer)
            raise
        self._producer = producer

    async def publish(self, rows: Sequence[Any]) -> list[Refusal | None]:
        """Publish rows (topic, subject, data and the attributes of an Envelope); in order, topic by topic.

        Raises TransientError if the broker did not answer for some: all may have to be sent again.
        """
        if self._producer is None:
            await self.open()
        assert self._producer is not None
        by_topic: dict[str, list[int]] = {}
        for n, row in enumerate(rows):
            by_topic.setdefault(row["topic"], []).append(n)
        answers: list[Refusal | None] = [None] * len(rows)
        lanes = {
            topic: asyncio.create_task(self._publish_topic(self._producer, topic, [rows[n] for n in numbers]))
            for topic, numbers in by_topic.items()
        }
        try:
            for topic, told in (await self._told(self._producer, lanes)).items():
                for place, n in enumerate(by_topic[topic]):
                    answers[n] = told[place] if told is not None else _refusal(UnknownTopicOrPartitionError())
        except (KafkaError, OSError, TimeoutError) as away:
            # an idempotent producer that missed an acknowledgement cannot go on: the next attempt opens a new one
            await self.close()
            raise TransientError(f"the broker did not acknowledge: {type(away).__name__}") from away
        finally:
            for lane in lanes.values():
                lane.cancel()
        return answers

    async def own_topics(self) -> OwnTopics:
        """What stands on the topics that `client` writes. Raises TransientError."""
        return await own_topics(self._bus, self._name)

    async def make_topic(self, topic: str) -> None:
        """Make a topic of ours that is missing. Raises TransientError."""
        await make_topic(self._bus, topic)

    async def close(self) -> None:
        """Close without waiting for what was not acknowledged."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await _abandon(producer)

    async def _told(
        self, producer: AIOKafkaProducer, lanes: dict[str, asyncio.Task[list[Refusal | None]]]
    ) -> dict[str, list[Refusal | None] | None]:
        """What each topic's lane came to; None for a topic that has gone, whose lane would end only much later."""
        _, late = await asyncio.wait(lanes.values(), timeout=LATE_SECONDS)
        gone = {
            topic
            for topic, lane in lanes.items()
            if lane in late and not await self._is_there(producer, topic) and not lane.done()
        }
        told = {topic: None if topic in gone else await lane for topic, lane in lanes.items()}
        if gone:
            # its records are still in the producer: they go with it, and the next publication opens a new one
            await self.close()
        return told

    async def _publish_topic(self, producer: AIOKafkaProducer, topic: str, rows: list[Any]) -> list[Refusal | None]:
        name = self._bus.name_of(topic)
        if not await self._is_there(producer, topic, known=True):
            denied = name in producer.client.cluster.unauthorized_topics
            no = TopicAuthorizationFailedError() if denied else UnknownTopicOrPartitionError()
            return [_refusal(no)] * len(rows)
        # all are sent before any answer is awaited: an idempotent producer keeps their order by itself
        sent = [await self._send(producer, name, row) for row in rows]
        return [_refusal(answer) for answer in await asyncio.gather(*sent, return_exceptions=True)]

    async def _is_there(self, producer: AIOKafkaProducer, topic: str, *, known: bool = False) -> bool:
        """Whether the broker has the topic. `known`: what it last said of it is good enough."""
        cluster, name = producer.client.cluster, self._bus.name_of(topic)
        if known and cluster.partitions_for_topic(name):
            return True
        # add_topic asks at once only for a topic that it did not ask for before
        await producer.client.add_topic(name)
        await producer.client.force_metadata_update()
        return bool(cluster.partitions_for_topic(name))

    async def _send(self, producer: AIOKafkaProducer, name: str, row: Any) -> Any:
        try:
            sent = await producer.send(name, row["data"].encode(), key=row["key"].encode(), headers=row["headers"])
            # a lane that is given up awaits nothing more, and its records fail when the producer is closed
            sent.add_done_callback(_was_seen)
            return sent
        except OF_THE_RECORD as no:
            refused: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            refused.set_exception(no)
            return refused


def _was_seen(sent: asyncio.Future[Any]) -> None:
    if not sent.cancelled():
        sent.exception()


def _refusal(answer: Any) -> Refusal | None:
    """Raises what is about the connection and not about the topic or the record."""
    if isinstance(answer, OF_THE_TOPIC):
        return Refusal(type(answer).__name__, topic_wide=True)
    if isinstance(answer, OF_THE_RECORD):
        return Refusal(type(answer).__name__, topic_wide=False)
    if isinstance(answer, BaseException):
        raise answer
    return None


async def _take_epoch(producer: AIOKafkaProducer, name: str) -> None:
    """Give the producer the next epoch of the id that belongs to `name`.

    That id is a transactional one, but nothing is sent in a transaction: the epoch alone shuts the older holder out,
    without the two more trips to the broker that each transaction costs. Raises KafkaError.
    """
    client = producer.client
    node = await client.coordinator_lookup(CoordinationType.TRANSACTION, name)
    if not await client.ready(node):
        raise KafkaError("the coordinator of the producer's epoch is not ready")
    answer: Any = await client.send(node, InitProducerIdRequest(name, 60_000))
    if error := answer.error_code:
        raise for_code(error)(name)
    producer._txn_manager._pid_and_epoch = PidAndEpoch(answer.producer_id, answer.producer_epoch)


async def _abandon(producer: AIOKafkaProducer) -> None:
    """Close a producer; what it still holds is sent again by the next one, so it is not waited for."""
    producer._message_accumulator.fail_all(KafkaError("closed"))
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await producer.stop()
    except (KafkaError, TimeoutError) as late:
        log.info("producer_left_open", why=type(late).__name__)
        await producer.client.close()


async def publish_now(bus: BusAddress, topic: str, envelopes: Sequence[Envelope[Fact | Request]]) -> None:
    """Publish facts or requests from outside a service and wait for the acknowledgement.

    Raises TransientError if the broker is away or does not know the topic, ValueError if it refuses one.
    """
    producer, backoff = KafkaProducer(bus, "publish"), Backoff()
    rows = [outbox_row_of(topic, e) for e in envelopes]
    try:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                refused = refused_for_good(await producer.publish(rows))
                break
            except TransientError:  # the topic may just have been made
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(backoff.next())
    finally:
        await producer.close()
    if refused:
        raise ValueError(f"the broker refused {bus.name_of(topic)}: {', '.join(sorted(set(refused)))}")


def refused_for_good(answers: Sequence[Refusal | None]) -> list[str]:
    """Why the broker will never take some of the rows. Raises TransientError if a topic takes none at the moment.

    A broker that has just started does not know its topics for a moment.
    """
    if now := sorted({answer.why for answer in answers if answer and answer.topic_wide}):
        raise TransientError(", ".join(now))
    return [answer.why for answer in answers if answer]


def outbox_row_of(topic: str, envelope: Envelope[Any]) -> dict[str, Any]:
    """An envelope as a row that `KafkaProducer.publish` takes."""
    return {
        "topic": topic,
        "key": envelope.subject,
        "data": envelope.data.model_dump_json(exclude_none=True),
        "headers": headers_of(envelope),
    }
