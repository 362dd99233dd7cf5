"""The next meeting of a table that meets every month."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services.events.model.activities import Activity, State
from services.events.model.monthly import next_dates, whose_turn
from shared.calendar import SANTIAGO
from shared.contracts.agenda import ActivityKind

SAN_CARLOS, NIQUEN, SAN_FABIAN, CHILLAN = "16301", "16303", "16304", "16101"


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SANTIAGO)


def meeting(day: str, host: str = SAN_CARLOS, invited: tuple[str, ...] = (NIQUEN, SAN_FABIAN)) -> Activity:
    starts = at(day)
    name = f"meeting of {day}"
    held = Activity(name, ActivityKind.MEETING, host, "Mesa", "Sala", starts, starts + timedelta(hours=2))
    return replace(held, invited=invited, monthly=True, state=State.CONCLUDED)


def days(last: Activity, *held: Activity) -> list[str]:
    dates = next_dates(last, [last, *held], last.ends_at)
    return [option.starts_at.astimezone(SANTIAGO).date().isoformat() for option in dates]


def test_it_is_the_same_weekday_of_the_month_at_the_same_hour_though_the_clock_is_changed() -> None:
    last = meeting("2026-03-10")  # the second Tuesday
    (first, *others) = next_dates(last, [last], last.ends_at)
    assert first.starts_at.astimezone(SANTIAGO).isoformat() == "2026-04-14T10:00:00-04:00"
    assert [option.starts_at.astimezone(SANTIAGO).date().day for option in others] == [21, 7]


@pytest.mark.parametrize(("last", "wanted"), [
    (meeting("2026-08-14"), "2026-09-11"),
    (meeting("2026-11-26"), "2026-12-24"),
    (meeting("2026-03-31"), "2026-04-28"),
])  # fmt: skip
def test_a_fifth_week_that_is_not_there_and_holidays_are_passed_over(last: Activity, wanted: str) -> None:
    assert days(last)[0] == wanted


def test_a_holiday_of_one_commune_counts_for_the_table() -> None:
    last = meeting("2026-07-16", invited=(CHILLAN,))  # the third Thursday; in August it is the 20th
    assert "2026-08-20" not in days(last)
    assert days(meeting("2026-07-16"))[0] == "2026-08-20"


def test_months_that_are_left_out_and_what_is_taken_are_passed_over() -> None:
    last = replace(meeting("2026-01-13"), skip_months=(2,))
    assert days(last)[0] == "2026-03-10"
    taken = replace(meeting("2026-03-10", host=SAN_FABIAN, invited=()), state=State.SCHEDULED)
    assert days(last, taken)[0] == "2026-03-17"


def test_who_has_received_longest_ago_receives() -> None:
    last = meeting("2026-03-10")
    assert whose_turn(last, [last]) == NIQUEN, "neither of the others ever has"
    held = [last, meeting("2026-02-10", NIQUEN), meeting("2026-01-13", SAN_FABIAN)]
    assert whose_turn(last, held) == SAN_FABIAN
    off = replace(meeting("2026-04-01", NIQUEN), state=State.CANCELLED)
    assert whose_turn(last, [last, meeting("2026-01-13", SAN_FABIAN), off]) == NIQUEN, (
        "what was called off counts for nothing"
    )
