"""Of help between offices: questions, answers and cards."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import EVERYBODY, FactText, Line, NoticeTexts, Texts
from shared.contracts.agenda import (
    CardPublished,
    CardUsed,
    HelpAccepted,
    HelpAnswered,
    HelpReopened,
    HelpRequested,
    HelpRouted,
    HelpUnanswered,
    HelpWithdrawn,
)
from shared.territory import name_of
from shared.text import day, decimal, when


def requested_line(fact: HelpRequested) -> Line:
    return name_of(fact.commune), f"pregunta sobre {fact.code.label}: «{fact.question}»"


def requested_notices(fact: HelpRequested, summary: VacancySummary | None) -> NoticeTexts:
    yield fact.commune, f"Quedó anotada su pregunta sobre {fact.code.label}: «{fact.question}»."


def routed_line(fact: HelpRouted) -> Line:
    why = f" ({fact.reasons[0]})" if fact.reasons else ""
    return name_of(fact.office), f"tiene hasta el {when(fact.answer_by)} para responder «{fact.question}»{why}"


def routed_notices(fact: HelpRouted, summary: VacancySummary | None) -> NoticeTexts:
    text = f"{name_of(fact.commune)} pregunta sobre {fact.code.label}: «{fact.question}»."
    yield fact.office, f"{text} Le toca responder a su oficina, hasta el {when(fact.answer_by)}."
    if fact.silent:
        passed = f"{name_of(fact.silent)} no respondió a tiempo: la pregunta «{fact.question}»"
        yield fact.silent, f"La pregunta «{fact.question}» de {name_of(fact.commune)} pasó a {name_of(fact.office)}."
        yield fact.commune, f"{passed} pasó a {name_of(fact.office)}, hasta el {when(fact.answer_by)}."
        return
    why = f" {fact.reasons[0]}." if fact.reasons else ""
    asked = f"Su pregunta «{fact.question}» la responde {name_of(fact.office)}, hasta el {when(fact.answer_by)}."
    yield fact.commune, asked + why


def unanswered_line(fact: HelpUnanswered) -> Line:
    return name_of(fact.commune), f"se queda sin respuesta a «{fact.question}»: puede responder cualquier oficina"


def unanswered_notices(fact: HelpUnanswered, summary: VacancySummary | None) -> NoticeTexts:
    text = f"Nadie ha respondido la pregunta de {name_of(fact.commune)} sobre {fact.code.label}: «{fact.question}»."
    yield EVERYBODY, f"{text} Queda abierta: puede responderla cualquier oficina."


def answered_line(fact: HelpAnswered) -> Line:
    return name_of(fact.office), f"responde «{fact.question}» de {name_of(fact.commune)} en {_hours(fact)}"


def answered_notices(fact: HelpAnswered, summary: VacancySummary | None) -> NoticeTexts:
    text = f"{name_of(fact.office)} respondió «{fact.question}». Acéptela si le sirvió, o pida que se complete."
    yield fact.commune, text


def accepted_line(fact: HelpAccepted) -> Line:
    return name_of(fact.commune), f"acepta la respuesta de {name_of(fact.office)} a «{fact.question}»"


def accepted_notices(fact: HelpAccepted, summary: VacancySummary | None) -> NoticeTexts:
    text = f"A {name_of(fact.commune)} le sirvió su respuesta a «{fact.question}»."
    yield fact.office, f"{text} Si le sirve a otras oficinas, escríbala en una ficha."


def reopened_line(fact: HelpReopened) -> Line:
    return name_of(fact.commune), f"vuelve a preguntar «{fact.question}»: {fact.why}"


def reopened_notices(fact: HelpReopened, summary: VacancySummary | None) -> NoticeTexts:
    text = f"A {name_of(fact.commune)} le falta algo en la respuesta a «{fact.question}»: {fact.why}"
    yield fact.office, text


def withdrawn_line(fact: HelpWithdrawn) -> Line:
    return name_of(fact.commune), f"retira la pregunta «{fact.question}»: {fact.why}"


def withdrawn_notices(fact: HelpWithdrawn, summary: VacancySummary | None) -> NoticeTexts:
    if fact.office:
        text = f"Ya no hace falta responder «{fact.question}» de {name_of(fact.commune)}: {fact.why}"
        yield fact.office, text


def published_line(fact: CardPublished) -> Line:
    return name_of(fact.commune), f"publica la ficha «{fact.title}», versión {fact.version}"


def published_notices(fact: CardPublished, summary: VacancySummary | None) -> NoticeTexts:
    what = "Nueva ficha" if fact.version == 1 else f"Versión {fact.version} de la ficha"
    text = f"{what} de {name_of(fact.commune)} sobre {fact.code.label}: «{fact.title}»"
    yield EVERYBODY, f"{text}. Se revisa el {day(fact.review_on)}."


def used_line(fact: CardUsed) -> Line:
    return name_of(fact.commune), f"resuelve una duda con la ficha «{fact.title}» de {name_of(fact.author)}"


def used_notices(fact: CardUsed, summary: VacancySummary | None) -> NoticeTexts:
    if fact.author != fact.commune:
        yield fact.author, f"A {name_of(fact.commune)} le sirvió su ficha «{fact.title}»."


def _hours(fact: HelpAnswered) -> str:
    return "menos de una hora" if fact.hours < 1 else f"{decimal(round(fact.hours, 1))} horas de oficina"


TEXTS: Texts = {
    HelpRequested: FactText(requested_line, requested_notices),
    HelpRouted: FactText(routed_line, routed_notices),
    HelpUnanswered: FactText(unanswered_line, unanswered_notices),
    HelpAnswered: FactText(answered_line, answered_notices),
    HelpAccepted: FactText(accepted_line, accepted_notices),
    HelpReopened: FactText(reopened_line, reopened_notices),
    HelpWithdrawn: FactText(withdrawn_line, withdrawn_notices),
    CardPublished: FactText(published_line, published_notices),
    CardUsed: FactText(used_line, used_notices),
}
