"""Busy times out of calendars as programs write them, and calendars that are refused."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.events.icalendar.faults import MOST_BYTES, CalendarRefused, Code, Fault
from services.events.icalendar.reading import stretches_of

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
CHILE = "TZID=America/Santiago"
SECRET = "Examen con la doctora"


def event(*lines: str, uid: str = "one@there", kind: str = "VEVENT") -> str:
    return "\r\n".join([f"BEGIN:{kind}", f"UID:{uid}", f"SUMMARY:{SECRET}", *lines, f"END:{kind}", ""])


def calendar(*parts: str) -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x\r\n{''.join(parts)}END:VCALENDAR\r\n".encode()


def busy(*parts: str) -> list[str]:
    """As «month-day hour:minute» in UTC, from and until."""
    return [f"{a:%m-%d %H:%M} {b:%m-%d %H:%M}" for a, b in stretches_of(calendar(*parts), SINCE, UNTIL)]


def faults(text: bytes) -> tuple[Fault, ...]:
    with pytest.raises(CalendarRefused) as refused:
        stretches_of(text, SINCE, UNTIL)
    assert SECRET not in str(refused.value)
    assert refused.value.__cause__ is None
    return refused.value.faults


def codes(*parts: str) -> list[Code]:
    return [fault.code for fault in faults(calendar(*parts))]


CASES: dict[str, tuple[list[str], list[str]]] = {
    "in summer": ([f"DTSTART;{CHILE}:20260115T100000", f"DTEND;{CHILE}:20260115T110000"], ["01-15 13:00 01-15 14:00"]),
    "in winter": ([f"DTSTART;{CHILE}:20260715T100000", "DURATION:PT90M"], ["07-15 14:00 07-15 15:30"]),
    "in UTC": (["DTSTART:20260715T100000Z", "DTEND:20260715T110000Z"], ["07-15 10:00 07-15 11:00"]),
    "without a zone is Chile's": (["DTSTART:20260715T100000", "DURATION:PT1H"], ["07-15 14:00 07-15 15:00"]),
    "in another zone": (["DTSTART;TZID=Europe/Madrid:20260715T100000", "DURATION:PT1H"], ["07-15 08:00 07-15 09:00"]),
    "in Windows' zone": (
        ['DTSTART;TZID="Pacific SA Standard Time":20260715T100000', "DURATION:PT1H"],
        ["07-15 14:00 07-15 15:00"],
    ),
    "in a zone behind a path": (
        ["DTSTART;TZID=/mozilla.org/20050126_1/America/Santiago:20260715T100000", "DURATION:PT1H"],
        ["07-15 14:00 07-15 15:00"],
    ),
    "a whole day": (["DTSTART;VALUE=DATE:20260715"], ["07-15 04:00 07-16 04:00"]),
    "a day that ends on itself": (
        ["DTSTART;VALUE=DATE:20260715", "DTEND;VALUE=DATE:20260715"],
        ["07-15 04:00 07-16 04:00"],
    ),
    "the day whose midnight does not exist": (["DTSTART;VALUE=DATE:20260906"], ["09-06 04:00 09-07 03:00"]),
    "hours over the change": (["DTSTART:20260404T220000", "DURATION:PT4H"], ["04-05 01:00 04-05 05:00"]),
    "a day over the change": (["DTSTART:20260404T220000", "DURATION:P1D"], ["04-05 01:00 04-06 02:00"]),
    "weekly over the change, without one": (
        [
            f"DTSTART;{CHILE}:20260328T100000",
            "DURATION:PT1H",
            "RRULE:FREQ=WEEKLY;COUNT=3",
            f"EXDATE;{CHILE}:20260404T100000",
        ],
        ["03-28 13:00 03-28 14:00", "04-11 14:00 04-11 15:00"],
    ),
    "until a date": (
        [f"DTSTART;{CHILE}:20260701T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20260702T140000Z"],
        ["07-01 14:00 07-01 15:00", "07-02 14:00 07-02 15:00"],
    ),
    "additional dates": (
        [
            f"DTSTART;{CHILE}:20260701T100000",
            "DURATION:PT1H",
            f"RDATE;{CHILE}:20260703T100000",
            f"RDATE;VALUE=PERIOD;{CHILE}:20260705T100000/PT3H",
        ],
        ["07-01 14:00 07-01 15:00", "07-03 14:00 07-03 15:00", "07-05 14:00 07-05 17:00"],
    ),
    "whole days that repeat": (
        ["DTSTART;VALUE=DATE:20260905", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20260906"],
        ["09-05 04:00 09-06 04:00", "09-07 03:00 09-08 03:00"],
    ),
    "an alarm's duration is not the event's": (
        ["DTSTART:20260715T100000", "BEGIN:VALARM", "TRIGGER:-PT15M", "DURATION:PT9H", "END:VALARM", "DURATION:PT1H"],
        ["07-15 14:00 07-15 15:00"],
    ),
    "transparent": (["DTSTART:20260715T100000", "DURATION:PT1H", "TRANSP:TRANSPARENT"], []),
    "cancelled": (["DTSTART:20260715T100000", "DURATION:PT1H", "STATUS:CANCELLED"], []),
    "tentative counts": (
        ["DTSTART:20260715T100000", "DURATION:PT1H", "STATUS:TENTATIVE"],
        ["07-15 14:00 07-15 15:00"],
    ),
    "a birthday that takes no time may be endless": (
        ["DTSTART;VALUE=DATE:19500715", "RRULE:FREQ=YEARLY", "TRANSP:TRANSPARENT"],
        [],
    ),
    "without a length it takes no time": (["DTSTART:20260715T100000"], []),
    "cut at the period": (["DTSTART:20251231T000000Z", "DTEND:20260101T020000Z"], ["01-01 00:00 01-01 02:00"]),
    "before the period": (["DTSTART:20251101T000000Z", "DTEND:20251101T020000Z"], []),
}


@pytest.mark.parametrize("case", CASES)
def test_when_somebody_is_busy(case: str) -> None:
    lines, wanted = CASES[case]
    assert busy(event(*lines)) == wanted


WEEKLY = event(f"DTSTART;{CHILE}:20260701T100000", f"DTEND;{CHILE}:20260701T110000", "RRULE:FREQ=WEEKLY;COUNT=3")
AT = f"RECURRENCE-ID;{CHILE}:20260708T100000"


def test_one_of_a_series_is_moved() -> None:
    moved = event(AT, f"DTSTART;{CHILE}:20260709T150000", "DURATION:PT30M")
    assert busy(WEEKLY, moved) == ["07-01 14:00 07-01 15:00", "07-09 19:00 07-09 19:30", "07-15 14:00 07-15 15:00"]


def test_one_and_all_after_it_are_moved() -> None:
    moved = event(AT.replace(";", ";RANGE=THISANDFUTURE;"), f"DTSTART;{CHILE}:20260708T150000", "DURATION:PT30M")
    assert busy(WEEKLY, moved) == ["07-01 14:00 07-01 15:00", "07-08 19:00 07-08 19:30", "07-15 19:00 07-15 19:30"]


@pytest.mark.parametrize("free", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT"])
def test_one_of_a_series_is_free(free: str) -> None:
    assert busy(WEEKLY, event(AT, f"DTSTART;{CHILE}:20260708T100000", "DURATION:PT1H", free)) == [
        "07-01 14:00 07-01 15:00",
        "07-15 14:00 07-15 15:00",
    ]


def test_one_of_a_free_series_is_busy() -> None:
    free = event("DTSTART:20260701T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", "TRANSP:TRANSPARENT")
    assert busy(free, event(AT, "DTSTART:20260708T100000", "DURATION:PT1H")) == ["07-08 14:00 07-08 15:00"]


def test_two_with_one_identity_both_count() -> None:
    one, other = (event(f"DTSTART:2026070{n}T100000", "DURATION:PT1H") for n in (1, 2))
    assert len(busy(one, other)) == 2


def test_what_touches_or_overlaps_is_one_stretch() -> None:
    starts = ("100000", "110000", "113000", "140000")
    parts = [event(f"DTSTART:20260715T{start}", "DURATION:PT1H", uid=start) for start in starts]
    assert busy(*parts) == ["07-15 14:00 07-15 16:30", "07-15 18:00 07-15 19:00"]


def test_free_and_busy_as_another_program_publishes_it() -> None:
    lines = (
        "FREEBUSY:20260715T100000Z/PT1H,20260716T100000Z/20260716T120000Z",
        "FREEBUSY;FBTYPE=FREE:20260717T100000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260718T100000Z/PT1H",
    )
    assert busy(event(*lines, kind="VFREEBUSY")) == [
        "07-15 10:00 07-15 11:00",
        "07-16 10:00 07-16 12:00",
        "07-18 10:00 07-18 11:00",
    ]


OUTLOOK = """BEGIN:VTIMEZONE
TZID:(UTC-04:00) Santiago
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:-0300
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=4
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T000000
TZOFFSETFROM:-0400
TZOFFSETTO:-0300
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=9
END:DAYLIGHT
END:VTIMEZONE
""".replace("\n", "\r\n")
IN_OUTLOOK = event('DTSTART;TZID="(UTC-04:00) Santiago":20260715T100000', "DURATION:PT1H")


def test_a_zone_that_the_calendar_brings_itself() -> None:
    assert busy(IN_OUTLOOK, OUTLOOK) == ["07-15 14:00 07-15 15:00"]


def test_rules_beside_a_name_that_is_known_do_not_count() -> None:
    wrong = OUTLOOK.replace("(UTC-04:00) Santiago", "America/Santiago").replace("-0400", "+0900")
    assert busy(wrong, event(f"DTSTART;{CHILE}:20260715T100000", "DURATION:PT1H")) == ["07-15 14:00 07-15 15:00"]


def test_a_zone_of_one_calendar_is_not_known_in_the_next() -> None:
    assert busy(IN_OUTLOOK, OUTLOOK)
    assert codes(IN_OUTLOOK) == [Code.NO_SUCH_TIME_ZONE]


@pytest.mark.parametrize("frequency", ["SECONDLY", "MONTHLY;BYSETPOS=1;BYDAY=MO,TU"])
def test_a_zone_that_changes_more_than_yearly_is_none(frequency: str) -> None:
    assert codes(IN_OUTLOOK, OUTLOOK.replace("YEARLY", frequency)) == [Code.NO_SUCH_TIME_ZONE]


def test_ends_of_lines_folds_and_letters_as_programs_write_them() -> None:
    text = "\ufeff" + calendar(event("DTSTART;VALUE=DATE-TIME:2026071", " 5T100000", "DURATION:PT1H")).decode()
    assert len(stretches_of(text.replace("\r\n", "\n").encode(), SINCE, UNTIL)) == 1
    latin = calendar(event("DTSTART:20260715T100000", "DURATION:PT1H", "LOCATION:Ñiquén")).decode().encode("latin-1")
    assert len(stretches_of(latin, SINCE, UNTIL)) == 1


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
