"""Half-hours as bits: what is touched, what lies within, and days of a clock change."""

from datetime import date, timedelta

import pytest

from services.events.agenda.grid import Grid, bits, every, some
from tests.unit.services.events.agenda.mothers import MONDAY, at

DAY = Grid(MONDAY, MONDAY)


@pytest.mark.parametrize(
    ("since", "until", "touched", "within"),
    [
        pytest.param("10:00", "11:00", [20, 21], [20, 21], id="whole half-hours"),
        pytest.param("10:10", "11:10", [20, 21, 22], [21], id="a part is touched and not within"),
        pytest.param("10:10", "10:20", [20], [], id="ten minutes"),
        pytest.param("10:10", "10:10", [], [], id="no time at all"),
        pytest.param("11:00", "10:00", [], [], id="the wrong way round"),
    ],
)
def test_a_stretch_is_taken_outward_or_inward(since: str, until: str, touched: list[int], within: list[int]) -> None:
    stretch = at(f"2026-01-12 {since}"), at(f"2026-01-12 {until}")
    assert list(bits(DAY.touched(*stretch))) == touched
    assert list(bits(DAY.within(*stretch))) == within


def test_what_lies_outside_the_span_is_cut_off() -> None:
    assert DAY.touched(at("2026-01-11 10:00"), at("2026-01-13 10:00")) == (1 << 48) - 1
    assert DAY.touched(at("2026-01-13 10:00"), at("2026-01-13 11:00")) == 0


@pytest.mark.parametrize(("day", "size"), [("2026-04-04", 50), ("2026-04-05", 48), ("2026-09-06", 46)])
def test_a_day_of_a_clock_change_is_longer_or_shorter(day: str, size: int) -> None:
    one = Grid(date.fromisoformat(day), date.fromisoformat(day))
    assert one.size == size
    assert one.at(size) - one.at(0) == timedelta(minutes=30 * size)


def test_where_something_fits_and_where_it_touches() -> None:
    mask = 0b0111_0110
    assert list(bits(every(mask, 3))) == [4]
    assert list(bits(every(mask, 2))) == [1, 4, 5]
    assert list(bits(some(0b1000, 3))) == [1, 2, 3]
