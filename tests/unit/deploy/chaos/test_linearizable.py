"""The checker of histories: what one after another explains is taken, what nothing explains is refused."""

import random
from collections.abc import Hashable, Iterable
from typing import Any

import pytest

from deploy.chaos import seats
from deploy.chaos.linearizable import UNKNOWN, Operation, is_linearizable, stuck_at

NEVER = float("inf")


def register(state: Any, what: Hashable, answer: Any) -> Iterable[Hashable]:
    """A register that is written and read."""
    assert isinstance(what, tuple)
    if what[0] == "write":
        return [what[1]]
    return [state] if answer in (UNKNOWN, state) else []


def write(begun: float, ended: float, value: int, answer: Any = "done") -> Operation:
    return Operation(begun, ended, ("write", value), answer)


def read(begun: float, ended: float, value: int) -> Operation:
    return Operation(begun, ended, ("read",), value)


GOOD = {
    "nothing": [],
    "one after another": [write(0, 1, 1), read(2, 3, 1), write(4, 5, 2), read(6, 7, 2)],
    "a read beside a write sees it": [write(0, 10, 1), read(2, 3, 1), read(4, 5, 1)],
    "a read beside a write does not see it yet": [write(0, 10, 1), read(2, 3, 0), read(4, 5, 1)],
    "two writes at once, either is last": [write(0, 10, 1), write(0, 10, 2), read(11, 12, 1)],
    "a write that nobody saw end is seen late": [write(0, NEVER, 7, UNKNOWN), read(5, 6, 0), read(7, 8, 7)],
    "a write that nobody saw end never was": [write(0, NEVER, 7, UNKNOWN), read(5, 6, 0)],
}
BAD = {
    "a read of what was never written": [write(0, 1, 1), read(2, 3, 5)],
    "a read after the write sees the time before it": [write(0, 1, 1), read(2, 3, 0)],
    "the time runs back": [write(0, 10, 1), read(2, 3, 1), read(4, 5, 0)],
    "two readers disagree on the order": [
        *(write(0, 1, 1), write(0, 1, 2)),
        *(read(2, 3, 1), read(4, 5, 2), read(6, 7, 1)),
    ],
    "a lost write comes and goes": [write(0, NEVER, 7, UNKNOWN), read(1, 2, 7), read(3, 4, 0)],
}


@pytest.mark.parametrize("what", GOOD)
def test_a_history_that_an_order_explains_is_taken(what: str) -> None:
    assert is_linearizable(GOOD[what], 0, register)
    assert stuck_at(GOOD[what], 0, register) is None


@pytest.mark.parametrize("what", BAD)
def test_a_history_that_no_order_explains_is_refused(what: str) -> None:
    assert not is_linearizable(BAD[what], 0, register)
    assert stuck_at(BAD[what], 0, register) in BAD[what]


def seat(begun: float, ended: float, doing: str, lease: str, answer: Any) -> Operation:
    return Operation(begun, ended, (doing, lease), answer)


SEATS_GOOD = {
    "of two who place at once one is refused": [seat(0, 5, "place", "a", True), seat(1, 4, "place", "a", False)],
    "placed, counted, undone, counted": [
        seat(0, 1, "place", "a", True),
        seat(2, 3, "read", "", 1),
        seat(4, 5, "undo", "a", True),
        seat(6, 7, "read", "", 0),
    ],
    "the one whose answer was lost had won": [
        seat(0, NEVER, "release", "a", UNKNOWN),
        seat(1, 2, "place", "a", False),
        seat(3, 4, "read", "", 0),
    ],
}
SEATS_BAD = {
    "both who place are told yes": [seat(0, 5, "place", "a", True), seat(1, 4, "place", "a", True)],
    "placed and released": [seat(0, 5, "place", "a", True), seat(1, 4, "release", "a", True)],
    "refused although it was held": [seat(0, 1, "place", "a", False)],
    "a placement that does not count": [seat(0, 1, "place", "a", True), seat(2, 3, "read", "", 0)],
    "counted twice": [seat(0, 1, "place", "a", True), seat(2, 3, "read", "", 2)],
    "undone and still there": [
        seat(0, 1, "place", "a", True),
        seat(2, 3, "undo", "a", True),
        seat(4, 5, "read", "", 1),
    ],
}


@pytest.mark.parametrize("what", SEATS_GOOD)
def test_what_officers_may_meet_is_taken(what: str) -> None:
    assert is_linearizable(SEATS_GOOD[what], seats.NOBODY, seats.step)


@pytest.mark.parametrize("what", SEATS_BAD)
def test_what_officers_must_never_meet_is_refused(what: str) -> None:
    assert not is_linearizable(SEATS_BAD[what], seats.NOBODY, seats.step)


def test_a_long_history_of_many_at_once_is_decided() -> None:
    """300 operations of six officers, made by doing each at an instant within its time; one lie in it is found."""
    chance = random.Random(4)
    state: Any = seats.NOBODY
    history, clock = [], 0.0
    for _ in range(300):
        clock += chance.random()
        doing = chance.choice((seats.PLACE, seats.RELEASE, seats.UNDO, seats.READ))
        what = (doing, "" if doing == seats.READ else f"lease-{chance.randrange(20)}")
        placed = sum(each == seats.PLACED for _, each in state)
        done = [*seats.step(state, what, True)] if doing != seats.READ else []
        answer: Any = placed if doing == seats.READ else bool(done)
        state = done[0] if done else state
        history.append(Operation(clock - chance.random() * 3, clock + chance.random() * 3, what, answer))
    assert is_linearizable(history, seats.NOBODY, seats.step)
    last = max(op.ended for op in history)
    placed = sum(each == seats.PLACED for _, each in state)
    lie = Operation(last + 1, last + 2, (seats.READ, ""), placed + 1)
    assert stuck_at([*history, lie], seats.NOBODY, seats.step) is not None
