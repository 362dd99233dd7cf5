"""The heartbeat of the bus: `matching` sends it back, so an outage of the bus or of `matching` is noticed."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar

from services.vacancies.model.policy import Policy
from shared.calendar import working_hours_between


@dataclass(frozen=True, slots=True)
class Outage:
    """A time without heartbeats: from the last one before the gap to the first one after it."""

    began: datetime
    ended: datetime

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.began.isoformat()


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The one heartbeat of the service. `said_at`: when it was last sent, `heard_at`: last came back; None: never."""

    KEY: ClassVar[str] = "pulse"

    said_at: datetime | None = None
    heard_at: datetime | None = None
    due_at: datetime | None = None

    @property
    def key(self) -> str:
        return self.KEY

    def sent(self, now: datetime, policy: Policy) -> "Heartbeat":
        return replace(self, said_at=now, due_at=now + timedelta(minutes=policy.pulse_minutes))

    def returned(self, sent_at: datetime, now: datetime, policy: Policy) -> tuple["Heartbeat", Outage | None]:
        """Note that a heartbeat came back. If the last one is too long ago, the bus was away in between."""
        last = self.heard_at
        if last is not None and now <= last:
            return self, None
        away = last is not None and now - last > timedelta(minutes=policy.pulse_gap_minutes)
        return replace(self, heard_at=now), Outage(last, now) if away and last else None

    def overdue(self, now: datetime, policy: Policy) -> bool:
        """Whether the bus may be away at this moment, so that no office is blamed for silence."""
        return self.heard_at is not None and now - self.heard_at > timedelta(minutes=policy.pulse_gap_minutes)


def lost_hours(outages: Iterable[Outage], start: datetime, end: datetime, cut: str) -> float:
    """Working hours of the office of `cut` between `start` and `end` in which the bus was away."""
    return sum(
        working_hours_between(max(o.began, start), min(o.ended, end), cut)
        for o in outages
        if o.began < end and start < o.ended
    )
