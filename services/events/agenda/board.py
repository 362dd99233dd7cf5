"""Where and when everybody could, as bit sets of starting half-hours: exact, for every start and place of a span."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from services.events.agenda.grid import Grid, every, halves, some
from services.events.agenda.policy import AgendaPolicy
from services.events.agenda.wish import DateQuestion, Hours, Participant, Place, Stretch
from shared.calendar import SANTIAGO, add_working_hours, is_holiday, office_hours

SATURDAY = 5


class Condition(StrEnum):
    """What can be given up of a wish, beside that somebody must come."""

    WEEK = "week"
    LUNCH = "lunch"
    NOTICE = "notice"
    KIND = "kind"
    CAPACITY = "capacity"
    HOSTS = "hosts"
    SATURDAY = "saturday"


@dataclass(frozen=True, slots=True)
class Given:
    """What is given up: conditions, and communes without which it is held though they must come."""

    conditions: frozenset[Condition] = frozenset()
    without: frozenset[str] = frozenset()

    def joined(self, *others: "Given") -> "Given":
        """This and the others, all given up at once."""
        conditions = self.conditions.union(*(other.conditions for other in others))
        return Given(conditions, self.without.union(*(other.without for other in others)))


@dataclass(frozen=True, slots=True)
class Board:
    """A question made into bit sets. `length`: half-hours it lasts. By place and participant, `ways`: half-hours
    of the way, its margin included; `fits`: the starts at which the participant can be there; `on_the_way`: those at
    which its way falls into the lunch hour.
    """

    question: DateQuestion
    policy: AgendaPolicy
    grid: Grid
    length: int
    ways: tuple[Mapping[str, int], ...]
    rooms: tuple[int, ...]
    fits: tuple[Mapping[str, int], ...]
    on_the_way: tuple[Mapping[str, int], ...]
    leaves_lunch: int
    after_notice: int

    def starts(self, n: int, given: Given) -> int:
        """The starts at which it can be at place `n`: every condition holds but what is given up."""
        place = self.question.places[n]
        if not self.suits(place, given.conditions):
            return 0
        found = self.rooms[n]
        if Condition.LUNCH not in given.conditions:
            found &= self.leaves_lunch
        if Condition.NOTICE not in given.conditions:
            found &= self.after_notice
        for each in self.question.participants:
            if each.commune == place.commune or (each.must and each.commune not in given.without):
                found &= self.fits[n][each.commune]
        return found

    def suits(self, place: Place, given: Iterable[Condition] = ()) -> bool:
        """Whether the place is of a kind, a size and a commune that the wish wants."""
        wish = self.question.wish
        unfit = {
            Condition.KIND: bool(wish.kinds) and place.kind not in wish.kinds,
            Condition.CAPACITY: place.capacity is not None and place.capacity < wish.expected,
            Condition.HOSTS: bool(wish.hosts) and place.commune not in wish.hosts,
        }
        return not any(is_so and condition not in given for condition, is_so in unfit.items())


def board_of(question: DateQuestion, policy: AgendaPolicy) -> Board:
    """The bit sets of a question. Raises KeyError for a commune that is none where a way must be estimated."""
    wish = question.wish
    grid = Grid(wish.since, wish.until)
    length = halves(wish.minutes)
    lunch = _daily(grid, [at(day, policy.lunch) for day in grid.days]) if wish.lunch else 0
    free = {each.commune: _free(each, grid, question, policy) for each in question.participants}
    ways = [_ways(question, place, policy) for place in question.places]
    apart = ~some(lunch, length)
    return Board(
        question=question,
        policy=policy,
        grid=grid,
        length=length,
        ways=tuple(ways),
        rooms=tuple(every(_free(place, grid, question, policy), length) for place in question.places),
        fits=tuple({c: every(free[c], length + 2 * way) << way for c, way in each.items()} for each in ways),
        on_the_way=tuple(
            {c: (some(lunch << way, way) | some(lunch >> length, way)) & apart for c, way in each.items() if way}
            for each in ways
        ),
        leaves_lunch=_leaving(lunch, length, wish.minutes >= policy.over_lunch_minutes, grid.size),
        after_notice=grid.within(_noticed(question), grid.at(grid.size)),
    )


def _ways(question: DateQuestion, place: Place, policy: AgendaPolicy) -> dict[str, int]:
    """By participant the half-hours of its way, its margin included; 0 for who stays at home."""
    minutes = {each.commune: question.minutes(each.commune, place.commune) for each in question.participants}
    return {c: halves(way + policy.travel_margin) if way else 0 for c, way in minutes.items()}


def _noticed(question: DateQuestion) -> datetime:
    wish = question.wish
    return add_working_hours(wish.asked_at, wish.notice_hours, wish.organiser)


def _leaving(lunch: int, length: int, lasts_over: bool, size: int) -> int:
    """The starts that leave the lunch hour free, or last over the whole of it where the activity is long enough."""
    first, last = lunch & ~(lunch << 1), lunch & ~(lunch >> 1)
    whole = some(first, length) & some(last, length) if lasts_over else 0
    return ((1 << size) - 1) & (~some(lunch, length) | whole)


def _free(of: Participant | Place, grid: Grid, question: DateQuestion, policy: AgendaPolicy) -> int:
    """The half-hours in which somebody works, or a place is open, and nothing else is there."""
    saturday = question.wish.saturday
    open_ = _daily(grid, [stretch for day in grid.days if (stretch := opening(of, day, saturday, policy))])
    return open_ & ~_touched(grid, of.busy)


def opening(of: Participant | Place, day: date, saturday: bool, policy: AgendaPolicy) -> Stretch | None:
    """When it opens and closes on a day; None on a Sunday, a holiday of its commune, and where it stays closed."""
    weekday = day.weekday()
    if weekday > SATURDAY or (weekday == SATURDAY and not saturday) or is_holiday(day, of.commune):
        return None
    hours: Hours = of.hours or {}
    if weekday == SATURDAY:
        return at(day, hours.get(SATURDAY, policy.saturday))
    if of.hours is None:
        return office_hours(day, of.commune)
    return at(day, hours[weekday]) if weekday in hours else None


def _touched(grid: Grid, stretches: Iterable[Stretch]) -> int:
    """The half-hours that one of the stretches touches."""
    found = 0
    for start, end in stretches:
        found |= grid.touched(start, end)
    return found


def _daily(grid: Grid, stretches: Iterable[Stretch]) -> int:
    found = 0
    for start, end in stretches:
        found |= grid.within(start, end)
    return found


def at(day: date, hours: tuple[time, time]) -> Stretch:
    """Hours of a day in Santiago as instants (UTC)."""
    opens, closes = (datetime.combine(day, hour, SANTIAGO).astimezone(UTC) for hour in hours)
    return opens, closes
