"""The dates between which a year's plan chooses: of each activity so many, spread over weeks and hosts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.events.agenda.board import Board, board_of
from services.events.agenda.grid import HALF
from services.events.agenda.policy import AgendaPolicy
from services.events.agenda.proposing import Slot, attending, best_of_days
from services.events.agenda.wish import DateQuestion

Halves = tuple[int, int]
"""From and until, in half-hours since 1970; the last one is not in it."""


@dataclass(frozen=True, slots=True)
class Activity:
    """What a year's plan places once, in the span of its wish. `kind`: of one kind hosts take turns."""

    activity_id: str
    title: str
    kind: str
    question: DateQuestion


@dataclass(frozen=True, slots=True)
class Option:
    """One date of an activity. `held`: by commune that comes, from leaving its office until it is back."""

    activity: Activity
    board: Board
    slot: Slot
    held: Mapping[str, Halves]
    taken: Halves
    """The half-hours for which the place is taken."""

    @property
    def place(self) -> tuple[str, str]:
        return self.board.question.places[self.slot.place].key

    @property
    def host(self) -> str:
        return self.place[0]

    @property
    def week(self) -> tuple[int, int]:
        return week_of(self.slot.day)


def week_of(day: date) -> tuple[int, int]:
    """Year and week (ISO 8601), Monday first."""
    year, week, _ = day.isocalendar()
    return year, week


def options_of(activity: Activity, policy: AgendaPolicy, most: int) -> list[Option]:
    """At most `most` dates of an activity: the cheapest of each week and host, then the second of each, and so on."""
    board = board_of(activity.question, policy)
    seen: Counter[tuple[tuple[int, int], str]] = Counter()
    ranked: list[tuple[int, Slot]] = []
    for slot in best_of_days(board):
        group = week_of(slot.day), activity.question.places[slot.place].commune
        ranked.append((seen[group], slot))
        seen[group] += 1
    ranked.sort(key=lambda pair: pair[0])
    return [_option(activity, board, slot) for _, slot in ranked[:most]]


def _option(activity: Activity, board: Board, slot: Slot) -> Option:
    first = int(board.grid.at(slot.bit).timestamp() // HALF.total_seconds())
    last = first + board.length
    ways = board.ways[slot.place]
    held = {commune: (first - ways[commune], last + ways[commune]) for commune in attending(board, slot)}
    return Option(activity, board, slot, held, (first, last))
