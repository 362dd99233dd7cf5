"""One row of a sheet to an identity and a profile, or every fault of it; a fault never quotes what the row says."""

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
    """Somebody to register."""

    row: int
    identity: Identity
    profile: SeekerProfileFields


def person_of(row: Row) -> SheetPerson | tuple[RowFault, ...]:
    """The person of a row, or all that is wrong with it."""
    if row.broken:
        return (RowFault(row.number, row.broken, field=""),)
    said, faults = _said(row)
    if "rut" not in said:
        faults.append(RowFault(row.number, "Falta el RUT: inscriba a la persona en la oficina", field="rut"))
    who = {name: said.pop(name) for name in ("name", "rut", "contact") if name in said}
    made: dict[str, Any] = {}
    for kind, values in ((Identity, who), (SeekerProfileFields, said)):
        try:
            made[kind.__name__] = kind.model_validate(values)
        except ValidationError as wrong:
            faults += [RowFault(row.number, fault.text, field=fault.field) for fault in faults_of(wrong)]
    return tuple(faults) if faults else SheetPerson(row.number, made["Identity"], made["SeekerProfileFields"])


def _said(row: Row) -> tuple[dict[str, Any], list[RowFault]]:
    """The values of the row by field, and the columns that cannot be understood."""
    said: dict[str, Any] = {}
    faults: list[RowFault] = []
    for column, cell in row.cells.items():
        field, told = COLUMNS.get(column), one_line(cell)
        if field is None or plain(told) in UNSAID:
            continue
        try:
            read = _READ[field](cell)
        except Doubt:
            faults.append(RowFault(row.number, "No se entiende este dato", field=column))
            continue
        if field in said and (read := _together(field, said[field], read)) is None:
            faults.append(RowFault(row.number, "Otra columna dice algo distinto del mismo dato", field=column))
        else:
            said[field] = read
    return said, faults


def _together(field: str, before: Any, more: Any) -> Any:
    """What two columns say of one thing; None if they say two things of what there is one of."""
    if field == "contact":  # a telephone and an e-mail
        return before if more == before else f"{before} / {more}"
    if isinstance(before, tuple):
        return (*before, *(each for each in more if each not in before))
    return before if before == more else None


def _occupations(cell: str) -> tuple[Occupation, ...]:
    return tuple(_occupation(one_line(part)) for part in re.split(r"[;|\n]", cell) if part.strip())


def _occupation(told: str) -> Occupation:
    """A code of CIUO-08.CL, or a title that names one."""
    found = Occupation(code=told) if told in NAMES else code_of_title(told)
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
