"""`mesa bench coder`: how right the coder of titles is, on titles that people coded and it was not shown."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from shared.occupations import NAMES
from shared.occupations.coder import Coder
from shared.occupations.known import coded_titles
from shared.occupations.phrases import told
from shared.occupations.titles import SURE, answer_of, everything, pooled, survey_only
from tests.bench.bm25 import Bm25

FOLDS = 5
THRESHOLDS = (0.4, 0.5, 0.6, 0.7, 0.8)
Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """A title, the code that most employers' answers were given, and what the coder scores."""

    title: str
    code: str
    scores: Scores

    @property
    def best(self) -> list[str]:
        return sorted(self.scores, key=lambda code: (-self.scores[code], code))[:3]


@dataclass(frozen=True, slots=True)
class Hits:
    """Share of the titles whose code is the first, or one of the first three."""

    what: str
    titles: int
    hit_1: float
    hit_3: float


@dataclass(frozen=True, slots=True)
class Sure:
    """At a threshold: the share of titles that are answered with so many digits, and how many of these are right."""

    what: str
    threshold: float
    digits: str
    answered: float
    right: float


def right_code(title: str) -> str:
    """The code of most employers; of as many, the first."""
    codes = coded_titles()[title]
    return min(codes, key=lambda code: (-codes[code], code))


def fold() -> tuple[list[str], list[str]]:
    """The titles that the constants were fitted on, and every fifth in order of the letters, which was held out."""
    titles = sorted(coded_titles())
    return [t for n, t in enumerate(titles) if n % FOLDS], titles[::FOLDS]


def held_out() -> list[Judged]:
    """The held-out fifth, judged by a coder that was made of the other titles alone."""
    shown, kept = fold()
    among = frozenset(shown)
    coder = Coder(each for each in survey_only() if not each.title or each.title in among)
    return [Judged(title, right_code(title), coder.scores(title)) for title in kept]


def one_out(coder: Coder, same_words: bool = False, phrases: bool = False) -> Iterator[Judged]:
    """Every title, judged without itself; without all titles of the same stems as well, if `same_words`."""
    own: dict[object, set[int]] = defaultdict(set)
    for at, each in enumerate(coder.known):
        if each.title:
            own[each.title].add(at)
            own[each.phrase].add(at)
    phrase_of = {each.title: each.phrase for each in coder.known if each.title}
    for title in sorted(coded_titles()):
        without = own[title] | own[phrase_of[title]] if same_words else own[title]
        scores = coder.scores(title, without)
        yield Judged(title, right_code(title), pooled(scores, told(title)) if phrases else scores)


def hits(what: str, judged: Iterable[tuple[str, Sequence[str]]]) -> Hits:
    """`judged`: the right code and the best three, for each title."""
    found = [(right in best[:1], right in best) for right, best in judged]
    first, three = (sum(each[n] for each in found) / len(found) for n in (0, 1))
    return Hits(what, len(found), round(first, 3), round(three, 3))


def of(judged: Iterable[Judged]) -> Iterator[tuple[str, Sequence[str]]]:
    return ((each.code, each.best) for each in judged)


def sure(what: str, judged: Sequence[Judged], threshold: float) -> Sure:
    """The first candidate, where its score reaches the threshold."""
    told_ = [each.best[0] == each.code for each in judged if each.best and each.scores[each.best[0]] >= threshold]
    return Sure(what, threshold, "4", round(len(told_) / len(judged), 3), round(sum(told_) / max(1, len(told_)), 3))


def answers(what: str, judged: Sequence[Judged]) -> Iterator[Sure]:
    """What the coder answers, by how many digits; right is what the right code begins with."""
    found = [(answer_of(each.scores), each.code) for each in judged]
    for digits in (4, 3, 2, 1):
        these = [code.startswith(a.code) for a, code in found if a and len(a.code) == digits]
        share = sum(these) / max(1, len(these))
        yield Sure(what, SURE, str(digits), round(len(these) / len(judged), 3), round(share, 3))


def baseline() -> Iterator[Hits]:
    """BM25 on the names of the list; and with the other coded titles."""
    listed = [(name, code) for code, name in NAMES.items() if len(code) == 4]
    coded = [(title, right_code(title)) for title in coded_titles()]
    for what, texts in (("BM25, names of the list", listed), ("BM25, and the other titles", [*listed, *coded])):
        bm25 = Bm25(texts)
        yield hits(what, ((code, bm25.best(title, title)) for title, code in coded))


@dataclass(frozen=True, slots=True)
class Report:
    """The tables of docs/coder.md."""

    hits: tuple[Hits, ...]
    sure: tuple[Sure, ...]

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)


def run(tell: Callable[[str], None]) -> Report:
    """All of it, in about ten seconds. Nothing else runs, nothing is written."""
    tell("BM25")
    found = [*baseline()]
    tell("one title out")
    coder = Coder(survey_only())
    left_out, kept = [*one_out(coder)], held_out()
    tell("the titles of the same words out")
    found += [
        hits("coder, one title out", of(left_out)),
        hits("coder, all titles of the same stems out", of(one_out(coder, same_words=True))),
        hits("coder, the held-out fifth", of(kept)),
        hits("as shipped, with the phrases (best case)", of(one_out(Coder(everything()), phrases=True))),
    ]
    tables = (("one title out", left_out), ("held-out fifth", kept))
    at = [sure(what, judged, threshold) for what, judged in tables for threshold in THRESHOLDS]
    return Report(tuple(found), (*at, *(line for what, judged in tables for line in answers(what, judged))))
