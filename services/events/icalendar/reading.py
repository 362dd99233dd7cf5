"""When somebody is busy, from a calendar of theirs (RFC 5545): stretches of time, and nothing else of any event.

No title, person, place or identifier leaves this room, in faults neither. A calendar with any fault is refused whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import recurring_ical_events
from icalendar import Calendar, Event
from icalendar.prop import vDDDLists, vDDDTypes, vRecur

from services.events.icalendar.blocks import Block, blocks_of
from services.events.icalendar.faults import MOST_STRETCHES, CalendarRefused, Code, Fault
from services.events.icalendar.happenings import Bad, Happening, Length, Moment, happening_of, instant_of, periods_of
from services.events.icalendar.zones import Zones
from shared.calendar import SANTIAGO

Stretch = tuple[datetime, datetime]
"""From and until, in UTC."""

MARGIN = timedelta(days=2)
"""Days of other zones and nights with a clock change begin or end some hours from where the library looks for them."""

MOST_STEPS = 1_000_000
"""Occurrences that all series together may have from their first to the end of the period: a second or two of work."""

OURS = "@mesa"
"""How the UID of each of our activities ends."""

_MARK = "X-POSITION"


def stretches_of(text: bytes, since: datetime, until: datetime) -> tuple[Stretch, ...]:
    """When the owner of the calendar is busy between `since` and `until` (both aware): in UTC, in order, merged, cut.

    Events that are transparent or cancelled do not count; whole days and times without a zone are those of Chile.
    What is made to be slow is slow (a rule that names no day is searched until the year 9999): see `expanded`.
    Raises CalendarRefused with all its faults; ValueError if the period is none.
    """
    if since.tzinfo is None or until.tzinfo is None or since >= until:
        raise ValueError(f"the period must have zones and end after it begins: {since}, {until}")
    blocks = blocks_of(text)
    zones = Zones(block for block in blocks if block.kind == "VTIMEZONE")
    happenings, faults = _happenings(blocks, zones)
    found, more_faults = _periods(blocks, zones)
    faults += more_faults
    if faults:
        raise CalendarRefused(sorted(faults, key=lambda fault: fault.position or 0))
    found += _occurrences(happenings, since, until)
    cut = [(max(begins, since), min(ends, until)) for begins, ends in found]
    return _merged((b.astimezone(UTC), e.astimezone(UTC)) for b, e in cut if b < e)


def _happenings(blocks: Iterable[Block], zones: Zones) -> tuple[list[Happening], list[Fault]]:
    happenings, faults = [], list[Fault]()
    for block in blocks:
        if block.kind == "VEVENT":
            read = happening_of(block, zones)
            if isinstance(read, Happening):
                happenings.append(read)
            else:
                faults += read
    return happenings, faults


def _periods(blocks: Iterable[Block], zones: Zones) -> tuple[list[Stretch], list[Fault]]:
    found, faults = list[Stretch](), list[Fault]()
    for block in blocks:
        if block.kind == "VFREEBUSY":
            try:
                found += periods_of(block, zones)
            except (Bad, ValueError, OverflowError):
                faults.append(Fault(Code.BAD_EVENT, block.position))
    return found, faults


def _occurrences(happenings: Iterable[Happening], since: datetime, until: datetime) -> list[Stretch]:
    found: list[Stretch] = []
    steps = 0
    for series in _series_of(happenings):
        steps += sum(_steps(each, until) for each in series)
        if steps > MOST_STEPS:
            raise CalendarRefused.whole(Code.TOO_MANY)
        for begins, ends in _expanded(series, since, until):
            if begins < until and ends > since and begins < ends:
                found.append((begins, ends))
        if len(found) > MOST_STRETCHES:
            raise CalendarRefused.whole(Code.TOO_MANY)
    return found


def _series_of(happenings: Iterable[Happening]) -> Iterator[list[Happening]]:
    """Each event that stands alone, and each series with those that replace one of its occurrences.

    Of two events with one identity both count: the safe side is that somebody is busy.
    """
    changes: dict[str, list[Happening]] = defaultdict(list)
    masters: list[Happening] = []
    for each in happenings:
        if each.replaces is None:
            masters.append(each)
        else:
            changes[each.uid].append(each)
    for master in masters:
        if master.busy and not is_ours(master.uid):
            yield [master, *changes.pop(master.uid, ())]
    for alone in changes.values():
        yield from ([each] for each in alone if each.busy and not is_ours(each.uid))


def is_ours(uid: str) -> bool:
    """Whether it is an activity of the Mesa that somebody took into their own calendar: it clashes with itself."""
    return uid.endswith(OURS)


def _steps(each: Happening, until: datetime) -> int:
    if not each.rules:
        return 1 + len(each.more)
    days = max((until - instant_of(each.start)).days, 0)
    return days + len(each.more)


def _expanded(series: list[Happening], since: datetime, until: datetime) -> Iterator[Stretch]:
    if len(series) == 1 and not series[0].rules and not series[0].more:
        (alone,) = series
        yield instant_of(alone.start), alone.length.end_of(alone.start)
        return
    of = {each.position: each for each in series}
    calendar = Calendar()
    try:
        for each in series:
            calendar.add_component(_event(each))
        query = recurring_ical_events.of(calendar, skip_bad_series=False)
        occurrences = query.between((since - MARGIN).astimezone(SANTIAGO), (until + MARGIN).astimezone(SANTIAGO))
    except (ValueError, TypeError, OverflowError, AttributeError, AssertionError):
        first = series[0]
        # without its cause, which may quote the event
        raise CalendarRefused([Fault(Code.BAD_EVENT, first.position, first.start)]) from None
    for occurrence in occurrences:
        start, source = occurrence["DTSTART"].dt, of[int(occurrence[_MARK])]
        if source.busy:
            yield instant_of(start), _length(source, start).end_of(start)


def _length(source: Happening, start: Moment) -> Length:
    """Its own, but for an additional date that was given with an end (RDATE;VALUE=PERIOD)."""
    return next((length for begins, length in source.more if length and begins == start), source.length)


def _event(each: Happening) -> Event:
    event = Event()
    event["UID"] = "series"
    event[_MARK] = str(each.position)
    event["DTSTART"] = vDDDTypes(each.start)
    event["DURATION"] = vDDDTypes(each.length.about)
    if each.replaces is not None:
        event["RECURRENCE-ID"] = vDDDTypes(each.replaces)
        if each.onwards:
            event["RECURRENCE-ID"].params["RANGE"] = "THISANDFUTURE"
    if each.rules:
        event["RRULE"] = [vRecur.from_ical(rule) for rule in each.rules]
    if each.more:
        event["RDATE"] = vDDDLists([begins for begins, _ in each.more])
    if each.without:
        event["EXDATE"] = vDDDLists(list(each.without))
    return event


def _merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    merged: list[Stretch] = []
    for begins, ends in sorted(stretches):
        if merged and begins <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(ends, merged[-1][1])
        else:
            merged.append((begins, ends))
    return tuple(merged)
