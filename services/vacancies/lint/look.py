"""The review of every text of a vacancy and of its terms, which returns all flags at once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from services.vacancies.lint.flag import TEXTS, Flag
from services.vacancies.lint.pay import NO_MINIMUM, wrong_pay
from services.vacancies.lint.private import personal
from services.vacancies.lint.titles import gendered
from services.vacancies.lint.words import NEUTRAL, forbidden
from shared.contracts.vocabulary import Contract, WorkingTime
from shared.text import pesos, plain

_INCLUSION = re.compile(r"ley\s+(?:n[°º.]?\s*)?21\.?015|ley\s+de\s+inclusion|(?:persona|cupo)s?\s+con\s+discapacidad")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a vacancy states beside its texts. `on` is the day it is or was published."""

    on: date
    least: int | None = None
    most: int | None = None
    working_time: WorkingTime | None = None
    hours_week: int | None = None
    contract: Contract | None = None
    practice: bool = False
    inclusive: bool = False


def look(texts: Mapping[str, str], terms: Terms) -> tuple[Flag, ...]:
    """Every flag, field by field. `texts` by field name (`title`, `description` …); titles are reviewed for gender."""
    found = [flag for field, text in texts.items() for flag in _text(field, text, terms)]
    if "title" in texts:
        found += [
            Flag(code, "title", words, f"{TEXTS[code]}: escriba «{neutral}»", neutral)
            for code, words, neutral in gendered(texts["title"])
        ]
    return (*found, *_pay(terms))


def _text(field: str, text: str, terms: Terms) -> Iterator[Flag]:
    bare = _aligned(text)
    for code, start, end in forbidden(bare):
        words = text[start:end]
        neutral = NEUTRAL.get(code, "")
        instead = f". En vez de eso: «{neutral}»" if neutral else ""
        yield Flag(code, field, words, f"«{words}»: {TEXTS[code]}{instead}", neutral)
    yield from personal(field, text)
    if not terms.inclusive and (match := _INCLUSION.search(bare)):
        yield Flag("inclusion_in_text", field, text[match.start() : match.end()], TEXTS["inclusion_in_text"])


def _pay(terms: Terms) -> Iterator[Flag]:
    if terms.least is None or terms.practice or terms.contract in NO_MINIMUM:
        return
    wrong = wrong_pay(terms.least, terms.most, terms.working_time, terms.hours_week, terms.on)
    if wrong:
        code, due = wrong
        yield Flag(code, "pay", f"{terms.most or terms.least}", f"{TEXTS[code]}: {pesos(due.pesos)} al mes ({due.law})")


def _aligned(text: str) -> str:
    """Lower case without accents, letter for letter, so that positions in it are positions in the text."""
    return "".join(bare if len(bare := plain(letter)) == 1 else "?" for letter in text)
