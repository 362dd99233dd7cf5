"""What does not fit together in the agenda: which clashes there are, and which facts follow when they change."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.events.model.activities import Activity
from services.events.model.offices import Office
from services.events.model.resources import Busy, Resource, Venue, is_open, staff_of
from shared.calendar import SANTIAGO, is_holiday
from shared.contracts.agenda import ClashAccepted, ClashFound, ClashKind, ClashResolved, Standing
from shared.contracts.envelope import derived_id
from shared.employers import known_as
from shared.territory import name_of
from shared.text import when


class State(StrEnum):
    """Where a clash stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two activities that do not fit together, or one that does not fit by itself. `text`: in Spanish."""

    clash_id: str
    kind: ClashKind
    activities: tuple[Standing, ...]
    communes: tuple[str, ...]
    text: str
    state: State = State.OPEN
    accepted_by: str | None = None
    why: str | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.clash_id

    def accepted(self, office: str, why: str) -> "Clash":
        return replace(self, state=State.ACCEPTED, accepted_by=office, why=why)

    def resolved(self) -> "Clash":
        return replace(self, state=State.RESOLVED)


def found(c: Clash) -> ClashFound:
    return ClashFound(clash_id=c.clash_id, kind=c.kind, activities=c.activities, communes=c.communes, text=c.text)


def resolved(c: Clash) -> ClashResolved:
    return ClashResolved(clash_id=c.clash_id, kind=c.kind, activities=c.activities, communes=c.communes)


def accepted(c: Clash, office: str, why: str) -> ClashAccepted:
    about = {"clash_id": c.clash_id, "kind": c.kind, "activities": c.activities, "communes": c.communes}
    return ClashAccepted(**about, office=office, why=why)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an activity may clash with. `busy` by owner: a resource, a venue, or a commune for its whole office."""

    offices: Mapping[str, Office]
    venues: Mapping[str, Venue]
    resources: Mapping[str, Resource]
    busy: Mapping[str, Iterable[Busy]]
    others: Iterable[Activity]

    def staff(self, cut: str) -> int:
        """How many people an office can send at once."""
        return staff_of(cut, self.resources.values())

    def minutes(self, start: str, end: str) -> int:
        """Minutes of the way between two communes; 0 where it is not known."""
        office = self.offices.get(start)
        return (office.minutes_to(end) if office else None) or 0


def clashes_of(a: Activity, around: Surroundings) -> dict[str, Clash]:
    """Every clash of a scheduled activity, by its id."""
    near = [o for o in around.others if o.activity_id != a.activity_id and not o.over and _near(a, o)]
    alone = (*_of_days(a), *_of_venue(a, around), *_of_busy(a, around))
    return {each.clash_id: each for each in (*alone, *(c for o in near for c in _of_two(a, o, near, around)))}


def _near(a: Activity, b: Activity) -> bool:
    return a.starts_at - timedelta(days=1) < b.ends_at and b.starts_at < a.ends_at + timedelta(days=1)


def _of_days(a: Activity) -> Iterator[Clash]:
    day = _day(a.starts_at)
    while day <= _day(a.ends_at - timedelta(microseconds=1)):
        free = tuple(cut for cut in a.party if is_holiday(day, cut))
        if free:
            names = ", ".join(name_of(cut) for cut in free)
            text = f"El {day:%d-%m-%Y} es feriado en {names} y cae «{a.title}»"
            yield _clash(ClashKind.HOLIDAY, (a,), free, text, day.isoformat())
        day += timedelta(days=1)


def _of_venue(a: Activity, around: Surroundings) -> Iterator[Clash]:
    venue = around.venues.get(a.venue_id or "")
    if venue is None:
        return
    if a.expected and a.expected > venue.capacity:
        text = f"Se espera a {a.expected} personas en «{a.title}» y en {venue.name} caben {venue.capacity}"
        yield _clash(ClashKind.CAPACITY, (a,), a.hosts, text, venue.venue_id)
    if not venue.open or not is_open(venue.opens, venue.commune, a.starts_at, a.ends_at):
        text = f"{venue.name} no está disponible a la hora de «{a.title}», {when(a.starts_at)}"
        yield _clash(ClashKind.VENUE, (a,), a.hosts, text, venue.venue_id)


