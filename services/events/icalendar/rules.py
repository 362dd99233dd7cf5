"""Which rules of repetition (RRULE) are taken: whole, with an end, at most daily, and none that could run for ever."""

import re
from collections.abc import Mapping
from datetime import datetime

from services.events.icalendar.faults import Code

MOST_A_DAY = 24
"""Times a day that one series may name by hours, minutes and seconds."""

_FINE = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
_COARSE = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_RANGES: Mapping[str, tuple[int, int, bool]] = {
    "BYSECOND": (0, 59, False),
    "BYMINUTE": (0, 59, False),
    "BYHOUR": (0, 23, False),
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYSETPOS": (1, 366, True),
    "COUNT": (1, 10**12, False),
    "INTERVAL": (1, 1000, False),
}
"""Least, most, and whether it may count from the end (RFC 5545, 3.3.10)."""

_ONE = frozenset({"COUNT", "INTERVAL"})
_SHAPES: Mapping[str, str] = {
    "FREQ": r"[A-Z]+",
    "UNTIL": r"[0-9]{8}(T[0-9]{6}Z?)?",
    "BYDAY": r"([+-]?[0-9]{0,2}(MO|TU|WE|TH|FR|SA|SU),?)+",
    "WKST": r"MO|TU|WE|TH|FR|SA|SU",
}
_ONLY_IN: Mapping[str, frozenset[str]] = {
    "BYWEEKNO": frozenset({"YEARLY"}),
    "BYYEARDAY": frozenset({"YEARLY"}),
    "BYMONTHDAY": frozenset({"DAILY", "MONTHLY", "YEARLY"}),
    "BYSETPOS": frozenset({"WEEKLY", "MONTHLY", "YEARLY"}),
}
_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def fault_of_rule(rule: str, *, of_zone: bool = False) -> Code | None:
    """What is wrong with a rule, or None. That of a time zone is yearly and may have no end."""
    parts = _parts(rule)
    if parts is None or not all(_fits(name, value) for name, value in parts.items()):
        return Code.BAD_EVENT
    frequency = parts.get("FREQ", "")
    if of_zone and frequency != "YEARLY":
        return Code.NO_SUCH_TIME_ZONE
    a_day = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        a_day *= len(set(parts.get(name, "0").split(",")))
    if frequency in _FINE or a_day > MOST_A_DAY:
        return Code.SERIES_TOO_FINE
    if frequency not in _COARSE or _never(parts):
        return Code.BAD_EVENT
    if not of_zone and not {"COUNT", "UNTIL"} & parts.keys():
        return Code.SERIES_WITHOUT_END
    return None


def _parts(rule: str) -> dict[str, str] | None:
    pairs = [part.partition("=") for part in rule.upper().strip(";").split(";")]
    parts = {name: value for name, _, value in pairs}
    return parts if len(parts) == len(pairs) else None


def _fits(name: str, value: str) -> bool:
    if name in _SHAPES:
        return re.fullmatch(_SHAPES[name], value) is not None and (name != "UNTIL" or _is_date(value))
    if name not in _RANGES:
        return False
    least, most, from_end = _RANGES[name]
    numbers = value.split(",")
    if name in _ONE and len(numbers) > 1:
        return False
    shape = r"[+-]?[0-9]{1,13}" if from_end else r"[0-9]{1,13}"
    return all(re.fullmatch(shape, each) and least <= abs(int(each)) <= most for each in numbers)


def _is_date(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _never(parts: Mapping[str, str]) -> bool:
    """Whether a rule joins what the standard does not, or no month of it has any of its days.

    Such a rule may name no day at all, and is then searched until the year 9999.
    """
    frequency = parts.get("FREQ", "")
    if any(name in parts and frequency not in allowed for name, allowed in _ONLY_IN.items()):
        return True
    if not {"BYMONTH", "BYMONTHDAY"} <= parts.keys():
        return False
    longest = max(_LONGEST_MONTH[int(month) - 1] for month in parts["BYMONTH"].split(","))
    return all(abs(int(day)) > longest for day in parts["BYMONTHDAY"].split(","))
