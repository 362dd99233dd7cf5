"""Of rendiciones: what is due, what was handed in."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import FactText, Line, NoticeTexts, Texts
from shared.contracts.agenda import RenditionDue, RenditionLate, RenditionPlanned, RenditionSubmitted
from shared.territory import name_of
from shared.text import count, day


def planned_line(fact: RenditionPlanned) -> Line:
    return name_of(fact.commune), f"agenda la rendición «{fact.what}» para el {day(fact.due_on)}"


def planned_notices(fact: RenditionPlanned, summary: VacancySummary | None) -> NoticeTexts:
    yield fact.commune, f"Quedó agendada la rendición «{fact.what}» para el {day(fact.due_on)}."


def due_line(fact: RenditionDue) -> Line:
    return name_of(fact.commune), f"debe rendir «{fact.what}» {_left(fact)}"


def due_notices(fact: RenditionDue, summary: VacancySummary | None) -> NoticeTexts:
    yield fact.commune, f"La rendición «{fact.what}» vence {_left(fact)}, el {day(fact.due_on)}."


def late_line(fact: RenditionLate) -> Line:
    return name_of(fact.commune), f"se atrasa en la rendición «{fact.what}», era para el {day(fact.due_on)}"


def late_notices(fact: RenditionLate, summary: VacancySummary | None) -> NoticeTexts:
    yield fact.commune, f"Atrasada: la rendición «{fact.what}» era para el {day(fact.due_on)}."


def submitted_line(fact: RenditionSubmitted) -> Line:
    papers = count(len(fact.evidence), "respaldo", "respaldos")
    return name_of(fact.commune), f"entrega la rendición «{fact.what}» con {papers}{_late(fact)}"


def submitted_notices(fact: RenditionSubmitted, summary: VacancySummary | None) -> NoticeTexts:
    papers = count(len(fact.evidence), "respaldo", "respaldos")
    yield fact.commune, f"Quedó anotada la entrega de la rendición «{fact.what}», con {papers}{_late(fact)}."


def _left(fact: RenditionDue) -> str:
    if fact.days_left == 0:
        return "hoy"
    return "mañana" if fact.days_left == 1 else f"en {fact.days_left} días"


def _late(fact: RenditionSubmitted) -> str:
    return ", fuera de plazo" if fact.late else ""


TEXTS: Texts = {
    RenditionPlanned: FactText(planned_line, planned_notices),
    RenditionDue: FactText(due_line, due_notices),
    RenditionLate: FactText(late_line, late_notices),
    RenditionSubmitted: FactText(submitted_line, submitted_notices),
}
