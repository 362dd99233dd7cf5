"""Of fairs, and of the communes of the Mesa."""

from services.notifications.model import VacancySummary
from services.notifications.texts.words import EVERYBODY, FactText, Line, NoticeTexts, Texts, seats
from shared.contracts.agenda import FairListed, FairScheduled
from shared.contracts.communes import CommuneChanged, CommuneJoined, CommuneLeft
from shared.territory import name_of
from shared.text import when


def fair_scheduled_line(fact: FairScheduled) -> Line:
    return name_of(fact.commune), f"programa «{fact.title}» para el {when(fact.starts_at)}, {fact.place}"


def fair_scheduled_notices(fact: FairScheduled, summary: VacancySummary | None) -> NoticeTexts:
    yield (
        EVERYBODY,
        f"{name_of(fact.commune)} hace «{fact.title}» el {when(fact.starts_at)} en {fact.place}.",
    )


def fair_listed_line(fact: FairListed) -> Line:
    what = f"lleva a «{fact.fair_title}» {seats(fact.seats_left)} de «{fact.vacancy_title}»"
    return name_of(fact.commune), f"{what} de {name_of(fact.vacancy_commune)}"


def fair_listed_notices(fact: FairListed, summary: VacancySummary | None) -> NoticeTexts:
    text = (
        f"«{fact.vacancy_title}» de {name_of(fact.vacancy_commune)}, con {seats(fact.seats_left)} por llenar, "
        f"va a «{fact.fair_title}» de {name_of(fact.commune)}, el {when(fact.starts_at)}."
    )
    for cut in dict.fromkeys((fact.vacancy_commune, fact.commune)):
        yield cut, text


def joined_line(fact: CommuneJoined) -> Line:
    return fact.name, "se suma a la Mesa"


def joined_notices(fact: CommuneJoined, summary: VacancySummary | None) -> NoticeTexts:
    yield EVERYBODY, f"{fact.name} se suma a la Mesa."


def changed_line(fact: CommuneChanged) -> Line:
    return fact.name, "cambia sus datos en la Mesa"


def changed_notices(fact: CommuneChanged, summary: VacancySummary | None) -> NoticeTexts:
    yield fact.commune, f"Cambiaron los datos de {fact.name} en la Mesa."


def left_line(fact: CommuneLeft) -> Line:
    return fact.name, "deja la Mesa"


def left_notices(fact: CommuneLeft, summary: VacancySummary | None) -> NoticeTexts:
    yield EVERYBODY, f"{fact.name} deja la Mesa."


TEXTS: Texts = {
    FairScheduled: FactText(fair_scheduled_line, fair_scheduled_notices),
    FairListed: FactText(fair_listed_line, fair_listed_notices),
    CommuneJoined: FactText(joined_line, joined_notices),
    CommuneChanged: FactText(changed_line, changed_notices),
    CommuneLeft: FactText(left_line, left_notices),
}
