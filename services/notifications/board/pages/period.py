"""A period of whole days in Santiago, as somebody asks for it in an address, and as the page says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from services.notifications.board import words as w
from shared.calendar import SANTIAGO

EARLIEST, LATEST = date(2020, 1, 1), date(2100, 12, 31)
MOST_YEARS = 5
"""A longer period is asked for in parts: a report of hundreds of months is read by nobody."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), SANTIAGO)

    @property
    def until(self) -> datetime:
        """The instant at which it is over, which is not of it."""
        return datetime.combine(self.last + timedelta(days=1), time(), SANTIAGO)

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return f"desde={self.first}&hasta={self.last}"

    @property
    def months(self) -> Sequence[date]:
        """The first day of each month of which it has a day."""
        found, month = [], self.first.replace(day=1)
        while month <= self.last:
            found.append(month)
            month = _following(month)
        return found

    @property
    def told(self) -> str:
        """«enero de 2026», «2025», «del 1 al 14 de enero de 2026», «del 3 de mayo de 2025 al 1 de enero de 2026»."""
        first, last = self.first, self.last
        whole = first.day == 1 and _following(last.replace(day=1)) == last + timedelta(days=1)
        if whole and len(self.months) == 1:
            return w.month(first)
        if whole and first.month == 1 and last.month == 12 and first.year == last.year:
            return str(first.year)
        if first == last:
            return f"el {_day(first)}"
        begin = str(first.day) if len(self.months) == 1 else _day(first)
        return f"del {begin} al {_day(last)}"


def period_of(desde: str, hasta: str, now: datetime) -> Period:
    """What was asked for; for what is no day, this month until today. Days in the wrong order are taken in theirs."""
    today = now.astimezone(SANTIAGO).date()
    last = _date_of(hasta) or today
    first = _date_of(desde) or last.replace(day=1)
    first, last = sorted((first, last))
    return Period(max(first, last.replace(year=last.year - MOST_YEARS, day=1)), last)


def usual(now: datetime) -> Sequence[tuple[str, Period]]:
    """The periods that are asked for most, with how they are called."""
    today = now.astimezone(SANTIAGO).date()
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    return (
        ("Este mes", Period(month, today)),
        ("El mes pasado", Period(before.replace(day=1), before)),
        ("Este año", Period(today.replace(month=1, day=1), today)),
        ("El año pasado", Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))),
    )


def of_month(month: date, last: date) -> Period:
    """A month, until `last` if that is within it."""
    return Period(month, min(_following(month) - timedelta(days=1), last))


def before(period: Period) -> Period:
    """The month before the one in which it begins."""
    last = period.first.replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last)


def _date_of(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _following(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _day(day: date) -> str:
    return f"{day.day} de {w.month(day)}"
