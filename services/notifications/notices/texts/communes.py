"""Of the communes of the Mesa."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import EVERYBODY, FactText, Line, NoticeTexts, Texts
from shared.contracts.communes import CommuneChanged, CommuneJoined, CommuneLeft


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
    CommuneJoined: FactText(joined_line, joined_notices),
    CommuneChanged: FactText(changed_line, changed_notices),
    CommuneLeft: FactText(left_line, left_notices),
}
