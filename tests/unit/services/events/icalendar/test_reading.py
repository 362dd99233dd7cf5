"""Busy times out of calendars as programs write them, and calendars that are refused."""

from datetime import UTC, datetime

import pytest

from services.events.icalendar.faults import CalendarRefused, Code, Fault
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


def test_an_activity_of_ours_in_their_calendar_is_no_reason_against_itself() -> None:
    times = ("DTSTART:20260320T130000Z", "DTEND:20260320T150000Z")
    assert busy(event(*times, uid="3b1c@mesa"), event(*times, uid="two@there")) == ["03-20 13:00 03-20 15:00"]
    assert busy(event(*times, uid="3b1c@mesa"), event(*times, "RECURRENCE-ID:20260320T130000Z", uid="4d@mesa")) == []
