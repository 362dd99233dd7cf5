"""The checker of histories beside others: every order tried, and porcupine where there is Go."""

import random
from collections.abc import Sequence
from itertools import permutations
from math import inf
from typing import Any

from deploy.chaos import seats
from deploy.chaos.linearizable import UNKNOWN, Operation, is_linearizable
from tests.real.go_tools import judged_by_porcupine

HISTORIES, OPERATIONS = 400, 4


def test_it_judges_as_others_do() -> None:
    chance = random.Random(14)
    histories = [_history(chance) for _ in range(HISTORIES)]
    ours = [is_linearizable(history, seats.NOBODY, seats.step) for history in histories]
    assert 0.2 < sum(ours) / HISTORIES < 0.8, "there is something to tell apart"
    assert ours == [_some_order_explains(history) for history in histories]
    porcupine = judged_by_porcupine([seats.plain(history) for history in histories])
    assert porcupine in (None, ours)


def _history(chance: random.Random) -> list[Operation]:
    """Of two leases, with answers by chance, some of which nobody has seen."""
    history = []
    for _ in range(OPERATIONS):
        begun = chance.randrange(20)
        doing = chance.choice((seats.PLACE, seats.RELEASE, seats.UNDO, seats.READ))
        what = (doing, "" if doing == seats.READ else chance.choice("ab"))
        answer: Any = chance.choice((0, 1)) if doing == seats.READ else chance.choice((True, True, False))
        if chance.random() < 0.15:
            history.append(Operation(begun, inf, what, UNKNOWN))
        else:
            history.append(Operation(begun, begun + chance.randint(4, 20), what, answer))
    return history


def _some_order_explains(history: Sequence[Operation]) -> bool:
    seen = [op for op in history if op.answer is not UNKNOWN]
    unseen = [op for op in history if op.answer is UNKNOWN]
    return any(
        _explains(order)
        for chosen in range(1 << len(unseen))
        for order in permutations(seen + [op for n, op in enumerate(unseen) if chosen >> n & 1])
    )


def _explains(order: Sequence[Operation]) -> bool:
    if any(later.ended < earlier.begun for n, earlier in enumerate(order) for later in order[n + 1 :]):
        return False
    states: list[Any] = [seats.NOBODY]
    for op in order:
        states = [after for state in states for after in seats.step(state, op.what, op.answer)]
    return bool(states)
