"""Our feed as ical.js, ical4j and vobject read it: what was meant, and what we read ourselves."""

import base64
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import vobject

from services.events.icalendar.reading import OURS, stretches_of
from services.events.icalendar.writing import Entry, Standing, feed
from tests.validators import java, node

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, order=True)
class Read:
    """What an event is taken for."""

    uid: str
    sequence: int
    status: str
    starts_at: datetime
    ends_at: datetime
    title: str


def _meeting(name: str, starts_at: datetime, hours: float = 1, **more: Any) -> Entry:
    state = more.pop("state", Standing.CONFIRMED)
    title = more.pop("title", name)
    return Entry(f"{name}@mesa", title, "Plaza, 1", starts_at, starts_at + hours * HOUR, 4, state, NOW, **more)


GOLDEN = [
    _meeting("summer", datetime(2027, 1, 13, 13, tzinfo=UTC)),
    _meeting("winter", datetime(2027, 7, 14, 14, tzinfo=UTC)),
    _meeting("first-winter-day", datetime(2027, 4, 5, 14, tzinfo=UTC)),
    _meeting("first-summer-day", datetime(2027, 9, 6, 13, tzinfo=UTC)),
    _meeting("over-the-night-the-clock-goes-back", datetime(2026, 4, 5, 1, tzinfo=UTC), 5),
    _meeting("in-the-hour-that-comes-twice", datetime(2026, 4, 5, 2, 30, tzinfo=UTC)),
    _meeting("in-its-second-half", datetime(2026, 4, 5, 3, 15, tzinfo=UTC), 0.5),
    _meeting("over-the-night-it-goes-on", datetime(2026, 9, 6, 3, tzinfo=UTC), 2),
    _meeting("from-the-hour-after-the-missing-one", datetime(2026, 9, 6, 4, tzinfo=UTC)),
    _meeting("ten-years-on", datetime(2035, 6, 15, 14, tzinfo=UTC)),
    _meeting("tentative", datetime(2027, 2, 10, 13, tzinfo=UTC), state=Standing.TENTATIVE),
    _meeting("cancelled", datetime(2027, 3, 10, 13, tzinfo=UTC), state=Standing.CANCELLED),
    _meeting(
        "unkind",
        datetime(2027, 5, 12, 14, tzinfo=UTC),
        title="Feria: «Ñuble», uva; \\ cereza \\n 🍇👩🏽‍🌾 " * 4 + "\nsegunda línea, «fin»",
        description="BEGIN:VEVENT\nEND:VCALENDAR",
        hosts=("San Carlos", "Ñiquén"),
        url="https://mesa.example/actividades/1?a=1,2;b",
    ),
]
MEANT = sorted(Read(e.uid, e.sequence, str(e.state), e.starts_at, e.ends_at, e.title) for e in GOLDEN)
FEED = feed(GOLDEN, "Mesa, «Punilla»; 🍒")


def by_ical_js(text: bytes) -> list[Read]:
    return [
        Read(
            each["uid"],
            each["sequence"],
            each["status"],
            datetime.fromisoformat(each["starts_at"]),
            datetime.fromisoformat(each["ends_at"]),
            each["title"],
        )
        for each in node.run("events.mjs", text.decode())
    ]


def by_ical4j(text: bytes) -> list[Read]:
    read = []
    for line in java.run("Events", text).splitlines():
        uid, sequence, status, starts, ends, title = line.split(" ")
        instants = datetime.fromisoformat(starts), datetime.fromisoformat(ends)
        read.append(Read(uid, int(sequence), status, *instants, base64.b64decode(title).decode()))
    return read


def by_vobject(text: bytes) -> list[Read]:
    return [
        Read(
            each.uid.value,
            int(each.sequence.value),
            each.status.value,
            each.dtstart.value.astimezone(UTC),
            each.dtend.value.astimezone(UTC),
            each.summary.value,
        )
        for each in vobject.readOne(text.decode()).vevent_list
    ]


READERS = {"ical.js": by_ical_js, "ical4j": by_ical4j, "vobject": by_vobject}


@pytest.mark.parametrize("name", READERS)
def test_others_read_what_was_meant(name: str) -> None:
    assert [astuple(each) for each in sorted(READERS[name](FEED))] == [astuple(each) for each in MEANT]


@pytest.mark.parametrize("reader", [by_ical_js, by_ical4j])
def test_others_would_find_a_wrong_zone(reader: Callable[[bytes], list[Read]]) -> None:
    """vobject keeps the first zone of a name for the whole process, so that it cannot be asked twice."""
    wrong = reader(FEED.replace(b"TZOFFSETTO:-0400", b"TZOFFSETTO:-0300"))
    late = {each.uid for each in wrong} - {each.uid for each in set(wrong) & set(MEANT)}
    assert {"winter@mesa", "first-winter-day@mesa", "ten-years-on@mesa"} <= late
    assert "summer@mesa" not in late


def test_we_read_the_same_instants() -> None:
    for meant in MEANT:
        (entry,) = (each for each in GOLDEN if each.uid == meant.uid)
        around = meant.starts_at - 24 * HOUR, meant.ends_at + 24 * HOUR
        wanted = () if meant.status == "CANCELLED" else ((meant.starts_at, meant.ends_at),)
        theirs = feed([entry], "").replace(OURS.encode(), b"@theirs")
        assert stretches_of(theirs, *around) == wanted, meant.uid
