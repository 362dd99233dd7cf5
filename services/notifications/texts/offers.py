"""Of what communes answer."""

from services.notifications.model import VacancySummary
from services.notifications.spanish import name_of
from services.notifications.texts.words import NoticeTexts, people
from shared.contracts.matching import OfferDeclined, OfferMade, OfferWithdrawn


def offered(fact: OfferMade, known: VacancySummary | None) -> NoticeTexts:
    if known is None:
        return
    title = f"«{known.title}»"
    if fact.commune == known.commune:
        yield known.commune, f"De la propia comuna hay {people(len(fact.candidates))} para {title}."
    else:
        yield known.commune, f"{name_of(fact.commune)} ofrece {people(len(fact.candidates))} para {title}."


def declined(fact: OfferDeclined, known: VacancySummary | None) -> NoticeTexts:
    if known is None:
        return
    why = ". ".join(reason.text for reason in fact.reasons)
    yield known.commune, f"{name_of(fact.commune)} no tiene a quién ofrecer para «{known.title}». Motivo: {why}."


def withdrawn(fact: OfferWithdrawn, known: VacancySummary | None) -> NoticeTexts:
    if known is None:
        return
    who = people(len(fact.candidate_refs))
    yield known.commune, f"{name_of(fact.commune)} retira {who} de «{known.title}». Motivo: {fact.why.text}."
