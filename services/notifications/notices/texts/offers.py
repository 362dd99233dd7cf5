"""Of what communes answer to a call."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import FactText, Line, NoticeTexts, Texts, people
from shared.contracts.matching import OfferDeclined, OfferMade, OfferWithdrawn
from shared.territory import name_of


def offered_line(fact: OfferMade) -> Line:
    best = fact.candidates[0].score
    more = "" if fact.complete else "; hay más si hacen falta"
    return name_of(fact.commune), f"ofrece {people(len(fact.candidates))} (mejor puntaje {best} de 1.000{more})"


def offered_notices(fact: OfferMade, summary: VacancySummary | None) -> NoticeTexts:
    if summary is None:
        return
    title = f"«{summary.title}»"
    if fact.commune == summary.commune:
        yield summary.commune, f"De la propia comuna hay {people(len(fact.candidates))} para {title}."
    else:
        yield summary.commune, f"{name_of(fact.commune)} ofrece {people(len(fact.candidates))} para {title}."


def declined_line(fact: OfferDeclined) -> Line:
    return name_of(fact.commune), f"no tiene a quién ofrecer: {'; '.join(r.text for r in fact.reasons)}"


def declined_notices(fact: OfferDeclined, summary: VacancySummary | None) -> NoticeTexts:
    if summary is None:
        return
    why = ". ".join(reason.text for reason in fact.reasons)
    yield summary.commune, f"{name_of(fact.commune)} no tiene a quién ofrecer para «{summary.title}». Motivo: {why}."


def withdrawn_line(fact: OfferWithdrawn) -> Line:
    return name_of(fact.commune), f"retira {people(len(fact.candidate_refs))}: {fact.why.text}"


def withdrawn_notices(fact: OfferWithdrawn, summary: VacancySummary | None) -> NoticeTexts:
    if summary is None:
        return
    who = people(len(fact.candidate_refs))
    yield summary.commune, f"{name_of(fact.commune)} retira {who} de «{summary.title}». Motivo: {fact.why.text}."


TEXTS: Texts = {
    OfferMade: FactText(offered_line, offered_notices),
    OfferDeclined: FactText(declined_line, declined_notices),
    OfferWithdrawn: FactText(withdrawn_line, withdrawn_notices),
}
