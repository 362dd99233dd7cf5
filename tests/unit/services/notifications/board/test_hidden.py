"""What a report hides can be computed by nobody: for each hidden number others fit all that is shown."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from services.notifications.board.hidden import FEWEST, Mark, Sum, hide
from services.notifications.board.reported import MESA, People, report

MOST = 10_000
"""More than any reader takes a hidden number for."""


def span(one: Any, numbers: dict[Any, int], sums: list[Sum], hidden: dict[Any, Mark]) -> tuple[int, int]:
    """The least and the most that a hidden number may be, for whoever sees the rest; an exact solver says so."""
    names = list(numbers)
    low = [(1 if numbers[n] < FEWEST else FEWEST) if n in hidden else numbers[n] for n in names]
    high = [(FEWEST - 1 if hidden[n] is Mark.FEW else MOST) if n in hidden else numbers[n] for n in names]
    rows = []
    for total, parts in sums:
        row = [0] * len(names)
        row[names.index(total)] = -1
        for part in parts:
            row[names.index(part)] += 1
        rows.append(row)
    found = []
    for sign in (1, -1):
        cost = [sign if name == one else 0 for name in names]
        held = LinearConstraint(rows, 0, 0) if rows else ()
        solved = milp(cost, integrality=[1] * len(names), bounds=Bounds(low, high), constraints=held)
        assert solved.success, solved.message
        found.append(round(sign * solved.fun))
    return found[0], found[1]


def tabled(rows: list[list[int]]) -> tuple[dict[Any, int], list[Sum]]:
    """A table with the totals of its rows, of its columns and of all."""
    numbers: dict[Any, int] = {(r, c): n for r, row in enumerate(rows) for c, n in enumerate(row)}
    sums = [Sum(("row", r), [(r, c) for c in range(len(row))]) for r, row in enumerate(rows)]
    sums += [Sum(("column", c), [(r, c) for r in range(len(rows))]) for c in range(len(rows[0]))]
    for total, parts in sums:
        numbers[total] = sum(numbers[each] for each in parts)
    for name, count in (("row", len(rows)), ("column", len(rows[0]))):
        sums.append(Sum("all", [(name, n) for n in range(count)]))
    return {**numbers, "all": sum(map(sum, rows))}, sums


FEW = st.integers(0, 9)
ROWS = {wide: st.lists(FEW, min_size=wide, max_size=wide) for wide in range(1, 5)}
TABLES = st.integers(1, 4).flatmap(lambda wide: st.lists(ROWS[wide], min_size=1, max_size=4))
EXACT = settings(max_examples=25)
"""The solver takes its time."""


@EXACT
@example([[1, 1, 1, 1]])
@example([[4, 4], [0, 9]])
@given(TABLES)
def test_no_hidden_number_of_a_table_can_be_computed_from_what_is_shown(rows: list[list[int]]) -> None:
    numbers, sums = tabled(rows)
    hidden = dict(hide(numbers, sums))
    assert {one for one, number in numbers.items() if 0 < number < FEWEST} <= hidden.keys()
    assert not [one for one in hidden if numbers[one] == 0]
    for one in hidden:
        least, most = span(one, numbers, sums, hidden)
        assert least < most, (one, rows, hidden)


OFFICES = ("16301", "16303", "16304")
MONTHS = (date(2025, 12, 1), date(2026, 1, 1))


@st.composite
def people(draw: st.DrawFn) -> People:
    """A report of three offices; the months add up to the pairs."""
    pairs = {pair: draw(FEW) for pair in product(OFFICES, OFFICES)}
    months = {}
    for one in OFFICES:
        whole = sum(pairs[one, to] for to in OFFICES)
        months[one, MONTHS[0]] = draw(st.integers(0, whole))
        months[one, MONTHS[1]] = whole - months[one, MONTHS[0]]
    return People(OFFICES, pairs, months, {"undone": {one: draw(FEW) for one in OFFICES}})


@EXACT
@given(people())
def test_nor_of_a_report_whose_tables_share_their_numbers(those: People) -> None:
    made = report(those)
    cells = [one for one in made.numbers if one[0] in ("pair", "month", "undone") and MESA not in one]
    totals = {one: (cells_of(one, cells) or []) for one in made.numbers if one not in cells}
    sums = [Sum(total, parts) for total, parts in totals.items()]
    sums += [Sum(("placed", one), [("month", one, month) for month in MONTHS]) for one in OFFICES]
    numbers: dict[Any, int] = dict(made.numbers)
    for one in made.hidden:
        least, most = span(one, numbers, sums, dict(made.hidden))
        assert least < most, (one, those, made.hidden)


def cells_of(total: tuple[Any, ...], cells: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The numbers that a total of a report counts, said once more and in another way than the report does."""
    name, office, *_ = total
    pairs = [one for one in cells if one[0] == "pair"]
    match name:
        case "placed":
            return [one for one in pairs if office in (MESA, one[1])]
        case "with":
            return [one for one in pairs if office == one[2]]
        case "given":
            return [one for one in pairs if one[1] != one[2] and office in (MESA, one[1])]
        case "received":
            return [one for one in pairs if one[1] != one[2] and office == one[2]]
        case "alone":
            return [one for one in pairs if one[1] == one[2] and office in (MESA, one[1])]
        case "month":
            return [one for one in cells if one[0] == "month" and one[2] == total[2]]
        case _:
            return [one for one in cells if one[0] == name]


def test_what_is_hidden_says_no_more_than_its_mark_and_none_stays_none() -> None:
    numbers, sums = tabled([[3, 20, 0], [30, 40, 0]])
    hidden = hide(numbers, sums)
    assert hidden[0, 0] is Mark.FEW
    assert hidden[0, 1] is Mark.KEPT
    assert (0, 2) not in hidden
    assert "all" not in hidden


def test_with_nothing_small_nothing_is_hidden_and_a_sum_that_does_not_hold_is_refused() -> None:
    numbers, sums = tabled([[5, 6], [0, 7]])
    assert hide(numbers, sums) == {}
    with pytest.raises(ValueError, match="no sum"):
        hide({**numbers, "all": 19}, sums)


def test_what_the_mesa_did_together_stays_in_sight_where_a_few_people_are_hidden() -> None:
    one, two, three = OFFICES
    pairs = {(one, one): 12, (two, one): 6, (three, one): 2, (two, two): 9, (one, two): 1}
    months = {(one, MONTHS[0]): 5, (one, MONTHS[1]): 8, (two, MONTHS[1]): 15, (three, MONTHS[1]): 2}
    made = report(People(OFFICES, pairs, months, {}))
    assert [made.shown(name, MESA) for name in ("placed", "alone", "given")] == [30, 21, 9]
    assert made.shown("pair", three, one) is Mark.FEW
    assert made.hides_credit
