"""What the texts share: whom they go to, and how they count."""

from collections.abc import Iterator

from services.notifications.model import VacancySummary
from services.notifications.spanish import count

EVERYBODY = "*"
"""Stands for every commune at the table."""

NoticeTexts = Iterator[tuple[str, str]]
UNTITLED = "una vacante"


def seats(number: int) -> str:
    return count(number, "cupo", "cupos")


def people(number: int) -> str:
    return count(number, "persona", "personas")


def others(home: str, known: VacancySummary | None, more: set[str] | None = None) -> list[str]:
    """The communes besides home that took part, as the facts told."""
    return sorted({*(known.took_part if known else ()), *(more or ())} - {home})
