"""Finds the RUT of a person in what travels and is logged: in ids and references, and in texts. Never repeats it."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from stdnum.cl import rut as registry

from shared.contracts.replies import Fault
from shared.contracts.rut import is_rut_of_a_person

_BODY = r"0?(?P<body>\d{1,2}[., \xa0]?\d{3}[., \xa0]?\d{3})"
_BEFORE = r"(?:(?<!\w)|(?<=[º°_])|(?<=\brut)|(?<=\brun))(?<!\d[.,])"
_BEHIND = r"(?!\w)(?![.,\s]\d{3}(?!\d))"
"""What may not follow a RUT: a number that goes on is something else, as «1.200.000-1.300.000» is a range of pay."""

_NAMED = (
    r"\b(?:r\.?u\.?[tn]\.?|c\.?i\.?|c[eé]dula(?:\s+de\s+identidad)?|carn[eé]t)\W{0,3}(?:n\W|nro|n[uú]mero|es)?\W{0,3}"
)
_RUT = (
    # only a RUT ends with a K, so that the characters before it need no check
    re.compile(rf"{_BEFORE}{_BODY}\W{{0,3}}(?P<check>k){_BEHIND}", re.IGNORECASE),
    # a digit behind a dash of any length; a $ before it says that it is money
    re.compile(rf"(?<!\$)(?<!\$\s){_BEFORE}{_BODY}\s?[-‐‑‒–—−]\s?(?P<check>\d){_BEHIND}", re.IGNORECASE),
    # nine digits alone are taken for a RUT only after a word for it, because one number in eleven passes the check
    re.compile(rf"{_NAMED}{_BODY}\W{{0,3}}(?P<check>\d){_BEHIND}", re.IGNORECASE),
)
_MAY_HOLD_ONE = re.compile(r"\d[\d., \xa0]{5,}")
RUT = "rut"
TEXT = "Esto es el RUT de una persona: aquí viaja y queda en registros. Use un seudónimo o un número propio"


def ruts_in(text: str) -> Iterator[tuple[int, int]]:
    """The position of each RUT of a person in a text, checked by modulo 11."""
    if not _MAY_HOLD_ONE.search(text):
        return
    found = [(match.span("body")[0], match.span("check")[1], match) for form in _RUT for match in form.finditer(text)]
    last = -1
    for start, end, match in sorted(found, key=lambda one: one[:2]):
        number = registry.compact(re.sub(r"\D", "", match["body"]) + match["check"])
        if start >= last and is_rut_of_a_person(number):
            yield start, end
            last = end


def holds_one(text: str) -> bool:
    """Whether an id, a reference or a text is or holds the RUT of a person."""
    return is_rut_of_a_person(text) or any(True for _ in ruts_in(text))


def faults_in(data: BaseModel) -> Iterator[Fault]:
    """A fault for each text of a request, at any depth, that holds the RUT of a person."""
    for path, value in walked(data):
        if isinstance(value, str) and holds_one(value):
            yield Fault(code=RUT, field=".".join(path), text=TEXT)


def walked(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Everything in a request with its path, the outer before the inner; the key of a mapping has the path `*`."""
    yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from walked(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, "*"), str(key)
            yield from walked(inner, (*path, str(key)))
    elif isinstance(value, list | tuple | set | frozenset):
        for n, inner in enumerate(value):
            yield from walked(inner, (*path, str(n)))
