"""Which numbers of people a report may show: pure, and it knows no page.

A number from 1 to 4 is hidden, for whoever knows the place would know of whom it speaks. Others are hidden beside it
until nobody can compute it: not from totals, nor from another table in which it stands too. For each hidden number
there is proof: other whole numbers which fit all that is shown. Source: Hundepool et al., «Statistical Disclosure
Control» (2012), chapter 4: primary and secondary suppression, feasibility intervals.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

FEWEST = 5
"""The least number of people that is shown, besides 0."""

DEPTHS = (6, 12, 24, 48)
MOST_STEPS = 300
"""So many numbers at most may differ in a proof, and so long it is looked for at each depth. Where none was found, more
is hidden, never less.
"""


class Mark(StrEnum):
    """How a hidden number reads: each says no more than what everybody may know of it."""

    FEW = "menos de 5"
    """It is from 1 to 4."""
    KEPT = "reservado"
    """It is not 0: shown, or known to be few, it would give another one away."""


class Sum(NamedTuple):
    """One number is the sum of others, as every reader can see: a total of a row, of a column, of another table."""

    total: Any
    parts: Sequence[Any]

    @property
    def members(self) -> Sequence[Any]:
        return (self.total, *self.parts)


def hide(numbers: Mapping[Any, int], sums: Iterable[Sum]) -> dict[Any, Mark]:
    """The numbers that are hidden, each with its mark. Raises ValueError for a sum that does not hold."""
    known = [one for one in sums if any(numbers[each] for each in one.members)]
    if wrong := [one for one in known if numbers[one.total] != sum(numbers[each] for each in one.parts)]:
        raise ValueError(f"no sum: {wrong[0]}")
    hiding = _Hiding(numbers, known)
    while hiding.hides_more():
        pass
    return {one: hiding.mark(one) for one in numbers if one in hiding.hidden}


class _Hiding:
    """What is hidden so far, and for which of it another number was found that fits as well."""

    def __init__(self, numbers: Mapping[Any, int], sums: Sequence[Sum]) -> None:
        self.numbers, self.sums = numbers, sums
        self.hidden = {one for one, number in numbers.items() if 0 < number < FEWEST}
        self.veiled: set[Any] = set()
        self.proved: set[Any] = set()
        self.within: dict[Any, list[tuple[int, int]]] = defaultdict(list)
        for at, (total, parts) in enumerate(sums):
            self.within[total].append((at, -1))
            for part in parts:
                self.within[part].append((at, 1))

    def mark(self, one: Any) -> Mark:
        return Mark.FEW if self.numbers[one] < FEWEST and one not in self.veiled else Mark.KEPT

    def hides_more(self) -> bool:
        """Hide one more, if what is hidden could be computed without it. False: it could not, or all is hidden."""
        if alone := [at for at, one in enumerate(self.sums) if sum(each in self.hidden for each in one.members) == 1]:
            return self._hide_one([{member for at in alone for member in self.sums[at].members}])
        for one in self._smallest_first(self.hidden - self.proved):
            stuck: set[int] = set()
            proofs = (_Proof(self, stuck).of(one, by, deep) for by in (1, -1) for deep in DEPTHS)
            fits = next((found for found in proofs if found), None)
            if fits is None:
                there = {member for at in stuck for member in self.sums[at].members}
                groups = [there, self._beside([one]), self._beside(self.hidden)]
                if self._hide_one(groups) or self._veil_one(groups):
                    return True
            self.proved |= fits or {one}
        return False

    def _hide_one(self, groups: Sequence[Iterable[Any]]) -> bool:
        """Hide one that is shown: of the first group, but totals, which tell a reader most, come last."""
        shown = [
            (self._height(each), at, self.numbers[each], str(each), each)
            for at, group in enumerate(groups)
            for each in group
            if self.numbers[each] and each not in self.hidden
        ]
        if shown:
            self.hidden.add(min(shown, key=lambda one: one[:4])[-1])
        return bool(shown)

    def _veil_one(self, groups: Sequence[Iterable[Any]]) -> bool:
        """Say of one small number not even that it is small: a total of four that is from 1 to 4 tells each."""
        for group in groups:
            if few := [each for each in group if each in self.hidden and self.mark(each) is Mark.FEW]:
                self.veiled.add(max(few, key=lambda each: (self._height(each), self.numbers[each], str(each))))
                return True
        return False

    def _height(self, one: Any) -> int:
        """How many levels of sums are under a number."""
        under = [self._height(part) for at, sign in self.within[one] if sign < 0 for part in self.sums[at].parts]
        return 1 + max(under) if under else 0

    def may(self, one: Any, by: int) -> bool:
        """Whether a hidden number may be another, by all that its mark says."""
        number = self.numbers[one] + by
        if one not in self.hidden:
            return False
        if self.mark(one) is Mark.FEW:
            return 0 < number < FEWEST
        return number >= (1 if one in self.veiled else FEWEST)

    def _beside(self, those: Iterable[Any]) -> set[Any]:
        return {member for one in those for at, _ in self.within[one] for member in self.sums[at].members}

    def _smallest_first(self, those: Iterable[Any]) -> list[Any]:
        return sorted(those, key=lambda one: (self.numbers[one], str(one)))


class _Proof:
    """A search for hidden numbers which may all differ a little, so that every sum still holds."""

    def __init__(self, hiding: _Hiding, stuck: set[int]) -> None:
        self.hiding = hiding
        self.stuck = stuck
        """Sums that nothing hidden could mend."""
        self.changed: dict[Any, int] = defaultdict(int)
        self.lacks: dict[int, int] = defaultdict(int)
        self.steps = MOST_STEPS

    def of(self, one: Any, by: int, deep: int) -> set[Any] | None:
        """The numbers that differ if `one` differs by `by`; None: no such proof was found."""
        if not self.hiding.may(one, by):
            return None
        self._change(one, by)
        return {each for each, moved in self.changed.items() if moved} if self._mended(deep) else None

    def _mended(self, deep: int) -> bool:
        """Mend the sum that can be mended in the fewest ways, and what that breaks."""
        broken = [at for at, lack in self.lacks.items() if lack]
        self.steps -= 1
        if not broken or not deep or self.steps < 0:
            return not broken
        ways, at = min(((self._ways(at), at) for at in broken), key=lambda each: (len(each[0]), each[1]))
        if not ways:
            self.stuck.add(at)
        for each, by in sorted(ways, key=lambda way: self._breaks(*way)):
            self._change(each, by)
            if self._mended(deep - 1):
                return True
            self._change(each, -by)
        return False

    def _ways(self, at: int) -> list[tuple[Any, int]]:
        """How a sum may be mended by one step: further in a direction that was taken, never back."""
        total, parts = self.hiding.sums[at]
        step = 1 if self.lacks[at] > 0 else -1
        ways = [(total, step), *((each, -step) for each in parts)]
        return [(each, by) for each, by in ways if self._may_go(each, by)]

    def _may_go(self, one: Any, by: int) -> bool:
        before = self.changed.get(one, 0)
        return before * by >= 0 and self.hiding.may(one, before + by)

    def _breaks(self, one: Any, by: int) -> int:
        """How much more the sums lack after a step; less than 0: it mends more than one."""
        return sum(abs(self.lacks[at] + sign * by) - abs(self.lacks[at]) for at, sign in self.hiding.within[one])

    def _change(self, one: Any, by: int) -> None:
        self.changed[one] += by
        for at, sign in self.hiding.within[one]:
            self.lacks[at] += sign * by
