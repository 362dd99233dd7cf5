"""The clock of a process: the wall's, or one driven by MESA_CLOCK that all processes share without talking."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Now = Callable[[], datetime]


def wall() -> datetime:
    """The wall clock, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Driven:
    """Reads `start + (wall - origin) * speed`. `origin` is in Unix seconds."""

    start: datetime
    speed: float
    origin: float

    def __call__(self) -> datetime:
        return self.start + timedelta(seconds=(time.time() - self.origin) * self.speed)


def clock_of(text: str) -> Now:
    """The clock that `MESA_CLOCK` names: '' the wall's; 'START@SPEED' or 'START@SPEED@ORIGIN' a driven one.

    ORIGIN (Unix seconds) is the moment on the wall at which it was START; `mesa up` adds it, so that every process
    that it starts, or starts again, reads the same time. Raises ValueError with what to write.
    """
    if not text:
        return wall
    start, _, rest = text.partition("@")
    speed, _, origin = rest.partition("@")
    try:
        began = datetime.fromisoformat(start)
        driven = Driven(began.astimezone(UTC), float(speed or 1), float(origin or time.time()))
    except ValueError:
        raise ValueError(f"MESA_CLOCK={text!r}: write it as 2026-01-12T09:00-03:00@3600") from None
    if began.tzinfo is None:
        raise ValueError(f"MESA_CLOCK={text!r}: the start needs a zone, as in 2026-01-12T09:00-03:00@3600")
    return driven


def with_origin(text: str) -> str:
    """`MESA_CLOCK` with its origin fixed at this moment, to be handed to child processes."""
    return text if not text or text.count("@") > 1 else f"{text if '@' in text else text + '@1'}@{time.time():.3f}"
