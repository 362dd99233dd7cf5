"""The next meeting of a table that meets every month: when it could be, and whose turn it is to receive."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from services.events.model.activities import Activity, State
from shared.calendar import SANTIAGO, is_working_day
from shared.contracts.agenda import ActivityKind, DateOption
from shared.territory import name_of

WEEKS = (0, 1, -1, 2)
"""The same weekday of the month as this time, a week later, a week earlier, two weeks later."""
MOST = 3


def next_dates(last: Activity, held: Iterable[Activity], now: datetime) -> tuple[DateOption, ...]:
    """Dates in the next month that is not left out, at the same hours of the clock; none on a holiday of anybody.

    What somebody who takes part has agreed to already is avoided.
    """
    activities = list(held)
    host = whose_turn(last, activities)
    taken = [a for a in activities if not a.over and set(a.party) & set(last.party)]
    found = []
    for day in _days(last):
        starts_at = datetime.combine(day, last.starts_at.astimezone(SANTIAGO).time(), SANTIAGO)
        ends_at = starts_at + (last.ends_at - last.starts_at)
        works = all(is_working_day(day, cut) for cut in last.party)
        free = not any(a.starts_at < ends_at and starts_at < a.ends_at for a in taken)
        if works and free and starts_at > now:
            found.append(_option(host, starts_at, ends_at))
    return tuple(found[:MOST])


def whose_turn(last: Activity, held: Iterable[Activity]) -> str:
    """The commune that has received a meeting longest ago; of two that never have, the one of the lower code."""
    received: dict[str, date] = {last.commune: last.starts_at.date()}
    for a in held:
        if a.kind is ActivityKind.MEETING and a.state in (State.ENDED, State.CONCLUDED):
            received[a.commune] = max(a.starts_at.date(), received.get(a.commune, date.min))
    return min(last.party, key=lambda cut: (received.get(cut, date.min), cut))


def _days(last: Activity) -> Iterator[date]:
    """The day of the next month with the same place in it (the second Tuesday), and those around it."""
    was = last.starts_at.astimezone(SANTIAGO).date()
    month = was.replace(day=1)
    for _ in range(12):
        month = (month + timedelta(days=32)).replace(day=1)
        if month.month not in last.skip_months:
            break
    nth = (was.day - 1) // 7
    first = month + timedelta(days=(was.weekday() - month.weekday()) % 7)
    for weeks in WEEKS:
        day = first + timedelta(weeks=nth + weeks)
        if day.month == month.month:
            yield day


def _option(host: str, starts_at: datetime, ends_at: datetime) -> DateOption:
    place = f"Oficina municipal de {name_of(host)}"
    reasons = (f"Le toca recibir a {name_of(host)}",)
    return DateOption(starts_at=starts_at, ends_at=ends_at, commune=host, place=place, reasons=reasons)
