"""What the coder of titles knows: names of CIUO-08.CL and titles that people coded, each as words with its code.

`coded.csv`: 1,152 titles as employers wrote them, the code that the survey's coders gave, and how many employers wrote
so: Encuesta Nacional de Demanda Laboral (ENADEL), SENCE and the Observatorio Laboral; public.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from shared.occupations.words import Words, bare, words
from shared.text import plain

_ENUMERATION = re.compile(r",|\b[yeo]\b|[()]")
"""«Mensajeros, estafetas, maleteros y repartidores …» names several occupations that one code holds."""

PART_OF_NAME = 0.5
"""What one of several occupations that a name enumerates weighs beside a whole name or a coded title."""


@dataclass(frozen=True, slots=True)
class KnownPhrase:
    """A phrase and the four-digit code that it was given; `title` distinguishes coded titles, "" in the list itself."""

    phrase: Words
    code: str
    weight: float = 1.0
    title: str = ""


def from_the_list(names: Mapping[str, str]) -> Iterator[KnownPhrase]:
    """The names of all four-digit codes, and the parts of those that enumerate."""
    for code, name in names.items():
        if len(code) < 4:
            continue
        yield KnownPhrase(words(name), code)
        parts = [part for part in map(words, _ENUMERATION.split(plain(name))) if part]
        if len(parts) > 1:
            yield from (KnownPhrase(part, code, PART_OF_NAME) for part in parts)


def from_the_survey() -> Iterator[KnownPhrase]:
    """Each different title with each code that it was given; spellings that differ in gender and accent are one."""
    for title, codes in coded_titles().items():
        yield from (KnownPhrase(words(title), code, title=title) for code in codes)


@cache
def coded_titles() -> dict[str, Counter[str]]:
    """Title, without accents and gender -> the codes that people gave it, by how many employers wrote it."""
    found: dict[str, Counter[str]] = {}
    rows = csv.DictReader((files("shared.occupations") / "coded.csv").read_text(encoding="utf-8").splitlines())
    for row in rows:
        found.setdefault(bare(row["title"]), Counter())[row["code"]] += int(row["employers"])
    return found
