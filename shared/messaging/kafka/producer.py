"""Publishing: the producer of the relay, and facts or requests that come from outside a service."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    KafkaError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from shared.contracts.envelope import Envelope, Fact, Request
from shared.messaging.cloudevents import headers_of
from shared.messaging.unit_of_work import TransientError

REFUSED = (MessageSizeTooLargeError, TopicAuthorizationFailedError, UnknownTopicOrPartitionError)
"""Errors of the broker about one record that will come again if it is sent again."""


class KafkaProducer:
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

    async def publish(self, rows: Sequence[Any]) -> list[str | None]:
        """Publish rows (topic, subject, data and the attributes of an Envelope) in order; per row None or why refused.

        Raises TransientError if the broker did not answer for some: all may have to be sent again.
        """
        try:
            producer = await self._open()
            # all are sent before any answer is awaited: an idempotent producer keeps their order by itself
            sent = [await self._send(producer, row) for row in rows]
            answers = await asyncio.gather(*sent, return_exceptions=True)
        except (KafkaError, OSError) as away:
            await self.close()
            raise TransientError(type(away).__name__) from away
        if any(isinstance(a, BaseException) and not isinstance(a, REFUSED) for a in answers):
            # an idempotent producer that missed an acknowledgement cannot go on: the next attempt opens a new one
            await self.close()
            raise TransientError("the broker did not acknowledge")
        return [type(a).__name__ if isinstance(a, BaseException) else None for a in answers]

    async def close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            try:
                await asyncio.wait_for(producer.stop(), 5)
            except (KafkaError, TimeoutError) as late:
                logging.getLogger(__name__).warning("producer did not close in time: %s", type(late).__name__)

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


async def publish_now(bootstrap: str, prefix: str, topic: str, envelopes: Sequence[Envelope[Fact | Request]]) -> None:
    """Publish facts or requests from outside a service and wait for the acknowledgement.

    Raises TransientError if the broker is away, ValueError if it refuses one.
    """
    producer = KafkaProducer(bootstrap, prefix, "publish")
    try:
        refused = await producer.publish([outbox_row_of(topic, e) for e in envelopes])
    finally:
        await producer.close()
    if any(refused):
        raise ValueError(f"the broker refused {prefix}.{topic}: {', '.join(sorted({r for r in refused if r}))}")


def outbox_row_of(topic: str, envelope: Envelope[Any]) -> dict[str, Any]:
    """An envelope as a row that `KafkaProducer.publish` takes."""
    return {
        "topic": topic,
        "key": envelope.subject,
        "data": envelope.data.model_dump_json(exclude_none=True),
        "headers": headers_of(envelope),
    }
