"""The occupations of Chile, CIUO-08.CL: their names, and the code of a Spanish job title where the title tells it.

The method of `code_of_title`, which is simple on purpose:
 1. A title is brought to stems (accents, case, «/a», «(a)», plural and reference numbers go).
 2. If all of it is the name of an occupation in the list, that is the code.
 3. Else it is cut at dashes, slashes, commas, brackets, «y», «o». A part is coded by the curated phrase (`titles.csv`)
    whose first word *begins* the part and whose other words follow in order: «supervisor de guardias» is no guard.
    Of several such phrases the one with most words counts.
 4. Parts that name different occupations give the digits they agree in: a code of 1 to 3 digits says a group.
    Those that agree in nothing, and whatever no phrase begins, stay without a code. Nothing is guessed.

Measured on 1,235 postings of the national job exchange (Maule, Ñuble, Biobío, 2020-2022), which are not part of this
project: 909 titles (73.6 %) are coded, 775 of them to four digits, 130 to two or three, 4 to one.
Measured on the 1,110 different titles of a public employers' survey (ENADEL) that people coded: 588 are coded, 533 of
these (91 %) as the people did, as far as the digits go. The phrases were corrected once in view of those titles, so
take that as the best case.
The exchange's own category of a posting («Ocupacion») is not used: where the title tells, the category named another
main group in 169 of 604 postings.

Sources: `ciuo08cl.csv` is the Clasificador Chileno de Ocupaciones CIUO-08.CL, Instituto Nacional de Estadísticas, 2018
(10 / 44 / 129 / 444 codes of 1 / 2 / 3 / 4 digits). It is not ISCO-08: a code travels with its scheme.
`titles.csv` was written for this project.
"""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from shared.contracts.vacancies import Occupation
from shared.occupations.words import Words, segments, words


def _rows(name: str) -> Iterator[tuple[str, str]]:
    reader = csv.reader((files(__name__) / name).read_text(encoding="utf-8").splitlines())
    next(reader)
    for code, text in reader:  # noqa: UP028 - unpacking proves that there are two
        yield code, text


NAMES: Mapping[str, str] = MappingProxyType(dict(_rows("ciuo08cl.csv")))
"""Code (1 to 4 digits) -> its name in Spanish, of the whole list."""


def name_of(code: str) -> str:
    """The name of a code of 1 to 4 digits. Raises KeyError for one that CIUO-08.CL does not have."""
    return NAMES[code]


def shared_digits(a: str, b: str) -> int:
    """How near two codes are, 0 to 4: the digits they share from the left (4 the same occupation, 3 the same group).

    A code shorter than four digits is never nearer than its own length.
    """
    return len(_agreed((a, b)))


def code_of_title(title: str) -> Occupation | None:
    """The occupation that a job title names, as its docstring above tells; None where it does not tell one."""
    if whole := _named().get(words(title)):
        return Occupation(code=whole)
    found = [code for part in segments(title) if (code := _code_of(part))]
    return _occupation(_agreed(found))


def common_codes() -> tuple[str, ...]:
    """The four-digit codes that job titles of these regions name, in order: for synthetic seekers and vacancies."""
    return tuple(sorted(code for code, _ in _rows("titles.csv") if len(code) == 4))


def _occupation(code: str) -> Occupation | None:
    return Occupation(code=code) if code else None


def _agreed(codes: tuple[str, ...] | list[str]) -> str:
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
    for code, titles in _rows("titles.csv"):
        for title in titles.split(" | "):
            phrase = words(title)
            found.setdefault(phrase[0], []).append((phrase, code))
    return found


@cache
def _named() -> dict[Words, str]:
    """The words of a name -> its code; a name that several levels share means the most exact of them."""
    return {words(name): code for code, name in sorted(NAMES.items(), key=lambda each: len(each[0]))}
