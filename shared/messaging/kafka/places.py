"""Where a consumer stands in each partition: put there by the service's own books, not by the group's commit."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from aiokafka import TopicPartition

from shared.contracts.topics import COMMUNES
from shared.messaging.kafka.identity import logs_of
from shared.messaging.unit_of_work import Heard

log = structlog.get_logger()
UNASSIGNED_SECONDS = 0.5

Books = Callable[[], Awaitable[Mapping[tuple[str, int], Heard]]]
"""How far the service has heard, by topic (without prefix) and partition. Raises TransientError."""


class Places:
    """The partitions that have been placed, the offset last fetched of each, and which log each topic is.

    `assignments` counts how often partitions came or went: what was fetched under an older number may stand anywhere.
    """

    def __init__(self, prefix: str, books: Books) -> None:
        self._prefix = prefix
        self._books = books
        self._last: dict[TopicPartition, int] = {}
        self._logs: dict[str, str] = {}
        self.assignments = 0
        self.table_known = False

    def __bool__(self) -> bool:
        return bool(self._last)

    def forget(self) -> None:
        """After partitions came or went: each is placed anew before anything more is fetched."""
        self.assignments += 1
        self._last.clear()

    def log_of(self, topic: str) -> str:
        return self._logs.get(topic, "")

    def key_of(self, partition: TopicPartition) -> tuple[str, int]:
        """The topic without prefix, and the partition's number."""
        return partition.topic.removeprefix(self._prefix), partition.partition

    def partition_of(self, topic: str, partition: int) -> TopicPartition:
        return TopicPartition(self._prefix + topic, partition)

    async def place(self, consumer: Any) -> None:
        """Put each newly assigned partition where the books say. Raises TransientError or KafkaError."""
        new = consumer.assignment() - self._last.keys()
        if not new:
            if not self._last:
                await asyncio.sleep(UNASSIGNED_SECONDS)  # nothing is assigned: an empty poll would return at once
            return
        self._logs |= await logs_of(consumer._client, {p.topic for p in new})
        books, first, anew = await self._books(), list[TopicPartition](), set[str]()
        for partition in new:
            heard = books.get(self.key_of(partition))
            if heard is not None and heard.log == self._logs.get(partition.topic):
                consumer.seek(partition, heard.next_offset)
                continue
            # what the books do not know is heard from its start, whatever the group has committed: they may be restored
            first.append(partition)
            if heard is not None:
                # the name is the same and the log is another one: all of it is heard, the inbox knows what it has
                anew.add(partition.topic)
        if anew:
            log.warning("topics_made_anew", topics=sorted(anew))
        if first:
            await consumer.seek_to_beginning(*first)
        self._last |= dict.fromkeys(new, -1)

    async def table_to_read(self, consumer: Any) -> list[TopicPartition]:
        """The partitions of who sits at the table, until they have been read to their end once; then none.

        They are read before all others, because what a commune asks is refused before it is known. Called between
        batches: all that has been fetched is processed.
        """
        if self.table_known or not self:
            return []
        ends = {p: consumer.highwater(p) for p in consumer.assignment() if p.topic == self._prefix + COMMUNES.name}
        self.table_known = all([end is not None and await consumer.position(p) >= end for p, end in ends.items()])
        return [] if self.table_known else list(ends)

    async def took(self, consumer: Any, found: Mapping[TopicPartition, Sequence[Any]], assignments: int) -> bool:
        """Note what was fetched; False if it must not be used, because partitions were assigned anew meanwhile.

        Raises TransientError. What is not used is fetched again: the consumer's position has gone past it already.
        """
        if assignments != self.assignments or not consumer.assignment() <= self._last.keys():
            # these stand where the group says, and not where the books say
            self.forget()
            _fetch_again(consumer, found)
            return False
        # offsets that go backward may be those of a topic made anew
        back = {p.topic for p, records in found.items() if records[0].offset <= self._last[p]}
        if back:
            try:
                self._logs |= await logs_of(consumer._client, back)
            except BaseException:
                _fetch_again(consumer, found)
                raise
        self._last |= {p: records[-1].offset for p, records in found.items()}
        return True


def _fetch_again(consumer: Any, found: Mapping[TopicPartition, Sequence[Any]]) -> None:
    for partition in consumer.assignment() & found.keys():
        consumer.seek(partition, found[partition][0].offset)
