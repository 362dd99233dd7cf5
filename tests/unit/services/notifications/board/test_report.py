"""What a report is asked for and how its sheet is written: periods as people say them, cells that are no formula."""

from datetime import UTC, date, datetime

import pytest

from services.notifications.board.pages.period import MOST_YEARS, Period, of_month, period_of
from services.notifications.board.pages.report import safe

NOW = datetime(2026, 1, 15, 1, tzinfo=UTC)
"""In Santiago it is the evening of the 14th."""


@pytest.mark.parametrize("text", ["=1+1", "+56 9", "-SUM(A1)", "@x", "\t=1", "\r=1"])
def test_a_cell_that_begins_like_a_formula_is_text(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-0,4", "1.234", "–", "menos de 5", "San Carlos", ""])
def test_a_number_and_a_word_stay_what_they_are(text: str) -> None:
    assert safe(text) == text


def test_a_period_is_this_month_until_today_unless_days_are_asked_for() -> None:
    this = Period(date(2026, 1, 1), date(2026, 1, 14))
    assert period_of("", "", NOW) == this
    assert period_of("mañana", "2026-02-30", NOW) == this
    assert period_of("2026-01-14", "2026-01-01", NOW) == this
    assert len(period_of("2020-01-01", "2026-01-14", NOW).months) == 12 * MOST_YEARS + 1
    assert this.since == datetime(2026, 1, 1, 3, tzinfo=UTC)
    assert this.until == datetime(2026, 1, 15, 3, tzinfo=UTC)


def test_a_period_is_told_as_people_say_it_and_a_month_ends_with_it() -> None:
    told = {
        ("2026-01-01", "2026-01-31"): "enero de 2026",
        ("2025-01-01", "2025-12-31"): "2025",
        ("2026-01-01", "2026-01-14"): "del 1 al 14 de enero de 2026",
        ("2025-11-03", "2026-01-14"): "del 3 de noviembre de 2025 al 14 de enero de 2026",
        ("2026-01-14", "2026-01-14"): "el 14 de enero de 2026",
    }
    assert {asked: period_of(*asked, NOW).told for asked in told} == told
    assert of_month(date(2026, 2, 1), date(2026, 3, 9)).last == date(2026, 2, 28)
    assert of_month(date(2026, 3, 1), date(2026, 3, 9)).last == date(2026, 3, 9)