def _of_busy(a: Activity, around: Surroundings) -> Iterator[Clash]:
    def is_busy(owner: str) -> bool:
        return any(each.meets(a.starts_at, a.ends_at) for each in around.busy.get(owner, ()))

    for cut in a.party:
        if is_busy(cut):
            text = f"La oficina de {name_of(cut)} está ocupada a la hora de «{a.title}», {when(a.starts_at)}"
            yield _clash(ClashKind.PERSON, (a,), (cut,), text, cut)
    for ref in a.resources:
        if (needed := around.resources.get(ref)) and is_busy(ref):
            text = f"{_called(needed)} ya tiene un compromiso a la hora de «{a.title}», {when(a.starts_at)}"
            yield _clash(ClashKind.PERSON, (a,), (needed.commune,), text, ref)
    if a.venue_id and is_busy(a.venue_id) and (venue := around.venues.get(a.venue_id)):
        text = f"{venue.name} está ocupado a la hora de «{a.title}», {when(a.starts_at)}"
        yield _clash(ClashKind.VENUE, (a,), a.hosts, text, f"{a.venue_id}/busy")


def _of_two(a: Activity, b: Activity, near: list[Activity], around: Surroundings) -> Iterator[Clash]:
    first, second = sorted((a, b), key=lambda each: (each.starts_at, each.activity_id))
    both = f"«{first.title}» ({when(first.starts_at)}) y «{second.title}» ({when(second.starts_at)})"
    for kind, told in _kept_apart(first, second, around):
        for ref in sorted(set(a.resources) & set(b.resources)):
            if needed := around.resources.get(ref):
                yield _clash(kind, (first, second), (needed.commune,), f"{_called(needed)} {told} {both}", ref)
        for cut in sorted(set(a.party) & set(b.party)):
            at_once = 2 + sum(cut in o.party and o.overlaps(a) and o.overlaps(b) for o in near if o is not b)
            if at_once > around.staff(cut):
                yield _clash(kind, (first, second), (cut,), f"La oficina de {name_of(cut)} {told} {both}", cut)
    same_day = _day(first.starts_at) == _day(second.starts_at)
    if a.employer and b.employer and same_day and known_as(a.employer) == known_as(b.employer):
        text = f"A {a.employer} se le pide lo mismo dos veces en un día: {both}"
        yield _clash(ClashKind.EMPLOYER, (first, second), (*a.hosts, *b.hosts), text, known_as(a.employer))


def _kept_apart(first: Activity, second: Activity, around: Surroundings) -> Iterator[tuple[ClashKind, str]]:
    """Why nobody can be at both, and how that is said; nothing if somebody can."""
    way = around.minutes(first.held_in, second.held_in)
    if first.overlaps(second):
        yield ClashKind.PERSON, "no alcanza para estar a la vez en"
    elif second.starts_at - first.ends_at < timedelta(minutes=way):
        yield ClashKind.TRAVEL, f"no alcanza a llegar (son {way} minutos de viaje) entre"


def _clash(kind: ClashKind, between: tuple[Activity, ...], communes: tuple[str, ...], text: str, about: str) -> Clash:
    # another time or place is another clash: whoever accepted the first was not asked about this one
    names = sorted(f"{a.activity_id}/{a.sequence}" for a in between)
    concerned = tuple(dict.fromkeys((*communes, *(a.commune for a in between))))
    standing = tuple(a.standing for a in between)
    return Clash(derived_id(kind, *names, about), kind, standing, concerned, text[:300])


def _called(each: Resource) -> str:
    return f"{each.employer or each.label} ({name_of(each.commune)})"


def _day(at: datetime) -> date:
    return at.astimezone(SANTIAGO).date()
