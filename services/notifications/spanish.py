"""How Chileans write times, counts and lists of communes in a notice."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.calendar import SANTIAGO
from shared.territory import all_communes
from shared.text import day


def when(at: datetime) -> str:
    """«martes 13 de enero a las 16:00», local time."""
    return f"{day(at)} a las {at.astimezone(SANTIAGO):%H:%M}"


def count(number: int, one: str, several: str) -> str:
    """«1 cupo», «22 cupos»."""
    return f"{number} {one if number == 1 else several}"


def name_of(cut: str) -> str:
    """The name of a commune."""
    known = all_communes().get(cut)
    return known.name if known else cut


def names_of(cuts: Sequence[str]) -> str:
    """«San Fabián», «San Fabián y Ñiquén», «Coihueco, San Fabián y Ñiquén»."""
    return listed([name_of(cut) for cut in cuts])


def listed(names: Sequence[str]) -> str:
    """«a», «a y b», «a, b e i»."""
    if len(names) < 2:
        return "".join(names)
    last = "e " + names[-1] if names[-1].lower().startswith(("i", "hi")) else "y " + names[-1]
    return f"{', '.join(names[:-1])} {last}"


FIELDS: Mapping[str, str] = {
    "title": "el título",
    "employer": "la empresa",
    "seats": "los cupos",
    "pay": "el sueldo",
    "urgency": "la urgencia",
    "valid_through": "la vigencia",
    "description": "la descripción",
    "occupation": "el oficio",
    "occupation_label": "el oficio",
    "activity": "el rubro",
    "education": "el nivel educacional",
    "experience_years": "la experiencia",
    "licences": "las licencias",
    "languages": "los idiomas",
    "shifts": "los turnos",
    "working_time": "la jornada",
    "contract": "el contrato",
    "hours_week": "las horas",
    "demands": "las exigencias",
    "starts_on": "el inicio",
    "work_commune": "la comuna de trabajo",
    "work_place": "el lugar",
    "transport": "el transporte",
    "practice": "si es práctica",
    "residents_first": "la preferencia de residentes",
    "inclusive": "la reserva de inclusión",
}
"""What of a vacancy can be amended, as people say it."""


def changed(fields: Sequence[str]) -> str:
    """«los cupos y el sueldo»; «la vacante» where nothing is named."""
    return listed(list(dict.fromkeys(FIELDS.get(field, field) for field in fields))) or "la vacante"
