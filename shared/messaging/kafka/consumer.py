"""The consumer of a service: FastStream's batch subscriber with our own parser, decoder and acknowledgement."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, NamedTuple

import structlog
from aiokafka import ConsumerRecord
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage

from shared.backoff import Backoff
from shared.contracts.topics import COMMUNES, INTAKE, Topic
from shared.messaging.cloudevents import Record
from shared.messaging.kafka.admin import record_of
from shared.messaging.unit_of_work import TransientError
from shared.observe.traceback import frames_of

log = structlog.get_logger()
METADATA_MS = 2_000
"""How soon the topic of a commune that joins is consumed; aiokafka's default is five minutes."""

STUCK_SECONDS = 10.0
"""After so long `trouble` names the partition and offset at which the consumer stands."""

Process = Callable[[Sequence[Record]], Awaitable[None]]


class Stuck(NamedTuple):
    """The offset at which a partition waits to be read again, since when (seconds of the event loop), and why."""

    offset: int
    since: float
    why: str


class KafkaConsumer:
    """Consumes all topics of a service by one pattern; offsets are committed after `process` returns.

    `process` raises TransientError when nothing was done: the batch is read again after a growing pause. Any other
    exception is a mistake of ours: it is logged as an error and named by `trouble`, and the batch is read again too,
    so that nothing is lost. `stuck_seconds`: after so long `trouble` names the place.
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
        stuck_seconds: float = STUCK_SECONDS,
    ) -> None:
        self._stuck_seconds = stuck_seconds
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
        self._backoff = Backoff()
        self._processing = False
        self._table_known = False
        self._stuck: dict[tuple[str, int], Stuck] = {}

    async def start(self, process: Process) -> None:
        """Start consuming. Raises KafkaError while the broker is away."""

        async def on_batch(records: list[Record]) -> None:
            self._processing = True
            try:
                await process(records)
            except Exception as fault:
                await self._pause_after(records, fault)
                raise
            finally:
                self._processing = False
            self._backoff.reset()
            for record in records:
                self._stuck.pop((record.topic, record.partition), None)

        self._subscriber(on_batch)
        await self._broker.start()

    async def stop(self) -> None:
        await self._broker.stop()

    @property
    def listening(self) -> bool:
        """Whether the consuming task lives and partitions are assigned."""
        alive = any(not task.done() for task in self._subscriber.tasks)
        return alive and bool(self._subscriber.consumer and self._subscriber.consumer.assignment())

    @property
    def trouble(self) -> str:
        """Why a batch cannot be processed, and where if that lasts. Empty if none waits or another replica has it."""
        consumer = self._subscriber.consumer
        if not self._stuck or consumer is None:
            return ""
        ours = {(p.topic.removeprefix(self._prefix), p.partition) for p in consumer.assignment()}
        held = [(stuck, place) for place, stuck in self._stuck.items() if place in ours]
        if not held:
            return ""
        stuck, (topic, partition) = min(held, key=lambda one: one[0].since)
        seconds = asyncio.get_running_loop().time() - stuck.since
        where = f", at {topic}/{partition}:{stuck.offset} for {seconds:.0f} s" if seconds >= self._stuck_seconds else ""
        return stuck.why + where

    async def knows_table(self) -> bool:
        """Whether the topic of communes was once read to its end.

        Before that, a request would be rejected because its commune is not known yet.
        """
        consumer = self._subscriber.consumer
        if not self._table_known and consumer is not None and not self._processing:
            ends = {p: consumer.highwater(p) for p in consumer.assignment() if p.topic == self._prefix + COMMUNES.name}
            self._table_known = all([end is not None and await consumer.position(p) >= end for p, end in ends.items()])
        return self._table_known

    async def lag(self) -> int:
        """Records of the assigned partitions that are not yet processed, as of the last fetch."""
        consumer = self._subscriber.consumer
        if consumer is None:
            return 0
        behind = 0
        for partition in consumer.assignment():
            end = consumer.highwater(partition)
            if end is not None:
                behind += max(0, end - await consumer.position(partition))
        return behind

    async def _pause_after(self, records: Sequence[Record], fault: Exception) -> None:
        seconds = self._backoff.next()
        transient = isinstance(fault, TransientError)
        self._remember_stuck(
            records, "waiting for the database" if transient else f"failing with {type(fault).__name__}"
        )
        if transient:
            log.warning("batch_waits", why=str(fault), records=len(records), seconds=seconds)
        else:
            at = [f"{topic}/{partition}:{s.offset}" for (topic, partition), s in self._stuck.items()]
            log.error("batch_failed", why=type(fault).__name__, at=at, frames=frames_of(fault), seconds=seconds)
        await asyncio.sleep(seconds)

    def _remember_stuck(self, records: Sequence[Record], why: str) -> None:
        """Remember the offset at which each partition of a batch waits, and since when it waits there."""
        now = asyncio.get_running_loop().time()
        first: dict[tuple[str, int], int] = {}
        for record in records:
            first.setdefault((record.topic, record.partition), record.offset)
        for place, offset in first.items():
            before = self._stuck.get(place)
            since = before.since if before and before.offset == offset else now
            self._stuck[place] = Stuck(offset, since, why)

    async def _parse(self, batch: tuple[ConsumerRecord[bytes, bytes], ...]) -> KafkaAckableMessage:
        # our own parser: the one of FastStream raises on a null or non-UTF-8 header, where no handler catches it
        return KafkaAckableMessage(body=b"", raw_message=batch, consumer=self._subscriber.consumer)

    async def _decode(self, message: Any) -> list[Record]:
        return [record_of(raw, self._prefix) for raw in message.raw_message]
