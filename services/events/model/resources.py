"""What an agenda is made of: venues, people, vehicles and employers, when they can be had and when they are busy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from shared.calendar import SANTIAGO, office_hours
from shared.contracts.intake import OpenHours, PersonRole, ResourceKind, VenueKind

MOST_DAYS = 366
"""No calendar is looked at further ahead."""


@dataclass(frozen=True, slots=True)
class Venue:
    """A place of a commune that can be booked. `opens`: its hours of a week; empty: when the office works."""

    venue_id: str
    commune: str
    name: str
    place: str
    kind: VenueKind
    capacity: int
    opens: tuple[OpenHours, ...] = ()
    open: bool = True

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.venue_id


@dataclass(frozen=True, slots=True)
class Resource:
    """A person, a vehicle or an employer of a commune. `label`: what the office calls it inside; never a name."""

    resource_id: str
    commune: str
    kind: ResourceKind
    label: str | None = None
    role: PersonRole | None = None
    employer: str | None = None
    opens: tuple[OpenHours, ...] = ()
    active: bool = True

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.resource_id


@dataclass(frozen=True, slots=True)
class Busy:
    """When an owner is busy: `(from, until)` in UTC, in order. `owner`: a resource or venue; its commune: the office.

    What makes it busy is not known here: it was never asked.
    """

    busy_id: str
    commune: str
    owner: str
    stretches: tuple[tuple[datetime, datetime], ...]

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.busy_id

    @property
    def group(self) -> str:
        return self.owner

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether any of it lies within that time."""
        return any(begins < ends_at and starts_at < ends for begins, ends in self.stretches)


def staff_of(cut: str, resources: Iterable[Resource]) -> int:
    """How many people an office can send at once: the officers it has registered, one if it has not said."""
    roles = (PersonRole.OFFICER, PersonRole.COORDINATOR)
    people = (r for r in resources if r.commune == cut and r.active and r.kind is ResourceKind.PERSON)
    return max(1, sum(each.role in roles for each in people))


def hours_on(day: date, opens: Iterable[OpenHours], cut: str) -> Iterator[tuple[datetime, datetime]]:
    """When something of commune `cut` can be had on that day, as aware instants. Its own hours hold on holidays too."""
    mine = list(opens)
    if not mine:
        opened, closed = office_hours(day, cut)
        if opened < closed:
            yield opened, closed
    for each in mine:
        if each.weekday == day.weekday():
            yield datetime.combine(day, each.opens, SANTIAGO), datetime.combine(day, each.closes, SANTIAGO)


def is_open(opens: Iterable[OpenHours], cut: str, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether something can be had for the whole of a time, which may be of several days: each day's hours count."""
    mine, at = tuple(opens), starts_at.astimezone(SANTIAGO)
    last = ends_at.astimezone(SANTIAGO)
    if at.date() == last.date():
        return any(opened <= at and last <= closed for opened, closed in hours_on(at.date(), mine, cut))
    days = (at.date() + timedelta(days=n) for n in range((last.date() - at.date()).days + 1))
    return all(any(hours_on(day, mine, cut)) for day in days)


def weekly(starts_at: datetime, ends_at: datetime, until: date | None) -> tuple[tuple[datetime, datetime], ...]:
    """The stretch, and the same hours of the clock every week until that day, however the clock is changed."""
    begins, ends = starts_at.astimezone(SANTIAGO), ends_at.astimezone(SANTIAGO)
    found = [(begins, ends)]
    while until and (begins := begins + timedelta(days=7)).date() <= until and len(found) < MOST_DAYS:
        ends += timedelta(days=7)
        found.append((begins, ends))
    return merged(found)


def merged(stretches: Iterable[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches in order, with those that touch as one."""
    found: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(stretches):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((begins, ends))
    return tuple(found)
