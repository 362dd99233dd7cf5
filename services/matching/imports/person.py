"""Converts a row of a sheet to an identity and a profile, or to all its faults; a fault quotes no personal data."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from services.matching.imports.columns import COLUMNS
from services.matching.requests import SeekerProfileFields
from services.matching.vault import Identity
from shared.contracts.vacancies import Occupation
from shared.contracts.vocabulary import Contract, Education, Transport
from shared.messaging.validation import faults_of
from shared.occupations import NAMES, code_of_title
from shared.tabular import Row, RowFault
from shared.tabular.values import UNSAID, Doubt, day_of, one_line, years_of
from shared.tabular.words import licences_of, shifts_of, word_of
from shared.text import plain


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """A person to register."""

    row: int
    identity: Identity
    profile: SeekerProfileFields


def person_of(row: Row) -> SheetPerson | tuple[RowFault, ...]:
    """The person of a row, or all its faults."""
    if row.broken:
        return (RowFault(row.number, row.broken, field=""),)
    values, faults = _values(row)
    if "rut" not in values:
        faults.append(RowFault(row.number, "Falta el RUT: inscriba a la persona en la oficina", field="rut"))
    identity = {name: values.pop(name) for name in ("name", "rut", "contact") if name in values}
    made: dict[str, Any] = {}
    for kind, fields in ((Identity, identity), (SeekerProfileFields, values)):
        try:
            made[kind.__name__] = kind.model_validate(fields)
        except ValidationError as wrong:
            faults += [RowFault(row.number, fault.text, field=fault.field) for fault in faults_of(wrong)]
    return tuple(faults) if faults else SheetPerson(row.number, made["Identity"], made["SeekerProfileFields"])


def _values(row: Row) -> tuple[dict[str, Any], list[RowFault]]:
    """The values of the row by field, and faults for columns that cannot be read."""
    values: dict[str, Any] = {}
    faults: list[RowFault] = []
    for column, cell in row.cells.items():
        field, text = COLUMNS.get(column), one_line(cell)
        if field is None or plain(text) in UNSAID:
            continue
        try:
            read = _READ[field](cell)
        except Doubt:
            faults.append(RowFault(row.number, "No se entiende este dato", field=column))
            continue
        if field in values and (read := _together(field, values[field], read)) is None:
            faults.append(RowFault(row.number, "Otra columna dice algo distinto del mismo dato", field=column))
        else:
            values[field] = read
    return values, faults


def _together(field: str, before: Any, more: Any) -> Any:
    """The value of a field that two columns fill; None if they contradict each other."""
    if field == "contact":  # a telephone and an e-mail
        return before if more == before else f"{before} / {more}"
    if isinstance(before, tuple):
        return (*before, *(each for each in more if each not in before))
    return before if before == more else None


def _occupations(cell: str) -> tuple[Occupation, ...]:
    return tuple(_occupation(one_line(part)) for part in re.split(r"[;|\n]", cell) if part.strip())


def _occupation(text: str) -> Occupation:
    """A code of CIUO-08.CL, or a title that names one."""
    found = Occupation(code=text) if text in NAMES else code_of_title(text)
    if found is None:
        raise Doubt("occupation_unknown", "")
    return found


def _amount(cell: str) -> int:
    digits = re.sub(r"[\s$.]|pesos|minutos|min$", "", cell.strip().lower())
    if not re.fullmatch(r"\d{1,9}", digits):
        raise Doubt("amount_unreadable", "")
    return int(digits)


def _contracts(cell: str) -> tuple[Contract, ...]:
    found = (word_of(Contract, part, "") for part in re.split(r"[,;|\n]", cell))
    return tuple(kind for kind in found if kind)


def _training(cell: str) -> tuple[str, ...]:
    return tuple(one_line(part) for part in re.split(r"[;|\n]", cell) if part.strip())


_READ: Mapping[str, Callable[[str], Any]] = {
    "name": one_line,
    "rut": one_line,
    "contact": one_line,
    "occupations": _occupations,
    "education": lambda cell: word_of(Education, cell, ""),
    "experience_years": years_of,
    "licences": licences_of,
    "cannot": shifts_of,
    "pay_floor": _amount,
    "max_minutes": _amount,
    "contracts": _contracts,
    "available_from": day_of,
    "training": _training,
    "transport": lambda cell: word_of(Transport, cell, ""),
}
