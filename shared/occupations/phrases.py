"""What a job title means by its words alone: names of the list, and phrases of the region's postings.

 1. If all of a title is a name in the list, of an occupation or of a group, that is the code.
 2. Else it is cut at dashes, slashes, commas, brackets, «y», «o». A part is coded by the phrase of `titles.csv`, which
    was written for this project, whose first word *begins* the part and whose other words follow in order: «supervisor
    de guardias» is no guard. Of several such phrases the one with most words counts.
 3. Phrases of one length that name different occupations give the digits they agree in: 1 to 3 digits say a group.

Measured by itself on the titles of the survey that people coded (known.py): 52 % are coded, 90 % of these as the people
did, as far as the digits go. The phrases were corrected once in view of those titles: take that as the best case.
"""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from shared.occupations.names import NAMES
from shared.occupations.words import Words, segments, words


def told(title: str) -> tuple[str, ...]:
    """The codes (1 to 4 digits) that the parts of a title mean, in their order, each once; empty if none."""
    if named := _named().get(words(title)):
        return (named,)
    return tuple(dict.fromkeys(code for part in segments(title) if (code := _code_of(part))))


def phrases() -> Iterator[tuple[str, str]]:
    """Code (1 to 4 digits) and phrase."""
    reader = csv.reader((files("shared.occupations") / "titles.csv").read_text(encoding="utf-8").splitlines())
    next(reader)
    for code, titles in reader:
        yield from ((code, title) for title in titles.split(" | "))


def _agreed(codes: list[str]) -> str:
    """The digits from the left that all codes share."""
    if not codes:
        return ""
    low, high = min(codes), max(codes)  # what the first and the last in order share, all share
    same = next((n for n, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
    return low[:same]


def _code_of(part: Words) -> str:
    """The code of the longest phrase that begins `part` and follows in it; "" if none."""
    best = 0
    codes: list[str] = []
    for phrase, code in _phrases().get(part[0], ()):
        if len(phrase) >= best and _follows(phrase, part):
            codes = [*codes, code] if len(phrase) == best else [code]
            best = len(phrase)
    return _agreed(codes)


def _follows(phrase: Words, part: Words) -> bool:
    """Whether the words of `phrase` stand in `part` in this order, with others between them or not."""
    rest = iter(part)
    return all(word in rest for word in phrase)


@cache
def _phrases() -> dict[str, list[tuple[Words, str]]]:
    """First word -> the curated phrases that begin with it, and their codes."""
    found: dict[str, list[tuple[Words, str]]] = {}
    for code, title in phrases():
        phrase = words(title)
        found.setdefault(phrase[0], []).append((phrase, code))
    return found


@cache
def _named() -> dict[Words, str]:
    """The words of a name -> its code; a name that several levels share means the most exact of them."""
    return {words(name): code for code, name in sorted(NAMES.items(), key=lambda each: len(each[0]))}
