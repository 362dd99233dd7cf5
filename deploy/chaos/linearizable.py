"""Whether a history of concurrent operations could have been made one after another.

Wing & Gong 1993 with the memo of Lowe 2017: operations are taken in an order that respects real time, each only if
the model allows its answer, and no set of taken operations is tried twice in the same state.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

UNKNOWN: Final = "unknown"
"""The answer that nobody has seen: the operation may have happened at any time after it began, or never."""

MOST_STEPS = 2_000_000
"""After so many a history is given up: neither shown nor refuted."""

Step = Callable[[Any, Hashable, Any], Iterable[Hashable]]
"""(state, what, answer) -> the states after it; none if `what` cannot be answered so in that state."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: begun and ended (seconds of one clock; ended is infinite if nobody saw the end), what, the answer.

    `told`: the answer as it was given, for people who look for what went wrong.
    """

    begun: float
    ended: float
    what: Hashable
    answer: Any = UNKNOWN
    told: str = ""


class UndecidedError(Exception):
    """The history is too wide to be decided in `MOST_STEPS`."""


def is_linearizable(history: Sequence[Operation], initial: Hashable, step: Step) -> bool:
    """Whether some order explains every answer that was seen. Raises UndecidedError."""
    return _longest(history, initial, step)[0]


def stuck_at(history: Sequence[Operation], initial: Hashable, step: Step) -> Operation | None:
    """None if it is linearizable, else the first operation to end that no order explains. Raises UndecidedError."""
    holds, best = _longest(history, initial, step)
    if holds:
        return None
    left = [op for n, op in enumerate(_sorted(history)) if not best >> n & 1 and op.answer is not UNKNOWN]
    return min(left, key=lambda op: op.ended)


def _sorted(history: Sequence[Operation]) -> list[Operation]:
    return sorted(history, key=lambda op: (op.begun, op.ended))


def _longest(history: Sequence[Operation], initial: Hashable, step: Step) -> tuple[bool, int]:
    """(whether all that were answered can be taken, the largest set that could), sets as bits over `_sorted`."""
    ops = _sorted(history)
    answered = sum(1 << n for n, op in enumerate(ops) if op.answer is not UNKNOWN)
    seen: set[tuple[int, Hashable]] = {(0, initial)}
    todo, best = [(0, initial)], 0
    while todo:
        taken, state = todo.pop()
        if (taken & answered) == answered:
            return True, taken
        if (taken & answered).bit_count() > (best & answered).bit_count():
            best = taken
        for n in reversed(_next(ops, taken)):
            for after in step(state, ops[n].what, ops[n].answer):
                reached = (taken | 1 << n, after)
                if reached not in seen:
                    seen.add(reached)
                    todo.append(reached)
        if len(seen) > MOST_STEPS:
            raise UndecidedError(f"{len(ops)} operations")
    return False, best


def _next(ops: Sequence[Operation], taken: int) -> list[int]:
    """Those not taken that began before any of the others not taken had ended."""
    found: list[int] = []
    first_end = float("inf")
    n = (~taken & (taken + 1)).bit_length() - 1  # all before it are taken
    while n < len(ops) and ops[n].begun <= first_end:
        if not taken >> n & 1:
            found.append(n)
            first_end = min(first_end, ops[n].ended)
        n += 1
    return [n for n in found if ops[n].begun <= first_end]
