"""The consumer of a service: FastStream's batch subscriber with our own fetch, parser, decoder and acknowledgement."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import chain
from typing import Any

import structlog
from aiokafka import ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage

from shared.backoff import Backoff
from shared.contracts.topics import INTAKE, Topic
from shared.messaging.address import BusAddress
from shared.messaging.kafka.admin import record_of
from shared.messaging.kafka.connecting import not_reached, security_of
from shared.messaging.kafka.identity import logs_of
from shared.messaging.kafka.pace import Pace
from shared.messaging.kafka.places import Books, Places
from shared.messaging.kafka.trouble import Trouble, first_offsets
from shared.messaging.records import Record
from shared.messaging.unit_of_work import TransientError
from shared.observe.traceback import frames_of

log = structlog.get_logger()
METADATA_MS = 2_000
"""How soon the topic of a commune that joins is consumed; aiokafka's default is five minutes."""

POLL_MS = 500
"""So long one poll waits for records; it returns at once when some come."""

SESSION_MS = 15_000
HEARTBEAT_MS = 2_000
"""A replica that is silent for a session loses its partitions: some batches long, so that only a fault takes it."""

REVOKE_SECONDS = 10.0
"""So long the batch in hand may last while its partitions wait to go to another replica."""

COMMIT_SECONDS = 1.0
"""How often the group's offsets are committed. They are for the tools: a service seeks by its own books."""

STUCK_SECONDS = 10.0
"""After so long `trouble` names the partition and offset at which the consumer stands."""

ANSWER_SECONDS = 2.0

Process = Callable[[Sequence[Record]], Awaitable[None]]


