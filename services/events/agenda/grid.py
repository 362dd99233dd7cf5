"""Half-hours of a span as the bits of an integer, from Santiago's midnight on, counted in UTC.

Counted in UTC a day of a clock change has 46 or 50 of them, and every half-hour lasts as long as another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from shared.calendar import SANTIAGO

HALF = timedelta(minutes=30)
HALF_MINUTES = 30


@lru_cache(maxsize=1024)
def midnight(day: date) -> datetime:
    """The instant (UTC) at which a day begins in Santiago."""
    return datetime.combine(day, time(), SANTIAGO).astimezone(UTC)


def halves(minutes: int) -> int:
    """How many half-hours hold so many minutes."""
    return -(-minutes // HALF_MINUTES)


def every(mask: int, length: int) -> int:
    """The bits from which on `length` bits are set: where something so long fits."""
    have = 1
    while have < length:
        step = min(have, length - have)
        mask &= mask >> step
        have += step
    return mask


def some(mask: int, length: int) -> int:
    """The bits from which on one of `length` bits is set: where something so long would touch."""
    found = 0
    for n in range(length):
        found |= mask >> n
    return found


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


@dataclass(frozen=True, slots=True)
class Grid:
    """The days of a span, both included."""

    since: date
    until: date

    @property
    def days(self) -> list[date]:
        return [self.since + timedelta(days=n) for n in range((self.until - self.since).days + 1)]

    @property
    def size(self) -> int:
        return (midnight(self.until + timedelta(days=1)) - midnight(self.since)) // HALF

    def at(self, bit: int) -> datetime:
        """The instant (UTC) at which a half-hour begins."""
        return midnight(self.since) + bit * HALF

    def touched(self, start: datetime, end: datetime) -> int:
        """The half-hours of which the stretch has a part; none if it ends no later than it starts."""
        if end <= start:
            return 0
        origin = midnight(self.since)
        return self._between((start - origin) // HALF, -((origin - end) // HALF))

    def within(self, start: datetime, end: datetime) -> int:
        """The half-hours that lie wholly in the stretch."""
        origin = midnight(self.since)
        return self._between(-((origin - start) // HALF), (end - origin) // HALF)

    def _between(self, first: int, last: int) -> int:
        first, last = max(first, 0), min(last, self.size)
        return (1 << last) - (1 << first) if first < last else 0
