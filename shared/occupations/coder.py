"""Codes a job title: the occupations of CIUO-08.CL that it may name, each with a score, from titles people coded.

 1. The title is compared with what is `known`: names of the list and titles that people coded (likeness.py).
 2. The evidence for a code is its best likeness, squared, and the sum of all its likenesses, by the root of how many
    phrases it has; times how often the title's first word («ayudante», «jefe») stands in that great group.
 3. Evidence becomes a score from 0 to 1: its share of all evidence and of a constant that stands for *none of these*.

The constants were fitted on four fifths of the coded titles, one left out at a time (docs/coder.md has the figures).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from shared.occupations.known import KnownPhrase
from shared.occupations.likeness import Index
from shared.occupations.words import Words, said, words
from shared.territory import all_communes

ALL_OF_A_CODE = 0.75
HEAD = 0.15
HEAD_DOUBT = 0.5
SHARPNESS = 3.5
NONE_OF_THESE = 0.6


class Coder:
    """Scores the codes that a title may name, from what is known."""

    def __init__(self, known: Iterable[KnownPhrase]) -> None:
        self.known = tuple(known)
        self._index = Index([each.phrase for each in self.known], [each.code for each in self.known])
        self._means = [(each.code, each.weight) for each in self.known]
        self._vocabulary = frozenset(word for each in self.known for word in each.phrase)
        self._size: dict[str, float] = defaultdict(float)
        self._heads: dict[str, Counter[str]] = defaultdict(Counter)
        for each in self.known:
            self._size[each.code] += each.weight
            if each.title and each.phrase:
                self._heads[each.phrase[0]][each.code[0]] += 1
        self._groups = sum(self._heads.values(), Counter())

    def scores(self, title: str, without: Collection[int] = ()) -> dict[str, float]:
        """Code -> score, best first; the scores of all codes together stay under 1. `without`: positions in `known`."""
        phrase = tuple(word for word in said(title) if word in self._vocabulary or word not in _places())
        found = {code: much**SHARPNESS for code, much in self._evidence(phrase, without).items()}
        total = sum(found.values()) + NONE_OF_THESE**SHARPNESS
        ranked = sorted(found.items(), key=lambda each: (-each[1], each[0]))
        return {code: much / total for code, much in ranked}

    def _evidence(self, phrase: Words, without: Collection[int]) -> dict[str, float]:
        best: dict[str, float] = defaultdict(float)
        total: dict[str, float] = defaultdict(float)
        for at, alike in self._index.alike(phrase, without).items():
            code, weight = self._means[at]
            total[code] += alike * weight
            if (much := alike * alike * weight) > best[code]:
                best[code] = much
        gone: dict[str, float] = defaultdict(float)
        for at in without:
            gone[self.known[at].code] += self.known[at].weight
        head = self._head(phrase, without)
        return {
            code: (much + ALL_OF_A_CODE * total[code] / (1 + self._size[code] - gone.get(code, 0.0)) ** 0.5)
            * head[code[0]]
            for code, much in best.items()
        }

    def _head(self, phrase: Words, without: Collection[int]) -> Mapping[str, float]:
        """How much more often than others the first word stands in each great group."""
        seen = self._heads.get(phrase[0], Counter()).copy() if phrase else Counter()
        for at in without:
            if self.known[at].phrase[:1] == phrase[:1]:
                seen[self.known[at].code[0]] -= 1
        many, all_ = seen.total(), self._groups.total()
        share = {group: (self._groups[group] + 0.5) / (all_ + 5) for group in "0123456789"}
        return {
            group: ((seen[group] + HEAD_DOUBT * usual) / ((many + HEAD_DOUBT) * usual)) ** HEAD
            for group, usual in share.items()
        }


@cache
def _places() -> frozenset[str]:
    """The words of which names of communes and regions are made: «Talca - soldador» is no tailor."""
    return frozenset(word for each in all_communes().values() for word in words(f"{each.name} {each.region}"))
