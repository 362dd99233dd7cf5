"""One row of the exchange becomes a request to post a vacancy, or the list of what is doubtful in it."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from services.vacancies.imports import fields
from shared.contracts.envelope import LONGEST_TEXT, derived_id
from shared.contracts.intake import VacancyPost
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Contract, WorkingTime
from shared.occupations import code_of_title
from shared.tabular import field_name
from shared.tabular.values import (
    UNSAID,
    Doubt,
    day_of,
    one_line,
    pay_of,
    seats_of,
    still_valid,
    title_of,
    years_of,
)
from shared.tabular.words import education_of, licences_of, shifts_of, word_of
from shared.text import plain

T = TypeVar("T")
Place = Callable[[str], str]
"""The CUT of the commune that a place names. Raises Doubt."""

SYSTEM = "bne"


@dataclass(frozen=True, slots=True)
class Posting:
    """A row that can be asked for. `identity` tells rows apart, `content` is equal for reposts of one vacancy."""

    request: VacancyPost
    identity: str
    content: bytes


class Doubts(Exception):
    """All that is doubtful in one row."""

    def __init__(self, doubts: list[Doubt]) -> None:
        super().__init__("; ".join(doubt.text for doubt in doubts))
        self.doubts = doubts


class _Reader:
    """Reads the cells of one row and remembers every doubt, so that an officer sees all of them at once."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.doubts: list[Doubt] = []

    def cell(self, *names: str) -> str:
        """The value of the first of these fields that has one."""
        return next((text for name in names if (text := self._cells.get(name, "").strip())), "")

    def take(self, read: Callable[..., T], *texts: object) -> T | None:
        try:
            return read(*texts)
        except Doubt as doubt:
            self.doubts.append(doubt)
            return None


def posting_of(cells: Mapping[str, str], place: Place, now: datetime) -> Posting:
    """The request of a row. Raises Doubts. A validity that ended before `now` is left out."""
    row = _Reader(cells)
    row.take(_unshifted, cells)
    commune = row.take(place, row.cell("ubicacion"))
    seats = row.take(seats_of, row.cell(*fields.SEATS), row.cell("titulo"))
    profile = _profile(row)
    posted = row.take(day_of, row.cell("fecha"))
    until = row.take(day_of, row.cell(*fields.VALID))
    if row.doubts or commune is None or seats is None or profile is None:
        raise Doubts(row.doubts)
    offer = one_line(row.cell(*fields.IDS))
    request = VacancyPost(commune=commune, seats=seats, profile=profile)
    content = hashlib.sha256(_common(row, commune).encode()).hexdigest()
    return Posting(
        request=request.model_copy(
            update={
                "valid_through": still_valid(until, now),
                "external_ref": _reference(offer, content),
                "published_on": posted,
            }
        ),
        identity=_identity(commune, offer, content, posted),
        content=bytes.fromhex(content[:32]),
    )


def _profile(row: _Reader) -> Profile | None:
    title = row.take(_text, title_of(row.cell("titulo")), "title_missing", "el título")
    employer = row.take(_text, one_line(row.cell(*fields.EMPLOYER)), "employer_missing", "la empresa")
    pay = row.take(pay_of, row.cell(*fields.PAY))
    years = row.take(years_of, row.cell(*fields.YEARS))
    education = row.take(education_of, row.cell(*fields.EDUCATION), row.cell(*fields.BRANCH))
    licences = row.take(licences_of, row.cell(*fields.LICENCES))
    shifts = row.take(shifts_of, row.cell(*fields.SHIFTS))
    working_time = row.take(word_of, WorkingTime, row.cell(*fields.TIME), "Jornada")
    contract = row.take(word_of, Contract, row.cell(*fields.CONTRACT), "Tipo de contrato")
    practice = row.take(_yes, row.cell(*fields.PRACTICE))
    if row.doubts or title is None or employer is None:
        return None
    return Profile(
        title=title,
        employer=employer,
        occupation=code_of_title(title),
        education=education,
        experience_years=years or 0,
        licences=licences or (),
        shifts=shifts or (),
        working_time=working_time,
        contract=contract,
        pay=pay,
        practice=bool(practice),
        occupation_label=_stated(row.cell(*fields.LABEL)),
        activity=_stated(row.cell(*fields.ACTIVITY)),
        languages=tuple(filter(None, map(_stated, row.cell(*fields.LANGUAGES).split(","))))[:10],
    )


def _stated(text: str) -> str | None:
    """The text on one line, cut to the length of a field; None if the cell states nothing."""
    line = one_line(text)
    return None if plain(line) in UNSAID else line[:LONGEST_TEXT]


def _unshifted(cells: Mapping[str, str]) -> None:
    for name, text in cells.items():
        value = text.strip()
        if value.endswith(":") and field_name(value) in fields.LABELS:
            raise Doubt("shifted_labels", f"Fila corrida: bajo «{name}» está el rótulo «{value}» y no un valor")


def _text(text: str, reason: str, what: str) -> str:
    if not text:
        raise Doubt(reason, f"Falta {what}")
    if len(text) > LONGEST_TEXT:
        raise Doubt("text_too_long", f"Tiene {len(text)} caracteres {what}: se aceptan {LONGEST_TEXT}")
    return text


def _yes(text: str) -> bool:
    value = plain(one_line(text))
    if value not in UNSAID | {"si", "no"}:
        raise Doubt("word_unknown", f"Práctica profesional: ¿qué significa «{one_line(text)[:60]}»?")
    return value == "si"


def _common(row: _Reader, commune: str) -> str:
    """What two postings of one vacancy have in common: every value that is read, without the id and the dates.

    Taken from the row, not from the request made of it: a change in the coding of titles must not change the identity.
    """
    values = [row.cell(*names) for names in fields.SAYING]
    return "\x1f".join((commune, plain(title_of(row.cell("titulo"))), *(plain(one_line(text)) for text in values)))


def _identity(commune: str, offer: str, content: str, posted: date | None) -> str:
    """The id of the request, derived from the row, so that a row imported twice, on any machine, is posted once."""
    if offer:
        return derived_id(SYSTEM, commune, "offer", offer)
    return derived_id(SYSTEM, commune, "row", content, posted.isoformat() if posted else "")


def _reference(offer: str, content: str) -> str:
    named = f"{SYSTEM}:{offer}"
    return named if re.fullmatch(r"[A-Za-z0-9_.:-]{5,64}", named) else f"{SYSTEM}:{content[:32]}"
