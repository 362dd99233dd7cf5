"""Of what offices agreed on."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import FactText, Line, NoticeTexts, Texts
from shared.contracts.agenda import AgreementDropped, AgreementFact, AgreementKept, AgreementLate, AgreementMade
from shared.territory import name_of
from shared.text import day


def made_line(fact: AgreementMade) -> Line:
    return name_of(fact.owner), f"se compromete en «{fact.title}»: {fact.what}, hasta el {day(fact.due_on)}"


def made_notices(fact: AgreementMade, summary: VacancySummary | None) -> NoticeTexts:
    yield fact.owner, f"Acuerdo de «{fact.title}» para su oficina: {fact.what}, hasta el {day(fact.due_on)}."
    if fact.commune != fact.owner:
        yield fact.commune, f"Acuerdo de «{fact.title}» para {name_of(fact.owner)}: {fact.what}."


def kept_line(fact: AgreementKept) -> Line:
    return name_of(fact.owner), f"cumple un acuerdo de «{fact.title}»: {fact.what}"


def kept_notices(fact: AgreementKept, summary: VacancySummary | None) -> NoticeTexts:
    for cut in _both(fact):
        yield cut, f"{name_of(fact.owner)} cumplió un acuerdo de «{fact.title}»: {fact.what}."


def late_line(fact: AgreementLate) -> Line:
    return name_of(fact.owner), f"se atrasa en un acuerdo de «{fact.title}»: {fact.what}"


def late_notices(fact: AgreementLate, summary: VacancySummary | None) -> NoticeTexts:
    was = f"Era para el {day(fact.due_on)}, de {name_of(fact.owner)}."
    for cut in _both(fact):
        yield cut, f"Acuerdo atrasado de «{fact.title}»: {fact.what}. {was}"


def dropped_line(fact: AgreementDropped) -> Line:
    return name_of(fact.owner), f"deja sin efecto un acuerdo de «{fact.title}»: {fact.what}. Motivo: {fact.why}"


def dropped_notices(fact: AgreementDropped, summary: VacancySummary | None) -> NoticeTexts:
    for cut in _both(fact):
        yield cut, f"Quedó sin efecto un acuerdo de «{fact.title}»: {fact.what}. Motivo: {fact.why}."


def _both(fact: AgreementFact) -> tuple[str, ...]:
    """Who owes it and who hosted the meeting, each once."""
    return tuple(dict.fromkeys((fact.owner, fact.commune)))


TEXTS: Texts = {
    AgreementMade: FactText(made_line, made_notices),
    AgreementKept: FactText(kept_line, kept_notices),
    AgreementLate: FactText(late_line, late_notices),
    AgreementDropped: FactText(dropped_line, dropped_notices),
}
