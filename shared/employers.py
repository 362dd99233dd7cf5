"""When two spellings of an employer's name are one employer: without legal form, accents and case."""

import re

from shared.contracts.envelope import derived_id
from shared.text import plain

_FORMS = re.compile(
    r"\b(?:s\.? ?p\.? ?a\.?|s\.? ?a\.?(?: ?c\.?)?|ltda\.?|limitada|e\.? ?i\.? ?r\.? ?l\.?|soc(?:iedad|\.)?|"
    r"y (?:cia\.?|compania)|cia\.?|compania)(?=\W|$)"
)
"""Legal forms and what stands with them, as people abbreviate them."""
_NEITHER_WORD = re.compile(r"[\W_]+")
"""Letters of every script are words: without them «Restaurante 龍» and «Restaurante 虎» would be one employer."""


def bare(text: str) -> str:
    """Plain text with nothing between its words but one space."""
    return _NEITHER_WORD.sub(" ", text).strip()


def known_as(name: str) -> str:
    """An employer's name without legal form, accents and case, so that two spellings of it are equal."""
    return bare(_FORMS.sub(" ", plain(name))) or plain(name).strip()


def employer_of(name: str) -> str:
    """The id of an employer, derived from `known_as`, so that two spellings of its name give one id."""
    return derived_id("employer", known_as(name))
