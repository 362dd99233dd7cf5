"""Of fairs, and of who sits at the table."""

from services.notifications.model import Known
from services.notifications.spanish import name_of, when
from services.notifications.texts.words import EVERYBODY, Told, seats
from shared.contracts.agenda import FairListed, FairScheduled
from shared.contracts.communes import CommuneChanged, CommuneJoined, CommuneLeft


def fair_scheduled(fact: FairScheduled, known: Known | None) -> Told:
    yield (
        EVERYBODY,
        f"{name_of(fact.commune)} hace «{fact.title}» el {when(fact.starts_at)} en {fact.place}.",
    )


def fair_listed(fact: FairListed, known: Known | None) -> Told:
    text = (
        f"«{fact.vacancy_title}» de {name_of(fact.vacancy_commune)}, con {seats(fact.seats_left)} por llenar, "
        f"va a «{fact.fair_title}» de {name_of(fact.commune)}, el {when(fact.starts_at)}."
    )
    for cut in dict.fromkeys((fact.vacancy_commune, fact.commune)):
        yield cut, text


def joined(fact: CommuneJoined, known: Known | None) -> Told:
    yield EVERYBODY, f"{fact.name} se suma a la Mesa."


def changed(fact: CommuneChanged, known: Known | None) -> Told:
    yield fact.commune, f"Cambiaron los datos de {fact.name} en la Mesa."


def left(fact: CommuneLeft, known: Known | None) -> Told:
    yield EVERYBODY, f"{fact.name} deja la Mesa."
