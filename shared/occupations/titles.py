"""The coder as it is shipped: what a title names, how sure that is, and an honest *unknown*.

Two sources give a score to each code: the coder that learned from coded titles (coder.py), and the phrases written for
this region's postings (phrases.py). Where a phrase matches, its score weighs three quarters. The answer is the longest
code whose scores together reach `SURE`: four digits, else the group that the likely codes share, else unknown.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from shared.occupations.coder import Coder
from shared.occupations.known import KnownPhrase, from_the_list, from_the_survey
from shared.occupations.names import NAMES
from shared.occupations.phrases import phrases, told
from shared.occupations.schemes import CIUO
from shared.occupations.words import words

SURE = 0.6
PHRASE = 0.75
WORTH_SHOWING = 0.02


@dataclass(frozen=True, slots=True)
class OccupationCandidate:
    """An occupation that a title may name. `score` 0 to 1: of ten titles that score 0.8, about eight are right."""

    code: str
    score: float
    scheme: str = CIUO

    @property
    def label(self) -> str:
        return NAMES[self.code]


@dataclass(frozen=True, slots=True)
class Coding:
    """What a title was coded to: four-digit candidates, best first, and the answer (1 to 4 digits) or None: unknown."""

    candidates: tuple[OccupationCandidate, ...]
    answer: OccupationCandidate | None


@lru_cache(maxsize=4096)  # a file of an exchange has the same titles again and again
def coding_of(title: str, at_most: int = 5) -> Coding:
    """Codes one title, in about a millisecond; the first call reads what is known, a quarter of a second."""
    scores = pooled(_coder().scores(title), told(title))
    best = sorted(scores.items(), key=lambda each: (-each[1], each[0]))[:at_most]
    shown = tuple(OccupationCandidate(code, round(score, 3)) for code, score in best if score >= WORTH_SHOWING)
    return Coding(shown, answer_of(scores))


def pooled(scores: Mapping[str, float], phrases_told: Sequence[str]) -> dict[str, float]:
    """The scores of both sources together. A title that names several trades counts for each in equal parts."""
    if not phrases_told:
        return dict(scores)
    say = PHRASE if len(phrases_told) == 1 else 1.0
    mixed = defaultdict(float, {code: (1 - say) * score for code, score in scores.items()})
    for phrase in phrases_told:
        inside = {code: score for code, score in scores.items() if code.startswith(phrase)}
        inside = inside or {code: 1.0 for code in NAMES if len(code) == 4 and code.startswith(phrase)}
        for code, score in inside.items():
            mixed[code] += say / len(phrases_told) * score / sum(inside.values())
    return dict(mixed)


def answer_of(scores: Mapping[str, float], sure: float = SURE) -> OccupationCandidate | None:
    """The longest code whose scores reach `SURE`."""
    for digits in (4, 3, 2, 1):
        groups: defaultdict[str, float] = defaultdict(float)
        for code, score in scores.items():
            groups[code[:digits]] += score
        best = max(sorted(groups), key=lambda group: groups[group], default="")
        if best and groups[best] >= sure:
            return OccupationCandidate(best, round(min(groups[best], 1.0), 3))
    return None


def survey_only() -> tuple[KnownPhrase, ...]:
    """What is known from the public files alone: the list and the survey."""
    return (*from_the_list(NAMES), *from_the_survey())


def everything() -> tuple[KnownPhrase, ...]:
    """The list, the survey and the phrases of this region."""
    return (*survey_only(), *(KnownPhrase(words(phrase), code) for code, phrase in phrases() if len(code) == 4))


@cache
def _coder() -> Coder:
    return Coder(everything())
