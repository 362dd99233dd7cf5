"""What the page shows of each matter, and how facts change it: frozen states and pure folds, one file a subject."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from services.notifications.board.matters import (
    activities,
    agreements,
    cards,
    clashes,
    communes,
    counter,
    dates,
    employers,
    foundings,
    of_held,
    of_offers,
    of_seats,
    of_vacancies,
    plans,
    questions,
    renditions,
)
from services.notifications.board.matters.activities import Activity
from services.notifications.board.matters.agreements import Agreement
from services.notifications.board.matters.base import Fold, State
from services.notifications.board.matters.cards import Card
from services.notifications.board.matters.clashes import Clash
from services.notifications.board.matters.communes import Commune
from services.notifications.board.matters.counter import Counter
from services.notifications.board.matters.dates import DateMatter
from services.notifications.board.matters.employers import Employer
from services.notifications.board.matters.foundings import Founding
from services.notifications.board.matters.plans import Plan
from services.notifications.board.matters.questions import Question
from services.notifications.board.matters.renditions import Rendition
from services.notifications.board.matters.vacancy import Vacancy
from shared.contracts.envelope import Fact

__all__ = [
    "KINDS",
    "SUBJECTS",
    "Activity",
    "Agreement",
    "Card",
    "Clash",
    "Commune",
    "Counter",
    "DateMatter",
    "Employer",
    "Founding",
    "Plan",
    "Question",
    "Rendition",
    "State",
    "Subject",
    "Vacancy",
]


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


def _subject(fact: Any) -> str:
    """Of the agenda each fact is about the aggregate that is its subject."""
    return str(fact.subject)


KINDS: Mapping[str, type[State]] = {
    "activity": Activity,
    "agreement": Agreement,
    "card": Card,
    "clash": Clash,
    "commune": Commune,
    "counter": Counter,
    "date": DateMatter,
    "employer": Employer,
    "founding": Founding,
    "plan": Plan,
    "question": Question,
    "rendition": Rendition,
    "vacancy": Vacancy,
}
"""The state of each kind of matter."""

_OF_THE_AGENDA: Mapping[str, Mapping[type[Fact], Fold]] = {
    "activity": activities.FOLDS,
    "agreement": agreements.FOLDS,
    "card": cards.FOLDS,
    "clash": clashes.FOLDS,
    "date": dates.FOLDS,
    "founding": foundings.FOLDS,
    "plan": plans.FOLDS,
    "question": questions.FOLDS,
    "rendition": renditions.FOLDS,
}

SUBJECTS: Mapping[type[Fact], Subject] = {
    **{fact: Subject("commune", _cut, fold) for fact, fold in communes.FOLDS.items()},
    **{fact: Subject("counter", _cut, fold) for fact, fold in counter.FOLDS.items()},
    **{fact: Subject("employer", _employer_id, fold) for fact, fold in employers.FOLDS.items()},
    **{
        fact: Subject("vacancy", _vacancy_id, fold)
        for folds in (of_vacancies.FOLDS, of_seats.FOLDS, of_offers.FOLDS, of_held.FOLDS)
        for fact, fold in folds.items()
    },
    **{fact: Subject(kind, _subject, fold) for kind, folds in _OF_THE_AGENDA.items() for fact, fold in folds.items()},
}
"""Each fact that the board hears. A further subject is a file with its FOLDS, and a line here."""
