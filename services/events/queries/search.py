"""The search for a date: reads who is busy when, asks the solver, and says what it found as people read it."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from services.events import agenda
from services.events.agenda import DateQuestion, Harvest, Nearby, Participant, Place, Stretch, Wish
from services.events.model.activities import Activity
from services.events.model.offices import Office
from services.events.model.resources import Busy, Resource, Venue, merged, staff_of
from services.events.store import rows
from shared.calendar import SANTIAGO
from shared.contracts.agenda import ActivityKind
from shared.contracts.intake import OpenHours, VenueKind
from shared.contracts.replies import Fault
from shared.postgres.reader import Reader
from shared.views import View

BEYOND = timedelta(days=8)
"""The solver looks a week beyond the span for what would have to give."""
HALLS = frozenset({VenueKind.GYMNASIUM, VenueKind.HALL, VenueKind.SCHOOL, VenueKind.OPEN_AIR})
"""Where a fair or encuentro fits if no kind of venue is asked for."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked, as `SearchBody` explains it; `commune` asks, at `now`."""

    commune: str
    kind: ActivityKind
    since: date
    until: date
    minutes: int
    must: tuple[str, ...]
    should: tuple[str, ...]
    hosts: tuple[str, ...]
    venue_kinds: tuple[VenueKind, ...]
    expected: int
    notice_hours: float
    lunch: bool
    saturday: bool
    part: agenda.PartOfDay | None
    harvests: tuple[Harvest, ...]
    now: datetime


class FoundDate(View):
    """A date that is possible."""

    starts_at: datetime
    """When it begins."""
    ends_at: datetime
    """When it ends."""
    commune: str
    """CUT code of the commune that would host it."""
    place: str
    """Where."""
    venue_id: str | None
    """The venue that would be booked; null: a room of the office."""
    points: int
    """What it costs, in points; less is better."""
    costs: dict[str, int]
    """The points of each kind: who is missing, travel, whose turn it was, the harvest, other activities near by …"""
    reasons: list[str]
    """What speaks for it and what it costs, in Spanish."""
    cannot: list[str]
    """CUT codes of the communes that cannot come."""
    travel: dict[str, int]
    """Minutes one way of each commune that comes from elsewhere, by its CUT code."""
    turn: list[str]
    """CUT codes of the communes whose turn it is to receive."""


class WhatWouldGive(View):
    """What would have to give for there to be a date."""

    text: str
    """What, in Spanish."""
    days: int
    """On how many days it would be possible then."""
    first: FoundDate
    """The first of them."""


class DateSearch(View):
    """The best dates, or what would have to give."""

    dates: list[FoundDate]
    """The best dates, the best first, at most one a day and place."""
    otherwise: list[WhatWouldGive]
    """Where there is no date: what would have to give. Empty too: two conditions given up would not be enough."""


@dataclass(frozen=True, slots=True)
class Books:
    """The agenda as it is read for a search."""

    offices: list[Office]
    venues: list[Venue]
    resources: list[Resource]
    busy: list[Busy]
    activities: list[Activity]


def unknown_in(asked: Search, books: Books) -> Iterator[Fault]:
    """The communes that are not at the table."""
    known = {office.commune for office in books.offices}
    said = {"must": asked.must, "should": asked.should, "hosts": asked.hosts}
    said["harvests"] = tuple(harvest.commune for harvest in asked.harvests)
    for field, cuts in said.items():
        for n, cut in enumerate(cuts):
            if cut not in known:
                where = f"{field}.{n}.commune" if field == "harvests" else f"{field}.{n}"
                yield Fault(code="unknown_commune", field=where, text=f"La comuna {cut} no está en la Mesa")


async def search(asked: Search, books: Books, best: int) -> DateSearch:
    """The `best` dates. It takes some hundredths of a second of a thread."""
    answer = await asyncio.to_thread(agenda.propose, question_of(asked, books), None, best)
    return DateSearch(
        dates=[found(each) for each in answer.proposals],
        otherwise=[WhatWouldGive(text=c.text, days=c.days, first=found(c.first)) for c in answer.concessions],
    )


async def books_of(read: Reader, since: date, until: date) -> Books:
    """Who is there, who is busy within the span, what is held, and who hosted what before."""
    begins, ends = _midnight(since), _midnight(until) + BEYOND
    return Books(
        offices=[rows.office(row) for row in await read.rows(f"SELECT {rows.OFFICE} FROM member WHERE at_table")],
        venues=[rows.venue(row) for row in await read.rows(f"SELECT {rows.VENUE} FROM venue WHERE open")],
        resources=[rows.resource(row) for row in await read.rows(f"SELECT {rows.RESOURCE} FROM resource WHERE active")],
        busy=[rows.busy(row) for row in await read.rows(_BUSY, begins, ends)],
        activities=[rows.activity(row) for row in await read.rows(_ACTIVITIES)],
    )


