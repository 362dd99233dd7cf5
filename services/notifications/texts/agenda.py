"""Of fairs, and of who sits at the table."""

from services.notifications.model import VacancySummary
from services.notifications.spanish import name_of, when
from services.notifications.texts.words import EVERYBODY, NoticeTexts, seats
from shared.contracts.agenda import FairListed, FairScheduled
from shared.contracts.communes import CommuneChanged, CommuneJoined, CommuneLeft


def fair_scheduled(fact: FairScheduled, known: VacancySummary | None) -> NoticeTexts:
    yield (
        EVERYBODY,
        f"{name_of(fact.commune)} hace «{fact.title}» el {when(fact.starts_at)} en {fact.place}.",
    )


def fair_listed(fact: FairListed, known: VacancySummary | None) -> NoticeTexts:
    text = (
        f"«{fact.vacancy_title}» de {name_of(fact.vacancy_commune)}, con {seats(fact.seats_left)} por llenar, "
        f"va a «{fact.fair_title}» de {name_of(fact.commune)}, el {when(fact.starts_at)}."
    )
    for cut in dict.fromkeys((fact.vacancy_commune, fact.commune)):
        yield cut, text


def joined(fact: CommuneJoined, known: VacancySummary | None) -> NoticeTexts:
    yield EVERYBODY, f"{fact.name} se suma a la Mesa."


def changed(fact: CommuneChanged, known: VacancySummary | None) -> NoticeTexts:
    yield fact.commune, f"Cambiaron los datos de {fact.name} en la Mesa."


def left(fact: CommuneLeft, known: VacancySummary | None) -> NoticeTexts:
    yield EVERYBODY, f"{fact.name} deja la Mesa."
