"""What subscribers and invited offices are sent: its form, its zone, and that we read our own writing."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from icalendar import Component

from services.events.icalendar.reading import OURS, stretches_of
from services.events.icalendar.writing import VTIMEZONE, Entry, Method, Office, Standing, feed, invitation
from shared.calendar import SANTIAGO

NOW = datetime(2026, 6, 1, 12, 0, 0, 123456, tzinfo=UTC)
FROM = datetime(2026, 7, 15, 14, tzinfo=UTC)
OFFICE, OTHER = (
    Office("OMIL San Carlos; Ñuble", "omil@san-carlos.example"),
    Office("OMIL Ñiquén", "omil@niquen.example"),
)


def entry(
    title: str = "Feria",
    begins: datetime = FROM,
    hours: float = 1,
    state: Standing = Standing.CONFIRMED,
    description: str = "",
    url: str = "",
) -> Entry:
    return Entry(
        uid="a-1@mesa",
        title=title,
        place="Plaza, frente al municipio",
        starts_at=begins,
        ends_at=begins + timedelta(hours=hours),
        sequence=3,
        state=state,
        changed_at=NOW,
        hosts=("San Carlos", "Ñiquén"),
        description=description,
        url=url,
    )


def lines_of(text: bytes) -> list[str]:
    """Unfolded."""
    return text.replace(b"\r\n ", b"").decode().split("\r\n")


def test_our_zone_is_that_of_chile_half_hourly_for_ten_years() -> None:
    onsets: list[tuple[datetime, timedelta]] = []
    zone: Any = Component.from_ical(VTIMEZONE)
    for part in zone.subcomponents:
        rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=part["DTSTART"].dt)
        onsets += [(at, part["TZOFFSETTO"].td) for at in rule.between(datetime(2025, 1, 1), datetime(2036, 1, 1))]  # noqa: DTZ001
    onsets.sort()
    starts = [at for at, _ in onsets]
    wrong, missing = [], 0
    at = datetime(2026, 1, 1)  # noqa: DTZ001 - the clock on the wall, as a zone's rules take it
    while at.year < 2036:
        local = at.replace(tzinfo=SANTIAGO)
        if local.astimezone(UTC).astimezone(SANTIAGO).replace(tzinfo=None) != at:
            missing += 1  # the clock never shows it
        elif onsets[bisect_right(starts, at) - 1][1] != local.utcoffset():
            wrong.append(at)
        at += timedelta(minutes=30)
    assert wrong == []
    assert missing == 2 * 10, "an hour each spring"


def test_a_feed_has_what_its_readers_need() -> None:
    lines = lines_of(feed([entry(url="https://mesa.example/a?b=1,2")], "OMIL, San Carlos"))
    assert lines[0] == "BEGIN:VCALENDAR"
    for line in (
        "VERSION:2.0",
        "X-WR-CALNAME:OMIL\\, San Carlos",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "UID:a-1@mesa",
        "SEQUENCE:3",
        "DTSTAMP:20260601T120000Z",
        "LAST-MODIFIED:20260601T120000Z",
        "DTSTART;TZID=America/Santiago:20260715T100000",
        "DTEND;TZID=America/Santiago:20260715T110000",
        "STATUS:CONFIRMED",
        "LOCATION:Plaza\\, frente al municipio",
        "DESCRIPTION:Organiza: San Carlos\\, Ñiquén",
        "URL:https://mesa.example/a?b=1,2",
    ):
        assert lines.count(line) == 1, line
    assert not [line for line in lines if line.startswith(("METHOD", "ATTENDEE", "ORGANIZER"))]


UNKIND = "Feria; «Ñuble», \\ 🍇👩🏽‍🌾\r\nBEGIN:VEVENT\nfin\x00\x85"


def test_texts_are_escaped_folded_and_cleaned() -> None:
    text = feed([entry(UNKIND * 9, description=UNKIND)], UNKIND)
    assert text.endswith(b"END:VCALENDAR\r\n")
    assert text.count(b"\n") == text.count(b"\r") == text.count(b"\r\n")
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    for line in text.split(b"\r\n"):
        line.decode()  # no letter is cut in two
    assert lines_of(text).count("BEGIN:VEVENT") == 1
    (event,) = Component.from_ical(text).walk("VEVENT")
    assert event["SUMMARY"] == "Feria; «Ñuble», \\ 🍇👩🏽‍🌾\nBEGIN:VEVENT\nfin" * 9


NIGHTS = {
    "before the clock goes back": datetime(2026, 4, 5, 2, 0, tzinfo=UTC),
    "the first of two hours": datetime(2026, 4, 5, 2, 30, tzinfo=UTC),
    "the second of two hours": datetime(2026, 4, 5, 3, 30, tzinfo=UTC),
    "after it went back": datetime(2026, 4, 5, 4, 0, tzinfo=UTC),
    "before it goes on": datetime(2026, 9, 6, 3, 30, tzinfo=UTC),
    "after it went on": datetime(2026, 9, 6, 4, 0, tzinfo=UTC),
}


@pytest.mark.parametrize("night", NIGHTS)
def test_we_read_the_instants_that_we_wrote(night: str) -> None:
    begins = NIGHTS[night]
    text = feed([entry(begins=begins, hours=1.5)], "Agenda")
    around = begins - timedelta(days=2), begins + timedelta(days=2)
    theirs = text.replace(OURS.encode(), b"@theirs")
    assert stretches_of(theirs, *around) == ((begins, begins + timedelta(hours=1.5)),)


def test_what_is_cancelled_stays_in_the_feed_and_takes_no_time() -> None:
    text = feed([entry(state=Standing.CANCELLED)], "Agenda")
    assert "STATUS:CANCELLED" in lines_of(text)
    assert stretches_of(text, FROM - timedelta(days=1), FROM + timedelta(days=1)) == ()


def test_an_invitation_names_offices_and_asks_for_an_answer() -> None:
    lines = lines_of(invitation(entry(), Method.REQUEST, OFFICE, [OTHER], NOW))
    assert "METHOD:REQUEST" in lines
    assert 'ORGANIZER;CN="OMIL San Carlos; Ñuble":mailto:omil@san-carlos.example' in lines
    (attendee,) = (line for line in lines if line.startswith("ATTENDEE"))
    assert attendee.endswith(":mailto:omil@niquen.example")
    assert {"CUTYPE=GROUP", "RSVP=TRUE", "PARTSTAT=NEEDS-ACTION"} <= set(attendee.partition(":")[0].split(";"))


def test_a_cancellation_has_the_same_identity_and_is_cancelled() -> None:
    lines = lines_of(invitation(entry(), Method.CANCEL, OFFICE, [OTHER], NOW))
    assert {"METHOD:CANCEL", "UID:a-1@mesa", "SEQUENCE:3", "STATUS:CANCELLED"} <= set(lines)
    assert not [line for line in lines if "RSVP" in line]


@pytest.mark.parametrize(
    "email", ["", "omil", "a@b@c", "a@x.example,b@x.example", "a@x.example\r\nX:1", 'a"@x.example', "a b@x.example"]
)
def test_an_address_that_could_be_more_than_one_is_refused(email: str) -> None:
    with pytest.raises(ValueError, match="address"):
        invitation(entry(), Method.REQUEST, OFFICE, [Office("OMIL", email)], NOW)


def test_a_name_cannot_break_out_of_its_parameter() -> None:
    lines = lines_of(invitation(entry(), Method.REQUEST, Office('O"MIL":x\r\nX-Y:1', "a@x.example"), [OTHER], NOW))
    (organiser,) = (line for line in lines if line.startswith("ORGANIZER"))
    assert organiser.endswith(":mailto:a@x.example")
    assert not [line for line in lines if line.startswith("X-Y")]


def test_an_invitation_without_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="somebody"):
        invitation(entry(), Method.REQUEST, OFFICE, [], NOW)
    with pytest.raises(ValueError, match="cancelled"):
        invitation(entry(state=Standing.CANCELLED), Method.REQUEST, OFFICE, [OTHER], NOW)


def test_an_entry_has_zones_an_end_and_the_address_of_a_page() -> None:
    with pytest.raises(ValueError, match="zone"):
        entry(begins=FROM.replace(tzinfo=None))
    with pytest.raises(ValueError, match="end"):
        entry(hours=0)
    with pytest.raises(ValueError, match="page"):
        entry(url="https://mesa.example/\r\nX:1")
