"""What is held: a fair, encuentro, meeting or visit, from its date to what came of it, and the facts of each step."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from shared.contracts import agenda
from shared.contracts.agenda import ActivityFact, ActivityKind, Slot, Standing, TaskGiven


class State(StrEnum):
    """Where an activity stands."""

    SCHEDULED = "scheduled"
    ENDED = "ended"
    """Its time is over; what came of it has not been said."""
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


HALF_A_YEAR = timedelta(days=183)
"""So long after a fair its effect shows in the contributions (DOMAIN)."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that is held. `commune` hosts it; `resources`: ids of what it needs; `expected`: people.

    `monthly`: a meeting of which the next one proposes itself, but not in `skip_months` (January 1).

    It is due when it ends: the clock then says that it is over. A fair is due again half a year after it was held.
    """

    activity_id: str
    kind: ActivityKind
    commune: str
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    venue_id: str | None = None
    co_hosts: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    expected: int | None = None
    employer: str | None = None
    proposal_id: str | None = None
    sequence: int = 0
    state: State = State.SCHEDULED
    attended: tuple[str, ...] = ()
    employers: int | None = None
    summary: str | None = None
    followed_up: bool = False
    monthly: bool = False
    skip_months: tuple[int, ...] = ()
    purpose: str | None = None
    looked_at: str | None = None
    learned: str | None = None

    @property
    def key(self) -> str:
        return self.activity_id

    @property
    def due_at(self) -> datetime | None:
        if self.state is State.SCHEDULED:
            return self.ends_at
        with_people = self.kind in (ActivityKind.FAIR, ActivityKind.ENCUENTRO)
        to_count = self.state is State.CONCLUDED and with_people and not self.followed_up
        return self.ends_at + HALF_A_YEAR if to_count else None

    @property
    def hosts(self) -> tuple[str, ...]:
        return (self.commune, *self.co_hosts)

    @property
    def party(self) -> tuple[str, ...]:
        """Every commune that takes part, each once, the host first."""
        return tuple(dict.fromkeys((*self.hosts, *self.invited)))

    @property
    def held_in(self) -> str:
        """The commune where it is held. Who visits another office goes there."""
        return self.invited[0] if self.kind is ActivityKind.VISIT and self.invited else self.commune

    @property
    def over(self) -> bool:
        return self.state is not State.SCHEDULED

    def overlaps(self, other: "Activity") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def moved(self, to: Slot) -> "Activity":
        """At another time or place."""
        when = replace(self, starts_at=to.starts_at, ends_at=to.ends_at, place=to.place, venue_id=to.venue_id)
        return replace(when, sequence=self.sequence + 1)

    def cancelled(self) -> "Activity":
        return replace(self, state=State.CANCELLED, sequence=self.sequence + 1)

    def ended(self) -> "Activity":
        return replace(self, state=State.ENDED)

    def concluded(self, attended: tuple[str, ...], employers: int | None, summary: str | None) -> "Activity":
        return replace(self, state=State.CONCLUDED, attended=attended, employers=employers, summary=summary)

    def reported(self, purpose: str, looked_at: str, learned: str) -> "Activity":
        """A visit, concluded by its report."""
        held = replace(self, state=State.CONCLUDED, attended=(self.commune,))
        return replace(held, purpose=purpose, looked_at=looked_at, learned=learned)

    @property
    def slot(self) -> Slot:
        return Slot(starts_at=self.starts_at, ends_at=self.ends_at, place=self.place, venue_id=self.venue_id)

    @property
    def standing(self) -> Standing:
        return Standing(
            kind=self.kind,
            activity_id=self.activity_id,
            commune=self.commune,
            title=self.title,
            starts_at=self.starts_at,
        )


def scheduled(a: Activity) -> ActivityFact:
    more = {"venue_id": a.venue_id, "employer": a.employer, "proposal_id": a.proposal_id}
    return _fact(_SCHEDULED, a, place=a.place, ends_at=a.ends_at, **more)


def moved(before: Activity, a: Activity, why: str, tasks: tuple[TaskGiven, ...] = ()) -> ActivityFact:
    """`tasks`: those that are due on another day than before."""
    where = {"place": a.place, "ends_at": a.ends_at, "venue_id": a.venue_id}
    return _fact(_MOVED, a, **where, before=before.slot, why=why, tasks=tasks)


def cancelled(a: Activity, why: str) -> ActivityFact:
    return _fact(_CANCELLED, a, ends_at=a.ends_at, why=why)


def concluded(a: Activity, visitors: int | None = None, interviews: int | None = None) -> ActivityFact:
    """`visitors`, `interviews`: people; None below five."""
    more: dict[str, Any] = {"employers": a.employers, "visitors": visitors, "interviews": interviews}
    if a.kind is ActivityKind.VISIT:
        more |= {"purpose": a.purpose, "looked_at": a.looked_at, "learned": a.learned}
    return _fact(_CONCLUDED, a, attended=a.attended, summary=a.summary, **more)


def _fact(classes: Mapping[ActivityKind, type[ActivityFact]], a: Activity, **more: Any) -> ActivityFact:
    about = {
        f"{a.kind.value}_id": a.activity_id,
        "commune": a.commune,
        "title": a.title,
        "starts_at": a.starts_at,
        "co_hosts": a.co_hosts,
        "invited": a.invited,
        "sequence": a.sequence,
    }
    return classes[a.kind](**about, **more)


def _by_kind(*classes: type[ActivityFact]) -> Mapping[ActivityKind, type[ActivityFact]]:
    return {each.KIND: each for each in classes}


_SCHEDULED = _by_kind(agenda.FairScheduled, agenda.EncuentroScheduled, agenda.MeetingScheduled, agenda.VisitScheduled)
_MOVED = _by_kind(agenda.FairMoved, agenda.EncuentroMoved, agenda.MeetingMoved, agenda.VisitMoved)
_CANCELLED = _by_kind(agenda.FairCancelled, agenda.EncuentroCancelled, agenda.MeetingCancelled, agenda.VisitCancelled)
_CONCLUDED = _by_kind(agenda.FairConcluded, agenda.EncuentroConcluded, agenda.MeetingConcluded, agenda.VisitConcluded)
