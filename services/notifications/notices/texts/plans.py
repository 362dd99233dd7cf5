"""Of the Mesa's plan of a year."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import FactText, Line, NoticeTexts, Texts
from shared.contracts.agenda import PlanActivitySet, PlanFact, PlanGoalSet, PlanLineDropped
from shared.territory import name_of


def set_line(fact: PlanFact) -> Line:
    return name_of(fact.commune), f"pone en el plan de {fact.year}: {fact.what}"


def set_notices(fact: PlanFact, summary: VacancySummary | None) -> NoticeTexts:
    for cut in fact.communes:
        yield cut, f"{name_of(fact.commune)} puso en el plan de {fact.year}: {fact.what}."


def dropped_line(fact: PlanLineDropped) -> Line:
    return name_of(fact.commune), f"saca del plan de {fact.year}: {fact.what}. Motivo: {fact.why}"


def dropped_notices(fact: PlanLineDropped, summary: VacancySummary | None) -> NoticeTexts:
    for cut in fact.communes:
        yield cut, f"{name_of(fact.commune)} sacó del plan de {fact.year}: {fact.what}. Motivo: {fact.why}."


TEXTS: Texts = {
    PlanGoalSet: FactText(set_line, set_notices),
    PlanActivitySet: FactText(set_line, set_notices),
    PlanLineDropped: FactText(dropped_line, dropped_notices),
}
