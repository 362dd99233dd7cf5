"""Calendars that are refused, and what is said of them: all faults by place and date, and no word of an event."""

from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.icalendar.faults import MOST_BYTES, CalendarRefused, Code, Fault
from services.events.icalendar.reading import stretches_of
from tests.unit.services.events.icalendar.test_reading import (
    CASES,
    SINCE,
    UNTIL,
    busy,
    calendar,
    codes,
    event,
    faults,
)


def _timed(*more: str) -> str:
    return event("DTSTART:20260701T100000", "DURATION:PT1H", *more)


REFUSED: dict[str, tuple[str, Code]] = {
    "endless": (_timed("RRULE:FREQ=WEEKLY"), Code.SERIES_WITHOUT_END),
    "every second": (_timed("RRULE:FREQ=SECONDLY;COUNT=5"), Code.SERIES_TOO_FINE),
    "every minute": (_timed("RRULE:FREQ=MINUTELY;COUNT=5"), Code.SERIES_TOO_FINE),
    "every hour": (_timed("RRULE:FREQ=HOURLY;COUNT=5"), Code.SERIES_TOO_FINE),
    "a list of seconds": (
        _timed(f"RRULE:FREQ=DAILY;COUNT=5;BYSECOND={','.join(map(str, range(60)))}"),
        Code.SERIES_TOO_FINE,
    ),
    "no such zone": (event("DTSTART;TZID=Marte/Olimpo:20260701T100000", "DURATION:PT1H"), Code.NO_SUCH_TIME_ZONE),
    "no such day": (event("DTSTART:20260231T100000", "DURATION:PT1H"), Code.BAD_EVENT),
    "no beginning": (event("DURATION:PT1H"), Code.BAD_EVENT),
    "ends before": (event("DTSTART:20260701T100000", "DTEND:20260701T090000"), Code.BAD_EVENT),
    "a day that ends at an hour": (event("DTSTART;VALUE=DATE:20260701", "DTEND:20260701T090000"), Code.BAD_EVENT),
    "two ends": (_timed("DTEND:20260701T110000"), Code.BAD_EVENT),
    "backwards": (event("DTSTART:20260701T100000", "DURATION:-PT1H"), Code.BAD_EVENT),
    "a life": (event("DTSTART:20260701T100000", "DURATION:P99999D"), Code.BAD_EVENT),
    "no step": (_timed("RRULE:FREQ=DAILY;COUNT=5;INTERVAL=0"), Code.BAD_EVENT),
    "an unknown part": (_timed("RRULE:FREQ=DAILY;COUNT=5;RSCALE=CHINESE"), Code.BAD_EVENT),
    "a part twice": (_timed("RRULE:FREQ=DAILY;COUNT=5;COUNT=6"), Code.BAD_EVENT),
    "a day that never is": (_timed("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1"), Code.BAD_EVENT),
    "parts that do not go together": (_timed("RRULE:FREQ=DAILY;BYYEARDAY=366;BYMONTH=1;COUNT=1"), Code.BAD_EVENT),
    "an end that no calendar has": (_timed("RRULE:FREQ=DAILY;UNTIL=20260231"), Code.BAD_EVENT),
    "digits of another script": (_timed("RRULE:FREQ=DAILY;UNTIL=20260702T٣40000Z"), Code.BAD_EVENT),
    "no rule": (_timed("RRULE:"), Code.BAD_EVENT),
    "an unreadable property": (_timed('EXDATE;TZID="x'), Code.BAD_EVENT),
    "no period": (event("FREEBUSY:mañana", kind="VFREEBUSY"), Code.BAD_EVENT),
    "a period of days": (event("FREEBUSY:20260715/20260716", kind="VFREEBUSY"), Code.BAD_EVENT),
    "2,001 in the period": (
        "".join(event(f"DTSTART:20260701T{n // 60 % 24:02}{n % 60:02}00", "DURATION:PT1M") for n in range(2001)),
        Code.TOO_MANY,
    ),
    "5,001 dates": (_timed("RDATE:" + ",".join(["20260701T100000"] * 5001)), Code.TOO_MANY),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_calendar_is_refused_for_what_is_wrong_in_it(case: str) -> None:
    part, code = REFUSED[case]
    assert codes(part) == [code]


def test_all_faults_are_told_at_once_by_place_and_date_and_no_other_word() -> None:
    bad = event("DTSTART;TZID=Marte/Olimpo:20260701T100000", "RRULE:FREQ=HOURLY", uid="b")
    found = faults(calendar(_timed(), bad, event("DTSTART:mañana", uid="c")))
    assert found == (
        Fault(Code.NO_SUCH_TIME_ZONE, 2, date(2026, 7, 1)),
        Fault(Code.SERIES_TOO_FINE, 2, date(2026, 7, 1)),
        Fault(Code.BAD_EVENT, 3),
    )
    assert found[1].text.startswith("Evento 2 (01-07-2026): se repite cada hora")
    assert found[2].text.startswith("Evento 3: no se entiende")


WHOLE: dict[str, tuple[bytes, Code]] = {
    "nothing": (b"", Code.NOT_A_CALENDAR),
    "a page": (b"<!doctype html><html>Ingrese</html>", Code.NOT_A_CALENDAR),
    "cut off": (calendar(_timed())[:-20], Code.NOT_A_CALENDAR),
    "an event alone": (_timed().encode(), Code.NOT_A_CALENDAR),
    "ends that cross": (calendar("BEGIN:VEVENT\nBEGIN:VALARM\nEND:VEVENT\nEND:VALARM\n"), Code.NOT_A_CALENDAR),
    "a bomb of nests": (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 90_000, Code.NOT_A_CALENDAR),
    "a calendar in a calendar": (calendar(calendar().decode()), Code.NOT_A_CALENDAR),
    "UTF-16": (calendar(_timed()).decode().encode("utf-16"), Code.NOT_A_CALENDAR),
    "too many octets": (b"x" * (MOST_BYTES + 1), Code.TOO_LARGE),
    "a million lines": (b"\n" * 1_000_000, Code.TOO_LARGE),
}


@pytest.mark.parametrize("case", WHOLE)
def test_what_is_no_whole_calendar_is_refused(case: str) -> None:
    text, code = WHOLE[case]
    assert faults(text) == (Fault(code),)


BOMBS = {
    "a thousand million days": ([_timed("RRULE:FREQ=DAILY;COUNT=1000000000")], 184),
    "all hours since 1900": (
        [event("DTSTART:19000101T100000", f"RRULE:FREQ=DAILY;COUNT=999999999;BYHOUR={','.join(map(str, range(24)))}")],
        0,
    ),
}


@pytest.mark.parametrize("case", BOMBS)
def test_long_series_cost_what_the_period_costs(case: str) -> None:
    parts, most = BOMBS[case]
    assert len(busy(*parts)) == most


def test_series_that_together_are_too_long_are_refused() -> None:
    one = event("DTSTART:19000101T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=999999999", uid="{}")
    text = calendar(*(one.replace("{}", str(n)) for n in range(30)))
    assert faults(text) == (Fault(Code.TOO_MANY),)


@pytest.mark.parametrize("until", [SINCE, datetime(2027, 1, 1)])  # noqa: DTZ001 - it is what is refused
def test_a_period_must_be_one(until: Any) -> None:
    with pytest.raises(ValueError, match="period"):
        stretches_of(calendar(), SINCE, until)


LINES = sorted({line for lines, _ in CASES.values() for line in lines})
LINES += sorted({line for part, _ in REFUSED.values() if len(part) < 1000 for line in part.split("\r\n")})


@given(st.lists(st.lists(st.sampled_from(LINES) | st.text(max_size=20), max_size=5), max_size=3), st.text(max_size=3))
def test_whatever_is_in_it_a_calendar_is_read_or_refused(events: list[list[str]], odd: str) -> None:
    parts = [event(*(line.replace("1", odd or "1", 1) for line in lines)) for lines in events]
    try:
        found = stretches_of(calendar(*parts), SINCE, UNTIL)
    except CalendarRefused:
        return
    assert all(SINCE <= begins < ends <= UNTIL for begins, ends in found)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(found))
