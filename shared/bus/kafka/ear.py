"""A service's one consumer: FastStream's batch subscriber with our own parser, decoder and acknowledgement."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from aiokafka import ConsumerRecord
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage

from shared.bus.kafka.topics import record_of
from shared.bus.ledger import Passing
from shared.bus.wire import Record
from shared.contracts.topics import COMMUNES, INTAKE, Topic

METADATA_MS = 2_000
"""How soon the topic of a commune that joins is heard; aiokafka's default is five minutes."""

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
