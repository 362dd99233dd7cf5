"""The exchange's words for a vacancy, in every spelling it uses, to the codes that travel."""

import re
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from shared.contracts.vocabulary import LABELS, Contract, Education, Licence, Shift, Word, WorkingTime
from shared.tabular.values import UNSAID, Doubt, one_line
from shared.text import plain

W = TypeVar("W", bound=Word)

_ALSO: Mapping[type[Word], Mapping[str, str]] = {
    WorkingTime: {
        "jornada parcial/part time": "part",
        "part time": "part",
        "media jornada": "part",
        "completa": "full",
        "parcial": "part",
        "full time": "full",
    },
    Contract: {
        "plazo fijo": "fixed_term",
        "indefinido": "permanent",
        "por obra o faena": "work_or_task",
        "obra o faena": "work_or_task",
        "contrato de aprendizaje": "apprenticeship",
        "contrato de formacion": "training",
        "contrato a honorarios": "fees",
    },
    Education: {
        "basica incompleta": "primary_incomplete",
        "basica completa": "primary",
        "media incompleta": "secondary_incomplete",
        "media completa": "secondary",
        "educacion media completa": "secondary",
        "superior incompleta": "higher_incomplete",
        "superior completa": "higher",
        "especial": "special",
        "sin educacion": "none",
        "magister": "master",
    },
}
"""Spellings of the exchange beside the labels of the contract, as `plain` leaves them."""

_SHIFTS: Mapping[str, tuple[Shift, ...]] = {
    "solo mananas": (Shift.MORNINGS,),
    "solo manana": (Shift.MORNINGS,),
    "solo tardes": (Shift.AFTERNOONS,),
    "solo tarde": (Shift.AFTERNOONS,),
    "nocturno": (Shift.NIGHTS,),
    "trabajo turno nocturno": (Shift.NIGHTS,),
    "trabajo turno sab/dom/fest": (Shift.SATURDAYS, Shift.SUNDAYS, Shift.HOLIDAYS),
    "sabados/domingos/festivos": (Shift.SATURDAYS, Shift.SUNDAYS, Shift.HOLIDAYS),
    "sabados": (Shift.SATURDAYS,),
    "domingos": (Shift.SUNDAYS,),
    "festivos": (Shift.HOLIDAYS,),
}
_TECHNICAL, _HUMANIST = "tecnico profesional", "cientifico humanista"
_CLASS = re.compile(r"\bclase\s+([a-f]\d?)\b")
_BARE_CLASS = re.compile(r"[a-f]\d?")


def word_of(kind: type[W], text: str, field: str) -> W | None:
    """The code of a word; None for an empty cell. Raises Doubt for an unknown word."""
    told = plain(one_line(text))
    if told in UNSAID:
        return None
    code = _spellings(kind).get(told)
    if code is None:
        raise Doubt("word_unknown", f"{field}: ¿qué significa «{one_line(text)[:60]}»?")
    return kind(code)


@cache
def _spellings(kind: type[Word]) -> Mapping[str, str]:
    return {plain(label): code for code, label in LABELS[kind].items()} | dict(_ALSO.get(kind, {}))


def education_of(level: str, branch: str) -> Education | None:
    """The level asked. The branch of secondary education is in a field of its own."""
    found = word_of(Education, level, "Nivel educacional")
    told = plain(one_line(branch)).replace("-", " ")
    if found is not Education.SECONDARY or told in UNSAID:
        return found
    if _TECHNICAL in told:
        return Education.SECONDARY_TECHNICAL
    if _HUMANIST in told:
        return Education.SECONDARY
    raise Doubt("word_unknown", f"Tipo educación media: ¿qué significa «{one_line(branch)[:60]}»?")


def shifts_of(text: str) -> tuple[Shift, ...]:
    """The shifts named, in the order of the vocabulary."""
    named: set[Shift] = set()
    for part in re.split(r"[,;|\n]", text):
        told = plain(one_line(part))
        if told in UNSAID:
            continue
        if told not in _SHIFTS:
            raise Doubt("word_unknown", f"Turnos: ¿qué significa «{one_line(part)[:60]}»?")
        named.update(_SHIFTS[told])
    return tuple(shift for shift in Shift if shift in named)


def licences_of(text: str) -> tuple[Licence, ...]:
    """The driving licences named, «CLASE B - Vehículos …» or «B, A4», in the order of the vocabulary."""
    told = plain(one_line(text))
    if told in UNSAID or told in ("no", "no requerida"):
        return ()
    found = _CLASS.findall(told) or [part for part in re.split(r"[\s,;/|]+|\by\b", told) if part]
    classes = {one.upper() for one in found if _BARE_CLASS.fullmatch(one)}
    if len(classes) < len(set(found)) or not classes <= set(Licence):
        raise Doubt("word_unknown", f"Licencias de conducir: ¿cuáles son «{one_line(text)[:60]}»?")
    return tuple(licence for licence in Licence if licence in classes)
