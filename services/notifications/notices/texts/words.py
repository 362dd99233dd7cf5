"""What the texts share: their form, whom a notice goes to, and how seats, people and credit are written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.notifications.notices.model import VacancySummary
from shared.contracts.envelope import Fact
from shared.contracts.matching import DisclosureFact
from shared.contracts.vacancies import SeatFact
from shared.territory import name_of
from shared.text import count, listed

EVERYBODY = "*"
"""Stands for every commune of the Mesa."""

Line = tuple[str, str]
"""Who acts, and what they do: the fact as an operator reads it in a story."""

NoticeTexts = Iterator[tuple[str, str]]
"""(commune, text) of each notice."""

UNTITLED = "una vacante"


@dataclass(frozen=True, slots=True)
class FactText:
    """One kind of fact in Spanish. No text names a person; a line names a pseudonym at most, a notice not even that.

    `line`: one line in the story of a vacancy. `notices`: the text for each office, given the fact and
    the vacancy it is about (None: not known yet). `nobody` states why no office gets a notice, where none does.
    """

    line: Callable[[Any], Line]
    notices: Callable[[Any, VacancySummary | None], NoticeTexts] | None = None
    nobody: str = ""


Texts = Mapping[type[Fact], FactText]


def seats(number: int) -> str:
    return count(number, "cupo", "cupos")


def people(number: int) -> str:
    return count(number, "persona", "personas")


def others(home: str, summary: VacancySummary | None, more: set[str] | None = None) -> list[str]:
    """The communes besides the home that took part, as far as facts have named them."""
    return sorted({*(summary.took_part if summary else ()), *(more or ())} - {home})


def shares(credit: Mapping[str, int], separator: str = ", ") -> str:
    """«Ñiquén 60 %, San Carlos 40 %», by thousandths of credit."""
    return separator.join(f"{name_of(cut)} {part / 10:.0f} %" for cut, part in sorted(credit.items()))


def to_home_and_finder(fact: SeatFact, text: str) -> NoticeTexts:
    """The same text to the home commune and to the candidate's; once if they are one."""
    for cut in dict.fromkeys((fact.commune, fact.candidate_commune)):
        yield cut, text


def candidate(fact: SeatFact | DisclosureFact) -> str:
    """«c-1f3a de Ñiquén»."""
    return f"{fact.candidate_ref[:10]} de {name_of(fact.candidate_commune)}"


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
