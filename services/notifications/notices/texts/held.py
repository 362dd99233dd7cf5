"""Of what an office asked, that waits a while, so that it can be undone."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import UNTITLED, FactText, Line, NoticeTexts, Texts
from shared.access.rights import REQUESTS
from shared.contracts.held import (
    HeldFact,
    OfferRequestDone,
    OfferRequestHeld,
    OfferRequestRefused,
    OfferRequestTakenBack,
    RequestDone,
    RequestHeld,
    RequestRefused,
    RequestTakenBack,
    VacancyRequestDone,
    VacancyRequestHeld,
    VacancyRequestRefused,
    VacancyRequestTakenBack,
)
from shared.territory import name_of
from shared.text import when


def held_line(fact: RequestHeld) -> Line:
    return name_of(fact.commune), f"pide {_what(fact)}; queda en espera hasta el {when(fact.not_before)}"


def taken_back_line(fact: RequestTakenBack) -> Line:
    return name_of(fact.commune), f"deshace lo que pidió: {_what(fact)}"


def done_line(fact: RequestDone) -> Line:
    return name_of(fact.commune), f"ya no puede deshacer lo que pidió: {_what(fact)}"


def refused_line(fact: RequestRefused) -> Line:
    return name_of(fact.commune), f"no logra lo que pidió y estaba en espera: {_what(fact)}"


def refused_notices(fact: RequestRefused, summary: VacancySummary | None) -> NoticeTexts:
    title = f"«{summary.title}»" if summary else UNTITLED
    changed = "mientras estaba en espera, algo cambió. Revise cómo está ahora"
    yield fact.commune, f"No se hizo lo que usted pidió para {title} ({_what(fact)}): {changed}."


def _what(fact: HeldFact) -> str:
    """As the table of rights says it; a newer request may not stand in it yet."""
    row = REQUESTS.get(fact.asked)
    return row.what[0].lower() + row.what[1:] if row else "una solicitud"


NOT_YET = "la propia oficina lo pidió, y nada ha pasado todavía"
BY_ITSELF = "lo que se hizo tiene avisos propios"
UNDONE = "la propia oficina lo deshizo, y nadie más supo de ello"

TEXTS: Texts = {
    VacancyRequestHeld: FactText(held_line, nobody=NOT_YET),
    OfferRequestHeld: FactText(held_line, nobody=NOT_YET),
    VacancyRequestTakenBack: FactText(taken_back_line, nobody=UNDONE),
    OfferRequestTakenBack: FactText(taken_back_line, nobody=UNDONE),
    VacancyRequestDone: FactText(done_line, nobody=BY_ITSELF),
    OfferRequestDone: FactText(done_line, nobody=BY_ITSELF),
    VacancyRequestRefused: FactText(refused_line, refused_notices),
    OfferRequestRefused: FactText(refused_line, refused_notices),
}
