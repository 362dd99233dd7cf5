"""The numbers of people in a report, and what every reader of it knows to be sums of others: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.notifications.board.hidden import Mark, Sum, hide

Key = tuple[Any, ...]
MESA = ""
"""In the place of a commune: all together."""


@dataclass(frozen=True, slots=True)
class People:
    """People of a period. `pairs`: by who found them and whose vacancy it was; `months`: by who found them.

    `others`: numbers of which a report shows each office and the whole: verified, undone, refuted.
    """

    offices: Sequence[str]
    pairs: Mapping[tuple[str, str], int]
    months: Mapping[tuple[str, date], int]
    others: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Report:
    """Each number of people of a report, and the mark in its place if it is hidden."""

    numbers: Mapping[Key, int]
    hidden: Mapping[Key, Mark]

    def shown(self, *key: Any) -> int | Mark:
        """A number, or how it reads that it is hidden."""
        return self.hidden.get(key) or self.numbers[key]

    @property
    def hides_credit(self) -> bool:
        """Whether a number is hidden of which credit comes: each placement, undone or refuted, moves several."""
        return any(key[0] in _OF_CREDIT for key in self.hidden)


_OF_CREDIT = ("pair", "placed", "with", "undone", "refuted")


def report(people: People) -> Report:
    """The numbers that a report shows and hides."""
    numbers, sums = _of_pairs(people)
    more, of_months = _of_months(people)
    numbers, sums = {**numbers, **more}, [*sums, *of_months]
    for name, each in people.others.items():
        parts: dict[Key, int] = {(name, office): each.get(office, 0) for office in people.offices}
        numbers |= {**parts, (name, MESA): sum(parts.values())}
        sums.append(Sum((name, MESA), tuple(parts)))
    return Report(numbers, hide(numbers, sums))


def _of_pairs(people: People) -> tuple[dict[Key, int], list[Sum]]:
    """Who found whom for whom: `placed` in rows, `with` in columns, `alone` where both are one office."""
    offices, sums = people.offices, []
    numbers: dict[Key, int] = {("pair", by, to): people.pairs.get((by, to), 0) for by in offices for to in offices}
    for one in offices:
        row = [("pair", one, to) for to in offices]
        column = [("pair", by, one) for by in offices]
        own = ("pair", one, one)
        sums += [
            Sum(("placed", one), row),
            Sum(("with", one), column),
            Sum(("given", one), [each for each in row if each != own]),
            Sum(("received", one), [each for each in column if each != own]),
            Sum(("alone", one), [own]),
        ]
    whole = [(name, [(part, one) for one in offices]) for name, part in _WHOLES]
    sums += [Sum((name, MESA), parts) for name, parts in whole]
    for total, parts in sums:
        numbers[total] = sum(numbers[each] for each in parts)
    return numbers, sums


_WHOLES = (("placed", "placed"), ("placed", "with"), ("given", "given"), ("given", "received"), ("alone", "alone"))


def _of_months(people: People) -> tuple[dict[Key, int], list[Sum]]:
    months = sorted({month for _, month in people.months})
    numbers: dict[Key, int] = {}
    sums = []
    for month in months:
        parts = [("month", one, month) for one in people.offices]
        numbers |= {("month", one, month): people.months.get((one, month), 0) for one in people.offices}
        numbers["month", MESA, month] = sum(numbers[each] for each in parts)
        sums.append(Sum(("month", MESA, month), parts))
    sums += [Sum(("placed", one), [("month", one, month) for month in months]) for one in people.offices]
    return numbers, sums
