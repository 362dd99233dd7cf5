"""A service's one consumer: FastStream's batch subscriber with our own parser, decoder and acknowledgement."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, NamedTuple

import structlog
from aiokafka import ConsumerRecord
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage

from shared.bus.kafka.topics import record_of
from shared.bus.ledger import Passing
from shared.bus.wire import Record
from shared.contracts.topics import COMMUNES, INTAKE, Topic
from shared.observe.frames import frames_of

log = structlog.get_logger()
METADATA_MS = 2_000
"""How soon the topic of a commune that joins is heard; aiokafka's default is five minutes."""

PATIENCE = 10.0

Take = Callable[[Sequence[Record]], Awaitable[None]]


class Stuck(NamedTuple):
    """Where a partition waits to be read again, since when (the loop's seconds), and for what."""

    offset: int
    since: float
    why: str


class Ear:
    """A service's one consumer: a pattern over all that it hears; offsets are committed after `take` returns.

    `take` raises Passing when nothing was done: the batch is read again after a growing pause. So it is whatever else
    it raises, for nothing may be lost; but that is an error of ours, it is logged as such, and `trouble` names it.
    `patience`: the seconds after which it names the place, too.
    """

    def __init__(
        self,
        bootstrap: str,
        prefix: str,
        group: str,
        topics: Iterable[Topic],
        *,
        intake: bool,
        records: int,
        patience: float = PATIENCE,
    ) -> None:
        self._patience = patience
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
        self._stuck: dict[tuple[str, int], Stuck] = {}

    async def start(self, take: Take) -> None:
        """Begin to hear. Raises KafkaError while the broker is away."""

        async def on_batch(records: list[Record]) -> None:
            self._taking = True
            try:
                await take(records)
            except Exception as fault:
                await self._wait(records, fault)
                raise
            finally:
                self._taking = False
            self._pause = 0.0
            for record in records:
                self._stuck.pop((record.topic, record.partition), None)

        self._subscriber(on_batch)
        await self._broker.start()

    async def stop(self) -> None:
        await self._broker.stop()

    @property
    def listening(self) -> bool:
        """Whether the consuming task lives and partitions are assigned. A stopped consumer is not ready."""
        alive = any(not task.done() for task in self._subscriber.tasks)
        return alive and bool(self._subscriber.consumer and self._subscriber.consumer.assignment())

    @property
    def trouble(self) -> str:
        """What keeps it from going on, and where if it lasts; empty if nothing does, or another replica has it now."""
        consumer = self._subscriber.consumer
        if not self._stuck or consumer is None:
            return ""
        ours = {(p.topic.removeprefix(self._prefix), p.partition) for p in consumer.assignment()}
        held = [(stuck, place) for place, stuck in self._stuck.items() if place in ours]
        if not held:
            return ""
        stuck, (topic, partition) = min(held, key=lambda one: one[0].since)
        seconds = asyncio.get_running_loop().time() - stuck.since
        where = f", at {topic}/{partition}:{stuck.offset} for {seconds:.0f} s" if seconds >= self._patience else ""
        return stuck.why + where

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

    async def _wait(self, records: Sequence[Record], fault: Exception) -> None:
        self._pause = min(max(self._pause * 2, 0.1), 5.0)
        passing = isinstance(fault, Passing)
        self._stick(records, "waiting for the database" if passing else f"failing with {type(fault).__name__}")
        if passing:
            log.warning("batch_waits", why=str(fault), records=len(records), seconds=self._pause)
        else:
            at = [f"{topic}/{partition}:{s.offset}" for (topic, partition), s in self._stuck.items()]
            log.error("batch_failed", why=type(fault).__name__, at=at, frames=frames_of(fault), seconds=self._pause)
        await asyncio.sleep(self._pause)

    def _stick(self, records: Sequence[Record], why: str) -> None:
        """Remember where each partition of a batch stands; one that stood there already stands there since then."""
        now = asyncio.get_running_loop().time()
        first: dict[tuple[str, int], int] = {}
        for record in records:
            first.setdefault((record.topic, record.partition), record.offset)
        for place, offset in first.items():
            before = self._stuck.get(place)
            since = before.since if before and before.offset == offset else now
            self._stuck[place] = Stuck(offset, since, why)

    async def _parse(self, batch: tuple[ConsumerRecord[bytes, bytes], ...]) -> KafkaAckableMessage:
        # our own parser: the stock one dies on a null or non-UTF-8 header, outside every protection
        return KafkaAckableMessage(body=b"", raw_message=batch, consumer=self._subscriber.consumer)

    async def _decode(self, message: Any) -> list[Record]:
        return [record_of(raw, self._prefix) for raw in message.raw_message]
