"""Which vacancy gets which candidate, where several have the same candidates in hand, for the best sum over all.

Exact, by successive best paths over the vacancies (Jewell 1958, Busacker and Gowen 1960): each path fills one more
seat, possibly by moving candidates from one vacancy to another, and no other path gains more. Where no candidate is
contested the result is the order of merit. A candidate left without a seat never has more merit than one who got a seat
in a vacancy that both wait for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.vacancies.model.call_timing import can_be_decided
from services.vacancies.model.decision_context import DecisionContext
from services.vacancies.model.seats import Free, merit
from services.vacancies.model.vacancy import QueueEntry, Stage, Vacancy

MOST = 12
"""How many other vacancies are decided together with one at most: those that share most of its candidates first."""

RESIDENT = 100_000
"""Added to the worth of a resident where the vacancy takes residents first: larger than any sum of scores."""


@dataclass(frozen=True, slots=True)
class SeatDemand:
    """A vacancy in the assignment: the seats it may give, and what each candidate in hand is worth to it (> 0)."""

    vacancy_id: str
    room: int
    worth: Mapping[str, int]


def rivals(vacancy: Vacancy, context: DecisionContext, free: Free) -> tuple[Vacancy, ...]:
    """The other vacancies that can be decided now and share candidates with this one, directly or through another."""
    ready = [v for v in context.vacancies if v.vacancy_id != vacancy.vacancy_id and _ready(v, context)]
    found: list[Vacancy] = []
    wanted = {w.candidate_ref for w in vacancy.waiting if free(w.candidate_ref)}
    while ready and len(found) < MOST:
        shared = [(len(wanted.intersection(_refs(v))), v) for v in ready]
        most, nearest = min(shared, key=lambda each: (-each[0], each[1].vacancy_id))
        if not most:
            break
        found.append(nearest)
        ready.remove(nearest)
        # a rival brings its own candidates, through which further vacancies become rivals
        wanted |= {ref for ref in _refs(nearest) if free(ref)}
    return tuple(found)


def left_to_others(vacancies: Sequence[Vacancy], rooms: Sequence[int], free: Free) -> tuple[frozenset[str], ...]:
    """For each vacancy the candidates to leave to another one, because the sum of worth over all is greater so.

    `rooms`: the seats that each vacancy may give.
    """
    if len(vacancies) < 2:
        return (frozenset(),) * len(vacancies)
    demands = [_demand(vacancy, room, free) for vacancy, room in zip(vacancies, rooms, strict=True)]
    where = assigned(demands)
    return tuple(frozenset(ref for ref in demand.worth if where.get(ref, n) != n) for n, demand in enumerate(demands))


def assigned(demands: Sequence[SeatDemand]) -> dict[str, int]:
    """For each candidate with a seat the place in `demands` where it is, so that the sum of their worth is greatest."""
    assignment = _Assignment(demands)
    while path := assignment.best_path():
        assignment.take(path)
    return assignment.where


def _ready(vacancy: Vacancy, context: DecisionContext) -> bool:
    return vacancy.stage is Stage.CALLING and vacancy.open_seats > 0 and can_be_decided(vacancy, context)


def _refs(vacancy: Vacancy) -> Iterable[str]:
    return (w.candidate_ref for w in vacancy.waiting)


def _demand(vacancy: Vacancy, room: int, free: Free) -> SeatDemand:
    worth = {w.candidate_ref: _worth(vacancy, w) for w in vacancy.waiting if free(w.candidate_ref)}
    return SeatDemand(vacancy.vacancy_id, room, worth)


def _worth(vacancy: Vacancy, w: QueueEntry) -> int:
    behind_residents, less = merit(vacancy, w)
    first = vacancy.profile.residents_first and not behind_residents
    # + 1: a score of 0 is still worth a seat, because a worth of 0 would leave the seat empty
    return (RESIDENT if first else 0) + 1 - less


def _best_first(demand: SeatDemand) -> list[str]:
    return sorted(demand.worth, key=lambda ref: (-demand.worth[ref], ref))


class _Assignment:
    """Seats given so far. After n paths `where` is the best assignment of n seats."""

    def __init__(self, demands: Sequence[SeatDemand]) -> None:
        self.demands = demands
        self.where: dict[str, int] = {}
        total = sum(demand.room for demand in demands)
        # the other vacancies can take `total` of its best at most, so that candidates behind those never matter
        self._best = [_best_first(demand)[:total] for demand in demands]
        self._seated: list[set[str]] = [set() for _ in demands]

    def best_path(self) -> list[tuple[str, int]]:
        """Moves (candidate, vacancy) that together fill one seat more for the greatest gain; empty if there is none."""
        entries = [self._entry(n) for n in range(len(self.demands))]
        gain = [worth for worth, _ in entries]
        came: list[int | None] = [None] * len(self.demands)
        moves = {(a, b): self._move(a, b) for a in range(len(self.demands)) for b in range(len(self.demands)) if a != b}
        # Bellman-Ford over the vacancies: no path of moves is longer than their number
        for _ in self.demands[1:]:
            for (a, b), (more, ref) in moves.items():
                if ref and gain[a] > 0 and gain[a] + more > gain[b]:
                    gain[b], came[b] = gain[a] + more, a
        room = [n for n, demand in enumerate(self.demands) if len(self._seated[n]) < demand.room]
        last = max(room, key=lambda n: gain[n], default=None)
        if last is None or gain[last] <= 0:
            return []
        stops: list[int] = [last]
        while (before := came[stops[-1]]) is not None:
            stops.append(before)
        stops.reverse()
        return [(entries[stops[0]][1], stops[0]), *((moves[a, b][1], b) for a, b in pairwise(stops))]

    def take(self, path: list[tuple[str, int]]) -> None:
        for ref, to in path:
            if ref in self.where:
                self._seated[self.where[ref]].discard(ref)
            self._seated[to].add(ref)
            self.where[ref] = to

    def _entry(self, n: int) -> tuple[int, str]:
        """The worth and the reference of the best candidate for a vacancy who has no seat yet."""
        if not self.demands[n].room:
            return 0, ""
        ref = next((ref for ref in self._best[n] if ref not in self.where), "")
        return (self.demands[n].worth[ref], ref) if ref else (0, "")

    def _move(self, a: int, b: int) -> tuple[int, str]:
        """The gain of moving a candidate from one vacancy to another (below 0: a loss), and the best one to move."""
        here, there = self.demands[a].worth, self.demands[b].worth
        found = (
            [(there[ref] - here[ref], ref) for ref in self._seated[a] if ref in there] if self.demands[b].room else []
        )
        return max(found, default=(0, ""))
