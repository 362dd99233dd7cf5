"""The RUT of a person where an id or a reference should be: it would travel to every commune, and stand in logs."""

import re

from stdnum.cl import rut as registry

COMPANY = 50_000_000
"""From this number on a RUT is a company's and so no personal data."""

_WRITTEN = re.compile(r"0?\d{1,2}[.,]?\d{3}[.,]?\d{3}\s?[-‐‑‒–—−]?\s?[\dkK]", re.ASCII)


def is_rut_of_a_person(text: str) -> bool:
    """Whether a whole text is the RUT of a person, checked by modulo 11, as people and systems write it.

    Digits alone count too, so that one number of eight or nine digits in eleven is refused that is none.
    """
    text = text.strip()
    if not _WRITTEN.fullmatch(text):
        return False
    number = re.sub(r"[^\dK]", "", text.upper())
    return registry.is_valid(number) and int(number[:-1]) < COMPANY
