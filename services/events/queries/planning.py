"""Dates for several things at once, as the solver of the year gives them: one placed or with the reason why not."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.events import agenda
from services.events.model.resources import staff_of
from services.events.queries.search import Books, FoundDate, Search, books_of, found, question_of
from shared.calendar import SANTIAGO
from shared.contracts.agenda import ActivityKind
from shared.postgres.reader import Reader
from shared.views import View

MINUTES: Mapping[ActivityKind, int] = {
    ActivityKind.MEETING: 120,
    ActivityKind.VISIT: 180,
    ActivityKind.ENCUENTRO: 240,
    ActivityKind.FAIR: 360,
}
"""How long what is planned lasts, as long as nobody says more of it. Unverified: the project's proposal."""
SECONDS = 5.0
"""So long the solver may look for a better plan."""

NO_PLACE = "Ninguna de las comunas que podrían recibir tiene un recinto registrado."

# one plan at a time for the whole process, so that those who plan take no thread and no core from those who ask
_PLANNER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="planner")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that needs a date between two days. `host`: who organises it; `where`: the communes that may receive
    it; `should`: who comes if they can.
    """

    id: str
    kind: ActivityKind
    title: str
    host: str
    where: tuple[str, ...]
    must: tuple[str, ...]
    should: tuple[str, ...]
    since: date
    until: date


class PlacedDate(View):
    """Something that was given a date."""

    id: str
    """The id of the line or step."""
    kind: ActivityKind
    """What is held."""
    title: str
    """Its name."""
    commune: str
    """CUT code of the commune that organises it."""
    party: list[str]
    """CUT codes of the communes that take part."""
    date: FoundDate
    """The date, with its reasons."""


class NoDate(View):
    """Something that has no date."""

    id: str
    """The id of the line or step."""
    kind: ActivityKind
    """What is held."""
    title: str
    """Its name."""
    why: str
    """Why, in Spanish."""


class PlannedDates(View):
    """A date for each, all of which go together. Nothing of it is kept: propose or schedule what you choose."""

    placed: list[PlacedDate]
    """Those that have a date, the earliest first."""
    unplaced: list[NoDate]
    """Those that have none."""
    proven: bool
    """Whether no other choice of dates costs less."""
    gap: float | None
    """By how much of its cost it may be worse than the best; 0 if that is proven, null if nobody knows."""


def _span(wanted: Sequence[Wanted], now: datetime) -> tuple[date, date]:
    """The first and the last day of what is wanted."""
    days = [day for each in wanted for day in (each.since, each.until)] or [now.astimezone(SANTIAGO).date()]
    return min(days), max(days)


async def dates_for(read: Reader, wanted: Sequence[Wanted], now: datetime, per_week: int) -> PlannedDates:
    """Takes a thread for `SECONDS` and what building the options takes. At most `per_week` things a week and office."""
    books = await books_of(read, *_span(wanted, now))
    today = now.astimezone(SANTIAGO).date()
    known = {office.commune for office in books.offices}
    asked: dict[str, Wanted] = {}
    unplaced = []
    for each in wanted:
        gone = not {each.host, *each.must} <= known
        why = "Falta en la Mesa una de las comunas que deben estar." if gone else "Ya no quedan días en ese plazo."
        if gone or each.until <= today:
            unplaced.append(NoDate(id=each.id, kind=each.kind, title=each.title, why=why))
        else:
            asked[each.id] = each
    limits = agenda.YearLimits({cut: staff_of(cut, books.resources) for cut in known}, per_week, seconds=SECONDS)
    activities = [_activity(each, books, now) for each in asked.values()]
    unplaced += [_without(asked[one.activity_id], NO_PLACE) for one in activities if not one.question.places]
    activities = [one for one in activities if one.question.places]
    plan = await asyncio.get_running_loop().run_in_executor(_PLANNER, agenda.plan, activities, limits)
    return PlannedDates(
        placed=[_placed(asked[key], date) for key, date in plan.placed.items()],
        unplaced=[*unplaced, *(_without(asked[key], why) for key, why in plan.unplaced.items())],
        proven=plan.proven,
        gap=plan.gap,
    )


def _activity(each: Wanted, books: Books, now: datetime) -> agenda.Activity:
    known = {office.commune for office in books.offices}
    tomorrow = now.astimezone(SANTIAGO).date() + timedelta(days=1)
    asked = Search(
        commune=each.host,
        kind=each.kind,
        since=max(each.since, tomorrow),
        until=each.until,
        minutes=MINUTES[each.kind],
        must=each.must,
        should=tuple(cut for cut in each.should if cut in known),
        hosts=each.where,
        venue_kinds=(),
        expected=0,
        notice_hours=24.0,
        lunch=True,
        saturday=False,
        part=None,
        harvests=(),
        now=now,
    )
    return agenda.Activity(each.id, each.title, each.kind, question_of(asked, books))


def _placed(each: Wanted, date: agenda.DateProposal) -> PlacedDate:
    party = list(dict.fromkeys((each.host, *each.must, *each.should)))
    return PlacedDate(id=each.id, kind=each.kind, title=each.title, commune=each.host, party=party, date=found(date))


def _without(each: Wanted, why: str) -> NoDate:
    return NoDate(id=each.id, kind=each.kind, title=each.title, why=why)
