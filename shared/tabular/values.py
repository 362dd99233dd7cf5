"""What the exchange writes in numbers and dates: seats, pay, years, days. A doubt is reported, never guessed."""

import re
from datetime import date, datetime, time

from shared.calendar import SANTIAGO
from shared.contracts.envelope import MOST_SEATS
from shared.contracts.vacancies import Pay
from shared.contracts.vacancies.profile import MOST_YEARS
from shared.text import plain

UNSAID = frozenset({"", "-", "no disponible", "no informado", "no informada", "sin informacion", "s/i"})
"""What exchanges write into an empty cell."""

HIDDEN_PAY = UNSAID | {"reservado", "a convenir", "confidencial", "no publicado"}
NO_UPPER_END = 9_999_999
"""The exchange closes its highest bracket with this number; it means no upper end."""

LEAST_LIKELY_PAY = 1_000
"""Pesos a month. Less was meant in thousands, or is no monthly pay: a doubt."""

_N = r"(\d{1,3}(?:[.,]\d{3})+|\d+)"
_RANGE = re.compile(rf"{_N}(?:(?:-|a|y|hasta){_N})?")
_BELOW = re.compile(rf"(?:menor(?:a|de|que)?|hasta){_N}")
_ABOVE = re.compile(rf"(?:mayor(?:a|de|que)?|desde|masde){_N}")
_IN_TITLE = re.compile(r"\(\s*(\d+)\s*(?:vacantes?|cupos?)\s*\)\s*$", re.IGNORECASE)


class Doubt(Exception):
    """A value that cannot be read for certain: a stable reason, and the question in Spanish."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason, self.text = reason, text


def one_line(text: str) -> str:
    """The text on one line, without control characters and doubled spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def title_of(text: str) -> str:
    """The title without «(15 vacantes)», which the exchange appends."""
    return _IN_TITLE.sub("", one_line(text)).strip()


def seats_of(stated: str, title: str) -> int:
    """The seats: of their own field, else of the title. Both together must agree."""
    told = one_line(stated)
    appended = _IN_TITLE.search(one_line(title))
    if plain(told) in UNSAID and appended:
        told = appended[1]
    if not re.fullmatch(r"\d{1,9}(?:\.0)?", told):
        raise Doubt("seats_unreadable", f"¿Cuántos cupos son «{told[:40]}»?")
    seats = int(told.removesuffix(".0"))
    if appended and int(appended[1]) != seats:
        raise Doubt("seats_disagree", f"El título dice {appended[1]} cupos y el campo {seats}: ¿cuántos son?")
    if not 1 <= seats <= MOST_SEATS:
        raise Doubt("seats_out_of_range", f"{seats} cupos: se aceptan de 1 a {MOST_SEATS}")
    return seats


def pay_of(text: str) -> Pay | None:
    """Gross monthly pesos. None where the pay is hidden: that is not 0."""
    told = plain(one_line(text)).replace("–", "-")
    if told in HIDDEN_PAY:
        return None
    squeezed = re.sub(r"[\s$]|pesos|clp", "", told)
    if found := _BELOW.fullmatch(squeezed):
        least, most = 0, _pesos(found[1])
    elif found := _ABOVE.fullmatch(squeezed):
        least, most = _pesos(found[1]), NO_UPPER_END
    elif found := _RANGE.fullmatch(squeezed):
        least = _pesos(found[1])
        most = _pesos(found[2]) if found[2] else least
    else:
        raise Doubt("pay_unreadable", f"¿Qué sueldo es «{one_line(text)[:60]}»?")
    if most < least or most < LEAST_LIKELY_PAY or 0 < least < LEAST_LIKELY_PAY:
        raise Doubt("pay_unlikely", f"¿Es «{one_line(text)[:60]}» un sueldo mensual en pesos?")
    return Pay(least=least, most=None if most >= NO_UPPER_END else most)


def _pesos(digits: str) -> int:
    return int(re.sub(r"[.,]", "", digits))


def years_of(text: str) -> int:
    """Whole years of experience asked; months that make no year ask for none."""
    told = plain(one_line(text))
    if told in UNSAID or told in ("no requerida", "no requiere", "sin experiencia", "no"):
        return 0
    found = re.fullmatch(r"(\d{1,4})(?:\.0)?\s*(anos?|mes(?:es)?)?", told)
    if not found:
        raise Doubt("experience_unreadable", f"¿Cuánta experiencia es «{one_line(text)[:40]}»?")
    years = int(found[1]) // 12 if (found[2] or "").startswith("mes") else int(found[1])
    if years > MOST_YEARS:
        raise Doubt("experience_unlikely", f"¿De verdad se piden {years} años de experiencia?")
    return years


def day_of(text: str) -> date | None:
    """A day as dd/mm/yyyy (or ISO 8601); None where none is given."""
    told = one_line(text)
    if plain(told) in UNSAID:
        return None
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(told[:10], form).date()  # noqa: DTZ007 - a day, not an instant
        except ValueError:
            continue
    raise Doubt("date_unreadable", f"¿Qué fecha es «{told[:40]}»?")


def still_valid(until: date | None, now: datetime) -> datetime | None:
    """The end of that day in Chile; None if none is given or it is over."""
    end = datetime.combine(until, time(23, 59, 59), SANTIAGO) if until else None
    return end if end and end > now else None
