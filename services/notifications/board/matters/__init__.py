"""What the page shows of each matter, and how facts change it: frozen states and pure folds, one file a subject."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from services.notifications.board.matters import communes, counter, employers, of_offers, of_seats, of_vacancies
from services.notifications.board.matters.base import Fold, State
from services.notifications.board.matters.communes import Commune
from services.notifications.board.matters.counter import Counter
from services.notifications.board.matters.employers import Employer
from services.notifications.board.matters.vacancy import Vacancy
from shared.contracts.envelope import Fact

__all__ = ["KINDS", "SUBJECTS", "Commune", "Counter", "Employer", "State", "Subject", "Vacancy"]


class Subject(NamedTuple):
    """How a fact is folded: into which kind of matter, by which name, and by which function."""

    kind: str
    name: Callable[[Any], str]
    fold: Fold


def _vacancy_id(fact: Any) -> str:
    return str(fact.vacancy_id)


def _employer_id(fact: Any) -> str:
    return str(fact.employer_id)


def _cut(fact: Any) -> str:
    return str(fact.commune)


KINDS: Mapping[str, type[State]] = {"commune": Commune, "counter": Counter, "employer": Employer, "vacancy": Vacancy}
"""The state of each kind of matter."""

SUBJECTS: Mapping[type[Fact], Subject] = {
    **{fact: Subject("commune", _cut, fold) for fact, fold in communes.FOLDS.items()},
    **{fact: Subject("counter", _cut, fold) for fact, fold in counter.FOLDS.items()},
    **{fact: Subject("employer", _employer_id, fold) for fact, fold in employers.FOLDS.items()},
    **{
        fact: Subject("vacancy", _vacancy_id, fold)
        for folds in (of_vacancies.FOLDS, of_seats.FOLDS, of_offers.FOLDS)
        for fact, fold in folds.items()
    },
}
"""Each fact that the board hears. A further subject is a file with its FOLDS, and a line here."""
