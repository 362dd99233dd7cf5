"""Working hours on the Chilean calendar. Times are said as the wall clock in Santiago shows them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.calendar import SANTIAGO, add_working_hours

INSTANTS = st.integers(1_735_700_000, 1_830_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
"""From 2025 to 2027."""

HOURS = st.floats(0, 200, allow_nan=False)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        pytest.param("2026-01-12 09:00", 2, "2026-01-12 11:00", id="within a morning"),
        pytest.param("2026-01-12 09:00", 16, "2026-01-13 16:00", id="over a night"),
        pytest.param("2026-01-16 16:00", 1, "2026-01-19 09:00", id="over a weekend; Friday closes at 16:30"),
        pytest.param("2026-01-17 12:00", 1, "2026-01-19 09:30", id="from a Saturday"),
        pytest.param("2026-09-17 17:00", 1, "2026-09-21 09:00", id="over 18 and 19 September"),
        pytest.param("2026-04-02 17:00", 1, "2026-04-06 09:00", id="over Good Friday and the clock change of April"),
        pytest.param("2026-09-04 16:00", 1, "2026-09-07 09:00", id="over the clock change of September"),
        pytest.param("2026-01-12 22:00", 0, "2026-01-12 22:00", id="no hours end at once, at night as well"),
    ],
)
def test_windows_end_when_so_many_working_hours_have_passed(start: str, hours: float, end: str) -> None:
    got = add_working_hours(_local(start), hours, "16301")
    assert got.astimezone(SANTIAGO).strftime("%Y-%m-%d %H:%M") == end


def test_the_20_of_august_is_free_in_chillan_only() -> None:
    eve = _local("2026-08-19 17:00")
    assert add_working_hours(eve, 1, "16301") == _local("2026-08-20 09:00")
    assert add_working_hours(eve, 1, "16101") == _local("2026-08-21 09:00")


@given(INSTANTS, HOURS, HOURS)
def test_hours_add_up(start: datetime, one: float, two: float) -> None:
    at_once = add_working_hours(start, one + two, "16301")
    in_turn = add_working_hours(add_working_hours(start, one, "16301"), two, "16301")
    assert abs(at_once - in_turn) < timedelta(milliseconds=1) or min(one, two) == 0


@given(INSTANTS, HOURS, HOURS)
def test_more_hours_never_end_earlier(start: datetime, one: float, two: float) -> None:
    fewer, more = sorted((one, two))
    assert start <= add_working_hours(start, fewer, "16301") <= add_working_hours(start, more, "16301")


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        add_working_hours(datetime.fromisoformat("2026-01-12"), 1, "16301")


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SANTIAGO)