def question_of(asked: Search, books: Books) -> DateQuestion:
    """What the solver is asked."""
    coming = [*asked.must, *(cut for cut in asked.should if cut not in asked.must)]
    hosts = asked.hosts or tuple(coming)
    wish = Wish(
        organiser=asked.commune,
        since=asked.since,
        until=asked.until,
        minutes=asked.minutes,
        asked_at=asked.now,
        notice_hours=asked.notice_hours,
        kinds=frozenset(asked.venue_kinds or (HALLS if _is_large(asked.kind) else ())),
        hosts=frozenset(asked.hosts),
        expected=asked.expected,
        lunch=asked.lunch,
        saturday=asked.saturday,
        part=asked.part,
        hosted=_hosted(asked.kind, books.activities, asked.now),
        nearby=tuple(_nearby(asked, books.activities)),
        harvests=asked.harvests,
    )
    known = {office.commune: office for office in books.offices}
    ways = {(cut, to): m for cut in coming if cut in known for to in hosts if (m := known[cut].minutes.get(to))}
    must = set(asked.must)
    participants = tuple(Participant(cut, cut in must, _busy_of(cut, books)) for cut in coming)
    return DateQuestion(wish, participants, tuple(_places(hosts, asked, books)), ways)


def found(each: agenda.DateProposal) -> FoundDate:
    """A date of the solver as people read it."""
    return FoundDate(
        starts_at=each.starts_at,
        ends_at=each.ends_at,
        commune=each.place.commune,
        place=each.place.name,
        venue_id=each.place.venue_id,
        points=each.cost.points,
        costs=asdict(each.cost),
        reasons=list(each.reasons),
        cannot=list(each.cannot),
        travel=dict(each.travel),
        turn=list(each.turn),
    )


def _busy_of(cut: str, books: Books) -> tuple[Stretch, ...]:
    """When nobody of an office is free: it is busy as a whole, or all of its people are at something."""
    whole = [stretch for each in books.busy if each.owner == cut for stretch in each.stretches]
    held = [(a.starts_at, a.ends_at) for a in books.activities if not a.over and cut in a.party]
    staff = staff_of(cut, books.resources)
    if staff == 1:
        return merged([*whole, *held])
    marks = sorted([(begins, 1) for begins, _ in held] + [(ends, -1) for _, ends in held])
    full, at_once, since = [], 0, None
    for at, step in marks:
        at_once += step
        if at_once >= staff and since is None:
            since = at
        elif at_once < staff and since is not None:
            full.append((since, at))
            since = None
    return merged([*whole, *full])


def _places(hosts: Sequence[str], asked: Search, books: Books) -> Iterator[Place]:
    """The venues of the communes that may host; a room of its office where a commune has registered none."""
    for cut in dict.fromkeys(hosts):
        mine = [venue for venue in books.venues if venue.commune == cut]
        for venue in mine:
            yield _place(venue, asked, books)
        if not mine and not _is_large(asked.kind):
            yield Place(cut, "Oficina municipal", VenueKind.OFFICE)


def _place(venue: Venue, asked: Search, books: Books) -> Place:
    taken = [stretch for each in books.busy if each.owner == venue.venue_id for stretch in each.stretches]
    taken += [(a.starts_at, a.ends_at) for a in books.activities if a.venue_id == venue.venue_id and not a.over]
    hours = _hours(venue.opens)
    gaps = list(_gaps(venue.opens, asked.since, asked.until + BEYOND)) if hours else []
    busy = merged([*taken, *gaps])
    return Place(venue.commune, venue.name, venue.kind, venue.venue_id, venue.capacity, busy, hours)


def _hours(opens: Sequence[OpenHours]) -> Mapping[int, tuple[time, time]] | None:
    """From the first opening to the last closing of each weekday."""
    if not opens:
        return None
    days = {each.weekday for each in opens}
    of = {day: [each for each in opens if each.weekday == day] for day in days}
    return {day: (min(e.opens for e in mine), max(e.closes for e in mine)) for day, mine in of.items()}


def _gaps(opens: Sequence[OpenHours], since: date, until: date) -> Iterator[Stretch]:
    """When a venue is closed between two stretches of one day."""
    for n in range((until - since).days + 1):
        day = since + timedelta(days=n)
        mine = sorted((e.opens, e.closes) for e in opens if e.weekday == day.weekday())
        for (_, closed), (opened, _) in pairwise(mine):
            if closed < opened:
                yield datetime.combine(day, closed, SANTIAGO), datetime.combine(day, opened, SANTIAGO)


def _hosted(kind: ActivityKind, activities: Iterable[Activity], now: datetime) -> dict[str, date]:
    """The last day on which each commune received something of this kind."""
    found: dict[str, date] = {}
    for a in activities:
        if a.kind is kind and a.starts_at <= now:
            day = a.starts_at.astimezone(SANTIAGO).date()
            found[a.commune] = max(day, found.get(a.commune, day))
    return found


def _nearby(asked: Search, activities: Iterable[Activity]) -> Iterator[Nearby]:
    """Other large activities within the span: nobody wants two fairs on one day."""
    for a in activities:
        if _is_large(a.kind) and not a.over:
            yield Nearby(a.commune, a.title, a.starts_at, a.ends_at)


def _is_large(kind: ActivityKind) -> bool:
    return kind in (ActivityKind.FAIR, ActivityKind.ENCUENTRO)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SANTIAGO)


_BUSY = f"SELECT {rows.BUSY} FROM busy WHERE during && tstzrange($1, $2)"
_ACTIVITIES = f"SELECT {rows.ACTIVITY} FROM activity WHERE state <> 'cancelled'"
