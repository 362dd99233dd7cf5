"""Finds data of a person in a text: a RUT and contact data, in the forms in which people write them."""

import re
from collections.abc import Iterator

from services.vacancies.lint.flag import TEXTS, Flag
from shared.personal_data import ruts_in

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
    ruts = list(ruts_in(text))
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
