"""What the solver is asked: who comes, where it could be, and what is wished. Nothing here is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from shared.territory import commune
from shared.territory.ways import km_between, minutes_of

Stretch = tuple[datetime, datetime]
"""From and until, both aware."""

Hours = Mapping[int, tuple[time, time]]
"""By weekday, Monday 0: when it opens and closes in Santiago. Days that are missing are closed."""

Ways = Mapping[tuple[str, str], int]
"""Minutes one way from one commune to another, where an office knows better than the estimate."""


class PartOfDay(StrEnum):
    """Before or after 13:00 in Santiago, by the hour at which it starts."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Participant:
    """The office of a commune. `must`: without it there is no date. `hours`: None for those of `shared.calendar`."""

    commune: str
    must: bool = True
    busy: tuple[Stretch, ...] = ()
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where it can be. `capacity`: people, None if nobody knows, which suits. The rest as of a `Participant`."""

    commune: str
    name: str
    kind: str
    venue_id: str | None = None
    capacity: int | None = None
    busy: tuple[Stretch, ...] = ()
    hours: Hours | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.commune, self.venue_id or self.name


@dataclass(frozen=True, slots=True)
class Nearby:
    """A fair or the like that another commune has near by; one does not want the same day."""

    commune: str
    title: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Harvest:
    """Days, both included, in which the people of a commune are in the fields."""

    commune: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wished of a date. Days are Santiago's, both included; `kinds` and `hosts`: empty for any.

    `asked_at` with `notice_hours` working hours of the office of `organiser` is the first instant to start at.
    `hosted`: the day each commune received last, for whose turn it is. `expected`: people, 0 if nobody knows.
    """

    organiser: str
    since: date
    until: date
    minutes: int
    asked_at: datetime
    notice_hours: float = 0
    kinds: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    expected: int = 0
    lunch: bool = True
    """Whether the lunch hour is left free, unless the activity lasts over it."""
    saturday: bool = False
    part: PartOfDay | None = None
    hosted: Mapping[str, date] = field(default_factory=dict)
    nearby: tuple[Nearby, ...] = ()
    harvests: tuple[Harvest, ...] = ()

    def __post_init__(self) -> None:
        if self.minutes <= 0 or self.since > self.until or self.asked_at.tzinfo is None:
            raise ValueError(f"no such date: {self.minutes} minutes, {self.since} to {self.until}, {self.asked_at}")


@dataclass(frozen=True, slots=True)
class DateQuestion:
    """A wish with those who come and the places. Busy stretches should reach a week beyond the span: what would have to
    give looks there too. Raises ValueError if nobody comes or a commune or place is named twice.
    """

    wish: Wish
    participants: tuple[Participant, ...]
    places: tuple[Place, ...]
    ways: Ways = field(default_factory=dict)

    def __post_init__(self) -> None:
        communes = {each.commune for each in self.participants}
        places = {place.key for place in self.places}
        if not communes or len(communes) < len(self.participants) or len(places) < len(self.places):
            raise ValueError("participants are communes, one at least and each once, and places stand once")

    def minutes(self, of: str, to: str) -> int:
        """Minutes one way, estimated from the towns' points where no way is given. Raises KeyError: no such commune."""
        if of == to:
            return 0
        known = self.ways.get((of, to))
        return minutes_of(km_between(commune(of), commune(to))) if known is None else known
