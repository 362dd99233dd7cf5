"""A year of the Mesa by script: what the practice tells is held, and books that do not balance are seen."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from deploy.simulation.year import ALL, ENDS, QUESTIONS, YearOfTheMesa, live
from services.events.model import agreements
from services.events.model.activities import Activity
from services.events.model.agreements import Agreement
from services.events.model.questions import Question
from services.notifications.board.figures import figures
from services.notifications.board.model import Matter
from services.vacancies.model.placements import Placement
from shared.calendar import SANTIAGO
from shared.contracts.agenda import ActivityKind
from tests.simulation.test_board import board_of, facts_of, shuffled


@pytest.fixture(scope="module")
def year() -> YearOfTheMesa:
    return live(1)


def test_two_meetings_were_planned_and_they_met_every_month(year: YearOfTheMesa) -> None:
    found = year.summary()
    assert found["held"] == {"encuentro": 1, "fair": 3, "meeting": 12, "visit": 3}
    assert found["questions"] == QUESTIONS == 40
    assert found["placements"] == found["verified"] > found["placed_for_neighbours"] > 0
    assert sum(found["credit_thousandths"].values()) == 1000 * found["placements"]


def test_each_fair_is_counted_when_it_ends_and_after_half_a_year(year: YearOfTheMesa) -> None:
    fairs = year.summary()["fairs"]
    assert [fair["months"] for fair in fairs].count(6) == len(ALL)
    assert all(fair["verified"] == fair["interviews"] >= 5 for fair in fairs if fair["months"] == 6)
    assert all(fair["placed"] == 0 for fair in fairs if fair["months"] == 0)


def test_an_agreement_that_is_late_is_told_and_kept(year: YearOfTheMesa) -> None:
    kept = [one for one in year.world.look(Agreement) if one.state is agreements.State.KEPT]
    assert 0 < sum(one.told_late for one in kept) < len(kept)


@pytest.mark.parametrize(
    ("service", "forgotten", "seen"),
    [
        ("events", lambda one: isinstance(one, Question), "39 questions of 40"),
        ("events", lambda one: isinstance(one, Activity) and one.kind is ActivityKind.MEETING, "they met in"),
        ("vacancies", lambda one: isinstance(one, Placement), "is kept"),
    ],
    ids=["a question", "a meeting", "a placement"],
)
def test_a_book_that_forgets_does_not_balance(
    year: YearOfTheMesa, service: str, forgotten: Callable[[Any], bool], seen: str
) -> None:
    books = year.committed[service].aggregates
    key, one = next((key, one) for key, one in books.items() if forgotten(one))
    del books[key]
    try:
        assert [wrong for wrong in year.unbalanced() if seen in wrong]
    finally:
        books[key] = one
    assert not [*year.unbalanced()]


def test_the_board_counts_what_the_books_count(year: YearOfTheMesa) -> None:
    """From facts alone, in an order of the bus."""
    found, counted = year.summary(), Counter[str]()
    for matter in board_of(shuffled(facts_of(year), 1)).all(Matter):
        for row in figures(matter.state):
            if row.at.astimezone(SANTIAGO).year == ENDS.year or not row.figure.endswith("_held"):
                counted[row.figure] += int(row.amount)
    assert {kind: counted[f"{kind}_held"] for kind in found["held"]} == found["held"]
    assert (counted["question_asked"], counted["answer_helped"]) == (QUESTIONS, QUESTIONS)
    assert (counted["agreement_kept"], counted["agreement_late"]) == (found["agreements"], found["agreements_late"])
    assert (counted["placed"], counted["given"]) == (found["placements"], found["placed_for_neighbours"])
    assert counted["credit"] == sum(found["credit_thousandths"].values())
    first = [fair for fair in found["fairs"] if fair["months"] == 0]
    assert counted["interview_noted"] == sum(fair["interviews"] for fair in first) > 0
