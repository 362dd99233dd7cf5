"""How many records are taken at once: as many as are done in the time that a batch may last."""

from dataclasses import dataclass, field

TARGET_SECONDS = 0.5
"""A batch that lasts longer keeps the others waiting: heartbeats, requests by HTTP, the timers."""

FIRST_RECORDS = 100


@dataclass(slots=True)
class Pace:
    """`records` is what the next batch may hold, at most `most`; `took` is told how long each one lasted."""

    most: int
    records: int = field(init=False)

    def __post_init__(self) -> None:
        self.records = min(FIRST_RECORDS, self.most)

    def took(self, taken: int, seconds: float) -> None:
        """Fewer after a batch that lasted too long, down to one; more after a full one that was done early."""
        if seconds > TARGET_SECONDS:
            self.records = max(1, int(min(taken, self.records) * TARGET_SECONDS / seconds))
        elif taken >= self.records:
            fits = int(taken * TARGET_SECONDS / max(seconds, 0.001))
            self.records = min(self.most, 2 * self.records, max(fits, self.records))
