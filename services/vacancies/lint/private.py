"""Finds data of a person in a text: a RUT and contact data, in the forms in which people write them."""

import re
from collections.abc import Iterator

from stdnum.cl import rut as registry

from services.vacancies.lint.flag import TEXTS, Flag

COMPANY = 50_000_000
"""From this number on a RUT is a company's and so no personal data."""

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
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w[\w.]*|(?:\+\s?56|\b56)[\s-]?9?[\s-]?\d{4}[\s-]?\d{4}|\b9[\s.-]\d{4}[\s.-]?\d{4}\b|"
    r"\(\d{1,2}\)\s?\d{3,4}[\s-]?\d{4}|"
    r"(?:fono|tel[eé]fono|celular|whats?app|wsp|wasap|llamar|contacto)\D{0,12}\d[\d\s-]{6,}|"
    r"(?P<mobile>(?<![\w$])(?<!\d[.,-])(?<!\$\s)(?:9\d{4}[\s-]?\d{4}|9\d{2}[\s-]\d{3}[\s-]\d{3})(?![\s.,-]?\d))|"
    r"https?://\S+|\bwww\.\S+|\b[\w-]{2,}\.(?:cl|com|net|org|ly)\b\S*|"
    r"\b(?:ig|instagram|facebook)\b\W{1,3}[\w.]{4,}|(?<!\w)@\w{3,}",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"(?:\b(?:folio|orden|oferta|vacante|solicitud|licitaci[oó]n|ticket|causa|rol|patente|serie|cuenta|c[oó]d(?:igo)?|"
    r"ref(?:erencia)?|id|r\.?u\.?t)\b\.?(?:\s+(?:de\s+)?(?:la\s+)?(?:empresa|interno|oferta|compra))?|"
    r"\b(?:clp|sueldo|renta|pesos|monto)\b)\W{0,3}(?:n\W|nro\b|n[uú]mero\b|de\b)?\W{0,3}$",
    re.IGNORECASE,
)
"""Words before nine digits that begin with 9 which show that these are no mobile telephone."""

_MONEY_BEHIND = re.compile(r"^\s*(?:pesos|clp|\.?-?\s*(?:brutos?|l[ií]quidos?)\b)", re.IGNORECASE)


def personal(field: str, text: str) -> Iterator[Flag]:
    """Flags for a RUT and for contact data. An employer's name is reviewed for these only, since it may be any word."""
    ruts = list(_ruts(text))
    # the flag does not repeat the RUT, because flags are shown to others and stored
    yield from (Flag("rut_in_text", field, "", TEXTS["rut_in_text"]) for _ in ruts)
    for found in _CONTACT.finditer(text):
        if found["mobile"] and (
            _OTHER_NUMBER.search(text[: found.start()]) or _MONEY_BEHIND.match(text[found.end() :])
        ):
            continue
        if any(start < found.end() <= end for start, end in ruts):
            continue  # «contacto» and then a RUT, which has its own flag
        withheld = "@" in found[0] or any(found.start() < end and start < found.end() for start, end in ruts)
        yield Flag("contact_in_text", field, "" if withheld else found[0], TEXTS["contact_in_text"])


def _ruts(text: str) -> Iterator[tuple[int, int]]:
    """The position of each RUT of a person, checked by modulo 11."""
    found = [(match.span("body")[0], match.span("check")[1], match) for form in _RUT for match in form.finditer(text)]
    last = -1
    for start, end, match in sorted(found, key=lambda one: one[:2]):
        number = registry.compact(re.sub(r"\D", "", match["body"]) + match["check"])
        if start >= last and registry.is_valid(number) and int(number[:-1]) < COMPANY:
            yield start, end
            last = end