class KafkaConsumer:
    """Consumes all topics of a service by one pattern, from where its own books say that it has heard.

    `process` raises TransientError when nothing was done: the batch is read again after a growing pause. Any other
    exception is a mistake of ours: it is logged as an error and named by `trouble`, and the batch is read again too,
    so that nothing is lost. `books`: how far the service has heard. `stuck_seconds`: after so long `trouble` names the
    place.
    """

    def __init__(
        self,
        bus: BusAddress,
        group: str,
        topics: Iterable[Topic],
        books: Books,
        *,
        intake: bool,
        records: int,
        stuck_seconds: float = STUCK_SECONDS,
    ) -> None:
        self._bus, self._prefix = bus, bus.name_of("")
        names = [re.escape(t.name) for t in topics] + ([rf"{INTAKE}\.[0-9]+"] if intake else [])
        self._broker = _broker(bus, group)
        self._subscriber = self._subscribe(group, rf"^{re.escape(self._prefix)}({'|'.join(names)})$")
        self._places = Places(self._prefix, books)
        self._trouble = Trouble(stuck_seconds)
        self._pace = Pace(records)
        self._backoff = Backoff()
        self._idle = asyncio.Event()
        self._idle.set()
        self._fetched_under = 0
        self._committed_at = self._answered_at = 0.0

    async def start(self, process: Process) -> None:
        """Start consuming. Raises TransientError while the broker does not let it."""

        async def on_batch(records: list[Record]) -> None:
            started, assignments = time.perf_counter(), self._fetched_under
            try:
                await process(records)
            except Exception as fault:
                self._back_to(records, assignments)
                await self._pause_after(records, fault)
            else:
                self._backoff.reset()
                self._pace.took(len(records), time.perf_counter() - started)
                self._trouble.did(records)
            finally:
                self._idle.set()

        self._subscriber(on_batch)
        try:
            await self._broker.start()
        except (KafkaError, OSError) as away:
            raise await not_reached(self._bus, away) from away

    async def stop(self) -> None:
        """Stop after the batch in hand, if that ends in time."""
        await self._finish_batch()
        await self._broker.stop()

    async def ended(self) -> None:
        """Return when the consuming task has ended although nobody stopped it."""
        await asyncio.wait(list(self._subscriber.tasks))

    @property
    def listening(self) -> bool:
        """Whether the consuming task lives and partitions are assigned."""
        alive = any(not task.done() for task in self._subscriber.tasks)
        return alive and bool(self._subscriber.consumer and self._subscriber.consumer.assignment())

    @property
    def trouble(self) -> str:
        """Why a batch cannot be fetched or processed, and where if that lasts. Empty if none of its own waits."""
        consumer = self._subscriber.consumer
        return self._trouble.text({self._places.key_of(p) for p in consumer.assignment()} if consumer else ())

    @property
    def knows_table(self) -> bool:
        """Whether the topic of communes was once read to its end.

        Before that, a request would be rejected because its commune is not known yet.
        """
        return self._places.table_known

    async def answers(self) -> None:
        """Raises TransientError if no broker answers within two seconds."""
        if (consumer := self._subscriber.consumer) is None:
            raise TransientError("not connected")
        now = time.monotonic()
        if now - self._answered_at < 1.0:
            return
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await logs_of(consumer._client, ())
        except TimeoutError:
            raise TransientError("no broker answers within 2 s") from None
        self._answered_at = now

    @property
    def rebalances(self) -> int:
        """How often partitions came or went."""
        return self._places.assignments

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

    async def _next_batch(self, consumer: Any) -> tuple[ConsumerRecord[bytes, bytes], ...]:
        """The next records, or none after half a second. An error is told, and only its own partition waits."""
        try:
            await self._places.place(consumer)
            if time.monotonic() - self._committed_at > COMMIT_SECONDS:
                await self._commit()
            assignments = self._places.assignments
            first = await self._places.table_to_read(consumer)
            found = await consumer.getmany(*first, timeout_ms=POLL_MS, max_records=self._pace.records)
            if not await self._places.took(consumer, found, assignments):
                return ()
        except ConsumerStoppedError:
            raise
        except Exception as fault:
            await self._pause_fetching(fault)
            return ()
        self._trouble.fetch = ""
        batch = tuple(chain(*found.values()))
        if batch:
            self._idle.clear()
            self._fetched_under = assignments
            self._trouble.took(min(record.timestamp for record in batch))
        return batch

    def _back_to(self, records: Sequence[Record], assignments: int) -> None:
        """Read a batch that was not processed again, unless its partitions have gone to another replica."""
        consumer = self._subscriber.consumer
        if consumer is None or assignments != self._places.assignments:
            return
        for place, offset in first_offsets(records).items():
            partition = self._places.partition_of(*place)
            if partition in consumer.assignment():
                consumer.seek(partition, offset)

    async def _finish_batch(self) -> None:
        """Wait for the batch in hand, and commit. One that lasts too long is read again by whoever comes next."""
        try:
            async with asyncio.timeout(REVOKE_SECONDS):
                await self._idle.wait()
        except TimeoutError:
            log.warning("batch_not_waited_for", seconds=REVOKE_SECONDS)
        else:
            await self._commit()

    async def _hand_over(self) -> None:
        """Before partitions go: finish the batch in hand."""
        await self._finish_batch()
        self._places.forget()

    async def _commit(self) -> None:
        """Commit the positions to the group. What fails is not needed: the books know."""
        self._committed_at = time.monotonic()
        consumer = self._subscriber.consumer
        if consumer is None or not self._places:
            return
        try:
            async with asyncio.timeout(REVOKE_SECONDS):
                await consumer.commit()
        except (KafkaError, TimeoutError) as no:
            log.info("offsets_not_committed", why=type(no).__name__)

    async def _pause_fetching(self, fault: Exception) -> None:
        why = str(fault) if isinstance(fault, TransientError) else f"cannot fetch: {type(fault).__name__}"
        if why != self._trouble.fetch:
            log.warning("fetch_waits", why=why, frames=frames_of(fault))
        self._trouble.fetch = why
        await asyncio.sleep(self._backoff.next())

    async def _pause_after(self, records: Sequence[Record], fault: Exception) -> None:
        seconds, name = self._backoff.next(), type(fault).__name__
        if isinstance(fault, TransientError):
            self._trouble.failed(records, "waiting for the database")
            log.warning("batch_waits", why=str(fault), records=len(records), seconds=seconds)
        else:
            at = self._trouble.failed(records, f"failing with {name}")
            log.error("batch_failed", why=name, at=at, frames=frames_of(fault), seconds=seconds)
        await asyncio.sleep(seconds)

    def _subscribe(self, group: str, pattern: str) -> Any:
        subscriber: Any = self._broker.subscriber(
            pattern=pattern,
            group_id=group,
            batch=True,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=HEARTBEAT_MS,
            ack_policy=AckPolicy.MANUAL,
            listener=_Handover(self),
            parser=self._parse,
            decoder=self._decode,
            no_reply=True,
            fetch_max_wait_ms=POLL_MS,
        )
        # FastStream's own fetch sleeps after each empty poll, and for seconds after an error that it does not name
        subscriber.get_msg = self._next_batch
        return subscriber

    async def _parse(self, batch: tuple[ConsumerRecord[bytes, bytes], ...]) -> KafkaAckableMessage:
        # our own parser: the one of FastStream raises on a null or non-UTF-8 header, where no handler catches it
        return KafkaAckableMessage(body=b"", raw_message=batch, consumer=self._subscriber.consumer)

    async def _decode(self, message: Any) -> list[Record]:
        return [record_of(raw, self._prefix, self._places.log_of(raw.topic)) for raw in message.raw_message]


class _Handover(ConsumerRebalanceListener):  # type: ignore[misc]
    """Lets the consumer finish its batch before its partitions go to another replica."""

    def __init__(self, consumer: KafkaConsumer) -> None:
        self._consumer = consumer

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        await self._consumer._hand_over()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        self._consumer._places.forget()


def _broker(bus: BusAddress, group: str) -> KafkaBroker:
    return KafkaBroker(
        bus.servers,
        security=security_of(bus),
        client_id=f"mesa-{group}",
        logger=None,
        apply_types=False,
        allow_auto_create_topics=False,
        metadata_max_age_ms=METADATA_MS,
        graceful_timeout=10,
    )
