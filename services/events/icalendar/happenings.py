"""One event of a calendar as far as it counts: when it begins and ends, how it repeats, whether it is busy."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from services.events.icalendar.blocks import Block, Line
from services.events.icalendar.faults import Code, Fault
from services.events.icalendar.rules import fault_of_rule
from services.events.icalendar.zones import Zones
from shared.calendar import SANTIAGO

Moment = date | datetime
"""A whole day, or an instant with the zone in which it repeats."""

YEARS = range(1900, 2200)
LONGEST = timedelta(days=3660)
MOST_EXTRA_DATES = 5_000
_DURATION = re.compile(
    r"\+?P(?:([0-9]{1,3})W)?(?:([0-9]{1,5})D)?(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,7})M)?(?:([0-9]{1,9})S)?)?"
)
_DAY, _TIME = re.compile(r"[0-9]{8}"), re.compile(r"[0-9]{8}T[0-9]{6}Z?")


class Bad(Exception):
    """A value that cannot be read; `code` says what is wrong with it."""

    def __init__(self, code: Code = Code.BAD_EVENT) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Length:
    """`days` end at the same hour of another day, also over a night with a clock change; `exact` is added after."""

    days: int = 0
    exact: timedelta = timedelta()

    def end_of(self, start: Moment) -> datetime:
        """In UTC."""
        if isinstance(start, datetime):
            return (start + timedelta(days=self.days)).astimezone(UTC) + self.exact
        return instant_of(start + timedelta(days=self.days))

    @property
    def about(self) -> timedelta:
        return timedelta(days=self.days) + self.exact


@dataclass(frozen=True, slots=True)
class Happening:
    """`replaces`: the occurrence of the series `uid` that this one stands for, `onwards` also for all later ones."""

    position: int
    uid: str
    start: Moment
    length: Length
    busy: bool
    replaces: Moment | None = None
    onwards: bool = False
    rules: tuple[str, ...] = ()
    more: tuple[tuple[Moment, Length | None], ...] = ()
    without: tuple[Moment, ...] = ()


def instant_of(moment: Moment) -> datetime:
    """In UTC; a day begins at midnight in Chile."""
    at = moment if isinstance(moment, datetime) else datetime.combine(moment, time(), SANTIAGO)
    return at.astimezone(UTC)


def happening_of(block: Block, zones: Zones) -> Happening | tuple[Fault, ...]:
    """The event of a VEVENT block, or all that is wrong with it. What is not busy has no faults in how it repeats."""
    reading = _Event(block, zones)
    faults: dict[Code, None] = {}
    found: list[Happening] = []
    for step in (reading.check_zones, reading.check_rules, lambda: found.append(reading.whole())):
        try:
            step()
        except Bad as bad:
            faults[bad.code] = None
        except (ValueError, OverflowError):
            faults[Code.BAD_EVENT] = None
    if Code.NO_SUCH_TIME_ZONE in faults:
        # without its zone a date cannot be read: that is one fault, not two
        faults.pop(Code.BAD_EVENT, None)
    if faults:
        return tuple(Fault(code, block.position, reading.day) for code in faults)
    return found[0]


def periods_of(block: Block, zones: Zones) -> Iterator[tuple[datetime, datetime]]:
    """The busy periods of a VFREEBUSY block, in UTC. Raises Bad or ValueError."""
    for line in block.lines:
        if line.name == "FREEBUSY" and line.parameters.get("FBTYPE", "BUSY").upper() != "FREE":
            for value in line.value.split(","):
                start, length = _period(value, UTC)
                if not isinstance(start, datetime):
                    raise Bad
                yield instant_of(start), length.end_of(start)


class _Event:
    def __init__(self, block: Block, zones: Zones) -> None:
        self.block, self.zones = block, zones
        self.busy = self._text("TRANSP").upper() != "TRANSPARENT" and self._text("STATUS").upper() != "CANCELLED"

    @property
    def day(self) -> date | None:
        """The date as it is written, for a person who looks for the event."""
        found = re.match(r"[0-9]{8}", self._text("DTSTART"))
        try:
            return date.fromisoformat(found[0]) if found else None
        except ValueError:
            return None

    def check_zones(self) -> None:
        for line in self.block.lines:
            self._zone(line)

    def check_rules(self) -> None:
        for line in self._lines("RRULE") if self.busy else ():
            code = fault_of_rule(line.value)
            if code:
                raise Bad(code)

    def whole(self) -> Happening:
        start = self._moment("DTSTART")
        if start is None:
            raise Bad
        identity = self._one("RECURRENCE-ID")
        return Happening(
            self.block.position,
            self._text("UID"),
            start,
            self._length(start),
            self.busy,
            self._moment("RECURRENCE-ID"),
            bool(identity and identity.parameters.get("RANGE", "").upper() == "THISANDFUTURE"),
            tuple(line.value.upper() for line in self._lines("RRULE")) if self.busy else (),
            tuple(self._more()),
            tuple(_moment(value, self._zone(line)) for line, value in self._values("EXDATE")),
        )

    def _length(self, start: Moment) -> Length:
        end, duration = self._moment("DTEND"), self._one("DURATION")
        if end is not None and duration:
            raise Bad
        if end is not None:
            return _between(start, end)
        if duration:
            return _duration(duration.value)
        return Length() if isinstance(start, datetime) else Length(days=1)

    def _more(self) -> Iterator[tuple[Moment, Length | None]]:
        for line, value in self._values("RDATE"):
            zone = self._zone(line)
            yield _period(value, zone) if "/" in value else (_moment(value, zone), None)

    def _values(self, name: str) -> Iterator[tuple[Line, str]]:
        values = [(line, value) for line in self._lines(name) for value in line.value.split(",")]
        if len(values) > MOST_EXTRA_DATES:
            raise Bad(Code.TOO_MANY)
        return iter(values)

    def _lines(self, name: str) -> list[Line]:
        return [line for line in self.block.lines if line.name == name]

    def _one(self, name: str) -> Line | None:
        lines = self._lines(name)
        if len(lines) > 1:
            raise Bad
        return lines[0] if lines else None

    def _text(self, name: str) -> str:
        return next((line.value for line in self._lines(name)), "")

    def _moment(self, name: str) -> Moment | None:
        line = self._one(name)
        return _moment(line.value, self._zone(line)) if line else None

    def _zone(self, line: Line) -> tzinfo:
        zone = self.zones.named(line.parameters.get("TZID", ""))
        if zone is None:
            raise Bad(Code.NO_SUCH_TIME_ZONE)
        return zone


def _moment(value: str, zone: tzinfo) -> Moment:
    moment: Moment
    if _DAY.fullmatch(value):
        moment = date.fromisoformat(value)
    elif _TIME.fullmatch(value):
        moment = datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=UTC if value[-1] == "Z" else zone)
    else:
        raise Bad
    if moment.year not in YEARS:
        raise Bad
    return moment


def _period(value: str, zone: tzinfo) -> tuple[Moment, Length]:
    begins, _, ends = value.partition("/")
    start = _moment(begins, zone)
    return start, _duration(ends) if ends.startswith(("P", "+", "-")) else _between(start, _moment(ends, zone))


def _between(start: Moment, end: Moment) -> Length:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return _checked(Length(exact=instant_of(end) - instant_of(start)))
    if isinstance(start, datetime) or isinstance(end, datetime) or end < start:
        raise Bad
    # some writers end a day on itself, though the end is not part of the event
    return _checked(Length(days=max((end - start).days, 1)))


def _duration(value: str) -> Length:
    found = _DURATION.fullmatch(value.upper())
    if not found or not any(found.groups()):
        raise Bad
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return _checked(Length(weeks * 7 + days, timedelta(hours=hours, minutes=minutes, seconds=seconds)))


def _checked(length: Length) -> Length:
    if not timedelta() <= length.about <= LONGEST:
        raise Bad
    return length
