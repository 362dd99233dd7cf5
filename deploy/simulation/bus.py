"""A bus in memory as Kafka is: order within a partition and nowhere else, at least once, never twice forgotten."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from zlib import crc32

from shared.contracts.envelope import Envelope
from shared.messaging.cloudevents import IncomingMessage, headers_of, read
from shared.messaging.records import Record

PARTITIONS = 3
POISON = b"poison"
"""The key of records that nobody can read."""
Place = tuple[str, int]


class MemoryBus:
    """Partitions of records, and how far each service has acknowledged each of them."""

    def __init__(self) -> None:
        self.partitions: dict[Place, list[Record]] = defaultdict(list)
        self.acknowledged: dict[tuple[str, Place], int] = defaultdict(int)
        self._read: dict[tuple[str, int, int], IncomingMessage] = {}

    def publish(self, topic: str, envelope: Envelope[Any], data: str) -> None:
        self.put(topic, envelope.subject.encode(), data.encode(), tuple(headers_of(envelope)))

    def put(self, topic: str, key: bytes, value: bytes | None, headers: tuple[tuple[str, bytes | None], ...]) -> None:
        place = topic, crc32(key) % PARTITIONS
        log = self.partitions[place]
        log.append(Record(topic, place[1], len(log), key, value, headers))

    def behind(self, service: str, topics: Collection[str]) -> list[Place]:
        """Partitions with something that the service has not acknowledged; intakes are named by their first word."""
        return sorted(
            place
            for place, log in self.partitions.items()
            if place[0].split(".")[0] in topics and self.acknowledged[service, place] < len(log)
        )

    def next(self, service: str, place: Place, most: int) -> list[Record]:
        start = self.acknowledged[service, place]
        return self.partitions[place][start : start + most]

    def acknowledge(self, service: str, records: Iterable[Record]) -> None:
        for record in records:
            place = record.topic, record.partition
            self.acknowledged[service, place] = max(self.acknowledged[service, place], record.offset + 1)

    def heard(self, topic: str) -> list[IncomingMessage]:
        """Everything readable on a topic, or on the topics of that first word; each record is read once."""
        found = []
        for record in self.all(topic):
            place = record.topic, record.partition, record.offset
            if record.key != POISON and place not in self._read:
                self._read[place] = read(record)
            if record.key != POISON:
                found.append(self._read[place])
        return found

    def all(self, topic: str) -> list[Record]:
        """Everything that was ever published on a topic, or on the topics of that first word."""
        return [r for place, log in sorted(self.partitions.items()) if place[0].split(".")[0] == topic for r in log]
