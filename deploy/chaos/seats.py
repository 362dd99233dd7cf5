"""What the seats of a contested vacancy are to its officers: a register a lease, and a counter of those placed."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from deploy.chaos.linearizable import UNKNOWN, Operation
from shared.contracts.envelope import Fact
from shared.contracts.vacancies import PlacementDeclared, PlacementUndone, SeatLeased, SeatReleased

PLACE, RELEASE, UNDO, READ = "place", "release", "undo", "read"
HELD, PLACED, RELEASED = "held", "placed", "released"
MOVES = {PLACE: (HELD, PLACED), RELEASE: (HELD, RELEASED), UNDO: (PLACED, RELEASED)}

NOBODY: frozenset[tuple[str, str]] = frozenset()
"""The state at the start: (lease, state) of every lease that is no longer held. One not named is held."""


def step(state: Any, what: Hashable, answer: Any) -> Iterable[Hashable]:
    """The model: `what` is (PLACE | RELEASE | UNDO, lease) with the answer whether it was done, or (READ, '') with
    the number of placed seats.
    """
    assert isinstance(what, tuple)
    doing, lease = what
    if doing == READ:
        placed = sum(each == PLACED for _, each in state)
        return [state] if answer in (UNKNOWN, placed) else []
    before, after = MOVES[doing]
    now = dict(state).get(lease, HELD)
    done = frozenset({*((one, each) for one, each in state if one != lease), (lease, after)})
    possible = now == before
    if answer is UNKNOWN:
        return [done] if possible else []
    if answer:
        return [done] if possible else []
    return [] if possible else [state]


def plain(history: Sequence[Operation]) -> list[dict[str, Any]]:
    """A history for another checker: times in seconds; null for an end or an answer that nobody saw."""
    return [
        {
            "begun": op.begun,
            "ended": None if op.ended == inf else op.ended,
            "doing": op.what[0],  # type: ignore[index]
            "lease": op.what[1],  # type: ignore[index]
            "answer": None if op.answer is UNKNOWN else op.answer,
            "told": op.told,
        }
        for op in history
    ]


@dataclass(slots=True)
class _Seat:
    lease: str
    candidate: str


def oversold(facts: Sequence[Fact]) -> list[str]:
    """What is wrong in the seats of one vacancy, by the facts of its topic in order, each once; empty if nothing.

    A seat that is given while somebody sits on it, a fence that does not grow by one, an end without a lease.
    """
    wrong: list[str] = []
    seats: dict[int, _Seat] = {}
    leases: dict[str, int] = {}
    fence = 0
    for fact in facts:
        match fact:
            case SeatLeased():
                if fact.seat in seats:
                    wrong.append(
                        f"seat {fact.seat} of {fact.vacancy_id}: {fact.lease_id} over {seats[fact.seat].lease}"
                    )
                if fact.fence != fence + 1:
                    wrong.append(f"fence of {fact.lease_id} of {fact.vacancy_id}: {fact.fence} after {fence}")
                fence = fact.fence
                seats[fact.seat] = _Seat(fact.lease_id, fact.candidate_ref)
                leases[fact.lease_id] = fact.seat
            case SeatReleased():
                if fact.lease_id not in leases or seats.get(fact.seat, _Seat("", "")).lease != fact.lease_id:
                    wrong.append(f"{fact.lease_id} of {fact.vacancy_id} is released and holds no seat")
                else:
                    del seats[fact.seat]
            case PlacementDeclared() | PlacementUndone():
                if fact.lease_id not in leases:
                    wrong.append(f"{fact.lease_id} of {fact.vacancy_id} is placed and was never leased")
    return wrong
