"""Growing pauses between attempts: each twice as long as the one before, up to a longest."""

from dataclasses import dataclass, field

FIRST_SECONDS = 0.1
LONGEST_SECONDS = 5.0


@dataclass(slots=True)
class Backoff:
    """`next` gives the seconds to wait before the next attempt; `reset` after one that succeeded."""

    first: float = FIRST_SECONDS
    longest: float = LONGEST_SECONDS
    seconds: float = field(default=0.0, init=False)

    def next(self) -> float:
        self.seconds = min(max(self.seconds * 2, self.first), self.longest)
        return self.seconds

    def reset(self) -> None:
        self.seconds = 0.0
