"""Rendiciones: until which day an office renders accounts, when it is reminded, and what it handed in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from shared.calendar import OPENS, SANTIAGO
from shared.contracts.agenda import RenditionDue, RenditionLate, RenditionPlanned, RenditionSubmitted


@dataclass(frozen=True, slots=True)
class Rendition:
    """What a commune renders until the end of a day. `next_at`: when its next reminder is due, or that it is late.

    `evidence`: SHA-256 of each file that was handed in; `submitted_at`: None until then.
    """

    rendition_id: str
    commune: str
    what: str
    due_on: date
    remind_days: tuple[int, ...]
    next_at: datetime | None = None
    submitted_at: datetime | None = None
    evidence: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.rendition_id

    @property
    def due_at(self) -> datetime | None:
        return None if self.submitted_at else self.next_at

    @property
    def over_at(self) -> datetime:
        """When its day is over, in Santiago."""
        return datetime.combine(self.due_on + timedelta(days=1), time(), SANTIAGO)

    def waiting_from(self, now: datetime) -> "Rendition":
        """With the first moment after `now`: what was missed while nothing ran is told once, not for each day."""
        return replace(self, next_at=min((at for at in self._moments() if at > now), default=None))

    def is_late(self, now: datetime) -> bool:
        return now >= self.over_at

    def days_left(self, now: datetime) -> int:
        """Days from today to the day on which it is due; not below 0."""
        return max(0, (self.due_on - now.astimezone(SANTIAGO).date()).days)

    def submitted(self, evidence: tuple[str, ...], now: datetime) -> "Rendition":
        return replace(self, evidence=evidence, submitted_at=now, next_at=None)

    def _moments(self) -> Iterator[datetime]:
        for days in self.remind_days:
            yield datetime.combine(self.due_on - timedelta(days=days), OPENS, SANTIAGO)
        yield self.over_at


def planned(r: Rendition) -> RenditionPlanned:
    return RenditionPlanned(**_about(r), remind_days=r.remind_days)


def due(r: Rendition, now: datetime) -> RenditionDue:
    return RenditionDue(**_about(r), days_left=r.days_left(now))


def late(r: Rendition) -> RenditionLate:
    return RenditionLate(**_about(r))


def submitted(r: Rendition, now: datetime) -> RenditionSubmitted:
    return RenditionSubmitted(**_about(r), evidence=r.evidence, late=r.is_late(now))


def _about(r: Rendition) -> dict[str, Any]:
    return {"rendition_id": r.rendition_id, "commune": r.commune, "what": r.what, "due_on": r.due_on}
