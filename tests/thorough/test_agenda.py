"""What the bench of the agenda compares is what it says."""

import random
from collections import Counter

import pytest

from services.events.agenda import propose
from tests.bench.agenda import OFFICES, POLICY, OneDate, Report, Small, Year, first_slot, lines, one_date, year
from tests.unit.services.events.agenda.mothers import drawn


@pytest.mark.parametrize("seed", range(20))
def test_the_first_free_slot_never_costs_less_than_the_best(seed: int) -> None:
    asked = drawn(seed)
    found = propose(asked, POLICY).proposals
    first = first_slot(asked)
    assert (first is None) == (not found)
    assert first is None or first >= found[0].cost.points


def test_the_date_and_the_year_are_as_large_as_they_are_said_to_be() -> None:
    asked = one_date(random.Random(1))
    assert (len(asked.participants), (asked.wish.until - asked.wish.since).days + 1) == (12, 56)
    assert Counter(activity.kind for activity in year(random.Random(1))) == {
        "meeting": 12, "fair": 4, "encuentro": 6, "visit": 8,
    }  # fmt: skip
    assert len(set(OFFICES)) == 12


@pytest.mark.parametrize(
    ("small", "one", "year", "missed"),
    [
        pytest.param((5, 0, 0, 5), 100.0, (0.0, 5.0), set(), id="all met"),
        pytest.param((5, 1, 0, 4), 100.0, (0.0, 5.0), {"5 small cases: as brute force"}, id="worse"),
        pytest.param((5, 0, 1, 4), 100.0, (0.0, 5.0), {"5 small cases: as brute force"}, id="better is a fault too"),
        pytest.param((5, 0, 0, 5), 300.0, (0.0, 5.0), {"p99"}, id="slow"),
        pytest.param((5, 0, 0, 5), 100.0, (0.02, 5.0), {"gap"}, id="far from the best plan"),
        pytest.param((5, 0, 0, 5), 100.0, (0.0, 11.0), {"from nothing, import of scipy included"}, id="late"),
        pytest.param((5, 0, 0, 5), 100.0, (None, 5.0), {"gap"}, id="no plan"),
    ],
)
def test_a_goal_that_is_missed_is_shown_as_missed(
    small: tuple[int, int, int, int], one: float, year: tuple[float | None, float], missed: set[str]
) -> None:
    gap, seconds = year
    found = Report(
        one=OneDate(9, 50.0, one, 1.5, 0, 0, 0.0, 0.0),
        small=Small(*small, 2.0),
        year=Year(30, 30, gap == 0, gap, 1.0, seconds),
    )
    assert {line.what for line in lines(found) if line.met is False} == missed
    assert found.holds == (small[3] == small[0])
