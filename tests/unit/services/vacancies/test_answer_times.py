"""How long employers wait: hours of the office, percentiles that are what they are called, nobody silent left out."""

import statistics
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.vacancies.queries.answer_times import Question, percentile, times_of
from shared.contracts.reasons import CloseReason
from tests.unit.services.vacancies.mothers import MONDAY, NIQUEN, SAN_CARLOS

HOURS = st.lists(st.floats(0, 1000), min_size=1, max_size=30)
WEEK = timedelta(days=7)


def _asked(n: int = 0, commune: str = SAN_CARLOS, answered: float | None = None) -> Question:
    """Posted on Monday at 09:00, leased so many hours later or not at all."""
    leased_at = None if answered is None else MONDAY + timedelta(hours=answered)
    return Question(f"v{n}", None, commune, "Los Robles", "Cosechero/a", MONDAY, leased_at)


def _closed(n: int, why: CloseReason) -> Question:
    return replace(_asked(n), closed_at=MONDAY + timedelta(hours=2), why_closed=why)


@given(HOURS)
def test_the_median_is_the_median_and_the_p90_lies_between_it_and_the_most(hours: list[float]) -> None:
    median, p90 = percentile(hours, 0.5), percentile(hours, 0.9)
    assert median == pytest.approx(statistics.median(hours))
    assert median is not None
    assert p90 is not None
    assert median <= p90 + 1e-9
    assert p90 <= max(hours) + 1e-9


@given(HOURS.filter(lambda hours: len(hours) > 1))
def test_the_p90_is_the_ninth_of_the_deciles(hours: list[float]) -> None:
    assert percentile(hours, 0.9) == pytest.approx(statistics.quantiles(hours, n=10, method="inclusive")[8])


@given(st.lists(st.none() | st.floats(0, 2000), max_size=20))
def test_every_question_is_answered_silent_or_given_up(answers: list[float | None]) -> None:
    asked = [_asked(n, answered=hours) for n, hours in enumerate(answers)]
    found = times_of(asked, MONDAY, MONDAY + WEEK, MONDAY + timedelta(days=90))
    assert found.mesa.answered + found.mesa.silent + found.mesa.gave_up == found.mesa.asked == len(answers)
    assert {s.vacancy_id for s in found.silent} == {f"v{n}" for n, hours in enumerate(answers) if hours is None}


def test_of_nobody_there_is_no_median() -> None:
    found = times_of([], MONDAY, MONDAY + WEEK, MONDAY + WEEK)
    assert (found.mesa.asked, found.mesa.median_hours, found.mesa.p90_hours, found.offices) == (0, None, None, [])


def test_nights_and_weekends_are_not_waited() -> None:
    """Posted on Monday at 09:00; answered on Tuesday at 09:00: 8.5 hours of Monday and half an hour of Tuesday."""
    found = times_of([_asked(answered=24)], MONDAY, MONDAY + WEEK, MONDAY + WEEK)
    assert found.mesa.median_hours == 9.0


def test_each_office_and_the_mesa() -> None:
    asked = [_asked(1, answered=1), _asked(2, answered=3), _asked(3, NIQUEN, answered=7), _asked(4, NIQUEN)]
    found = times_of(asked, MONDAY, MONDAY + WEEK, MONDAY + timedelta(hours=8))
    assert [(o.commune, o.asked, o.silent, o.median_hours) for o in found.offices] == [
        (SAN_CARLOS, 2, 0, 2.0),
        (NIQUEN, 2, 1, 7.0),
    ]
    assert (found.mesa.median_hours, found.mesa.p90_hours) == (3.0, 6.2)


def test_a_close_that_is_told_is_an_answer_and_one_by_the_employer_is_not() -> None:
    told, took_back = _closed(1, CloseReason.NO_PROFILE), _closed(2, CloseReason.FILLED_OUTSIDE)
    found = times_of([told, took_back], MONDAY, MONDAY + WEEK, MONDAY + WEEK)
    assert (found.mesa.answered, found.mesa.gave_up, found.mesa.silent, found.mesa.median_hours) == (1, 1, 0, 2.0)


def test_the_silent_come_with_the_longest_wait_first() -> None:
    early, late = _asked(1), replace(_asked(2), posted_at=MONDAY + timedelta(hours=5))
    found = times_of([late, early], MONDAY, MONDAY + WEEK, MONDAY + timedelta(hours=6))
    assert [(s.vacancy_id, s.waiting_hours) for s in found.silent] == [("v1", 6.0), ("v2", 1.0)]
