"""What would have to give where no date is possible: one condition, and if none alone is enough, two of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from itertools import combinations

from services.events.agenda.board import Board, Condition, Given, board_of
from services.events.agenda.policy import AgendaPolicy
from services.events.agenda.proposal import DateProposal, proposal_of
from services.events.agenda.proposing import Slot, best_of_days
from services.events.agenda.wish import DateQuestion
from shared.territory import name_of
from shared.text import count, when

WEEK = timedelta(days=7)

PHRASES = {
    Condition.WEEK: "se busca una semana más",
    Condition.LUNCH: "se ocupa la hora de almuerzo",
    Condition.NOTICE: "se avisa con menos anticipación",
    Condition.KIND: "sirve otra clase de lugar",
    Condition.CAPACITY: "sirve un lugar más chico",
    Condition.HOSTS: "recibe otra comuna",
    Condition.SATURDAY: "puede ser en sábado",
}

HARDLY = frozenset({Condition.WEEK, Condition.SATURDAY})
"""Conditions that change the days, so that another board is needed."""


@dataclass(frozen=True, slots=True)
class Concession:
    """What would have to give: `given` makes dates possible on `days` days, the earliest of which is `first`."""

    given: Given
    text: str
    days: int
    first: DateProposal


def concessions(question: DateQuestion, policy: AgendaPolicy) -> tuple[Concession, ...]:
    """Each single condition that alone would give dates; if there is none, each pair. Empty: two are not enough."""
    boards = cache(lambda changes: board_of(_changed(question, changes), policy))

    def conceded(given: Given) -> Concession | None:
        board = boards(given.conditions & HARDLY)
        found = best_of_days(board, given)
        return _concession(board, given, found) if found else None

    single = list(_single(question))
    for few in ([(one,) for one in single], combinations(single, 2)):
        tried = [conceded(Given().joined(*given)) for given in few]
        if found := tuple(one for one in tried if one):
            return found
    return ()


def _single(question: DateQuestion) -> Iterator[Given]:
    """Everything that can be given up, what costs least first: a condition that was never set is none of it."""
    wish = question.wish
    is_set = {
        Condition.WEEK: True,
        Condition.LUNCH: wish.lunch,
        Condition.NOTICE: wish.notice_hours > 0,
        Condition.KIND: bool(wish.kinds),
        Condition.CAPACITY: wish.expected > 0,
        Condition.HOSTS: bool(wish.hosts),
        Condition.SATURDAY: not wish.saturday,
    }
    yield from (Given(conditions=frozenset({condition})) for condition, known in is_set.items() if known)
    yield from (Given(without=frozenset({each.commune})) for each in question.participants if each.must)


def _changed(question: DateQuestion, changes: frozenset[Condition]) -> DateQuestion:
    wish = question.wish
    until = wish.until + WEEK if Condition.WEEK in changes else wish.until
    saturday = wish.saturday or Condition.SATURDAY in changes
    return replace(question, wish=replace(wish, until=until, saturday=saturday))


def _concession(board: Board, given: Given, found: list[Slot]) -> Concession:
    first = proposal_of(board, min(found, key=lambda slot: (slot.bit, slot.points, slot.place)))
    phrases = [words for condition, words in PHRASES.items() if condition in given.conditions]
    phrases += [f"se hace sin {name_of(commune)}" for commune in sorted(given.without)]
    days = len({slot.day for slot in found})
    possible = count(days, "día posible", "días posibles")
    which = f"el {when(first.starts_at)} en {first.where}"
    told = f"{possible}: {which}" if days == 1 else f"{possible}; el primero, {which}"
    return Concession(given, f"Si {' y '.join(phrases)}, hay {told}.", days, first)
