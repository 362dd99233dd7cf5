"""What keeps a consumer from going on: partitions to be read again, fetches that fail, records that are late."""

import asyncio
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.messaging.records import Record

LATE_SECONDS = 60.0
"""A record that waits longer to be heard makes the service not ready."""


class Stuck(NamedTuple):
    """The offset at which a partition waits to be read again, since when (seconds of the event loop), and why."""

    offset: int
    since: float
    why: str


@dataclass
class Trouble:
    """Told by the consumer, asked by readiness. `stuck_seconds`: after so long the place is named as well."""

    stuck_seconds: float
    fetch: str = ""
    _stuck: dict[tuple[str, int], Stuck] = field(default_factory=dict)
    _oldest_ms: int | None = None

    def took(self, oldest_ms: int) -> None:
        """A batch is in hand, whose oldest record the broker got at this time (milliseconds of the epoch)."""
        self._oldest_ms = oldest_ms

    def did(self, records: Iterable[Record]) -> None:
        """A batch was processed."""
        self._oldest_ms = None
        for record in records:
            self._stuck.pop((record.topic, record.partition), None)

    def failed(self, records: Iterable[Record], why: str) -> list[str]:
        """A batch was not processed, and its partitions wait. Returns all places that wait."""
        now = asyncio.get_running_loop().time()
        for place, offset in first_offsets(records).items():
            before = self._stuck.get(place)
            since = before.since if before and before.offset == offset else now
            self._stuck[place] = Stuck(offset, since, why)
        return [f"{topic}/{partition}:{stuck.offset}" for (topic, partition), stuck in self._stuck.items()]

    def text(self, ours: Collection[tuple[str, int]]) -> str:
        """What is wrong, of the partitions that are assigned; what another replica has taken over is not."""
        held = [(stuck, place) for place, stuck in self._stuck.items() if place in ours]
        if not held:
            return self.fetch or self._lateness()
        stuck, (topic, partition) = min(held, key=lambda one: one[0].since)
        seconds = asyncio.get_running_loop().time() - stuck.since
        where = f", at {topic}/{partition}:{stuck.offset} for {seconds:.0f} s" if seconds >= self.stuck_seconds else ""
        return stuck.why + where

    def _lateness(self) -> str:
        late = time.time() - self._oldest_ms / 1000 if self._oldest_ms is not None and self._oldest_ms > 0 else 0.0
        return f"{late:.0f} s behind" if late > LATE_SECONDS else ""


def first_offsets(records: Iterable[Record]) -> dict[tuple[str, int], int]:
    """The first offset of each topic and partition."""
    first: dict[tuple[str, int], int] = {}
    for record in records:
        first.setdefault((record.topic, record.partition), record.offset)
    return first
