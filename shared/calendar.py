"""Working hours of a municipal office in Chile: when a window of so many hours ends.

Source: public-service practice, Monday to Thursday 08:30-17:30 and Friday to 16:30 (unverified per commune); holidays
by law as the `holidays` package keeps them, with 20 August (birth of O'Higgins, Ley 20.768) in Chillán and Chillán
Viejo only. Local time is America/Santiago with its clock changes.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

SANTIAGO = ZoneInfo("America/Santiago")
OPENS = time(8, 30)
CLOSES = {0: time(17, 30), 1: time(17, 30), 2: time(17, 30), 3: time(17, 30), 4: time(16, 30)}
"""By weekday, Monday 0; days that are missing are closed."""

OHIGGINS = (8, 20)
OHIGGINS_COMMUNES = frozenset({"16101", "16103"})


def add_working_hours(start: datetime, hours: float, cut: str) -> datetime:
    """The instant (UTC) at which `hours` working hours of the office of commune `cut` have passed since `start`.

    `start` must be aware. No hours: `start` itself, whenever it is. Raises ValueError for a naive start or less than 0.
    """
    if start.tzinfo is None or hours < 0:
        raise ValueError(f"start must have a zone and hours must not be negative: {start}, {hours}")
    if hours == 0:
        return start.astimezone(UTC)
    left = timedelta(hours=hours)
    day = start.astimezone(SANTIAGO).date()
    while True:
        opens, closes = office_hours(day, cut)
        opens = max(opens, start)
        if opens < closes:
            if left <= closes - opens:
                return (opens + left).astimezone(UTC)
            left -= closes - opens
        day += timedelta(days=1)


def working_hours_between(start: datetime, end: datetime, cut: str) -> float:
    """Working hours of the office of commune `cut` from `start` to `end`, both aware; 0 if `end` is not later."""
    found = timedelta()
    day = start.astimezone(SANTIAGO).date()
    last = end.astimezone(SANTIAGO).date()
    while day <= last:
        opens, closes = office_hours(day, cut)
        found += max(timedelta(), min(closes, end) - max(opens, start))
        day += timedelta(days=1)
    return found / timedelta(hours=1)


def is_working_day(day: date, cut: str) -> bool:
    """Whether the office of commune `cut` opens on that day."""
    return day.weekday() in CLOSES and not is_holiday(day, cut)


@lru_cache(maxsize=4096)
def office_hours(day: date, cut: str) -> tuple[datetime, datetime]:
    """When the office opens and closes, in UTC; the same instant twice on a day that is free."""
    opens = datetime.combine(day, OPENS, SANTIAGO).astimezone(UTC)
    if not is_working_day(day, cut):
        return opens, opens
    return opens, datetime.combine(day, CLOSES[day.weekday()], SANTIAGO).astimezone(UTC)


def is_holiday(day: date, cut: str) -> bool:
    """Whether that day is a holiday by law in commune `cut`."""
    if (day.month, day.day) == OHIGGINS and cut in OHIGGINS_COMMUNES:
        return True
    return day in _national(day.year)


@lru_cache(maxsize=32)
def _national(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CL", years=year)
