"""Each fact in Spanish, in one place: its line in a story, and the notice of it to each office.

Pure: a fact in, text out. A text states only what the fact holds, and names no person.
"""

from services.notifications.notices.texts import (
    agenda,
    agreements,
    communes,
    counter,
    dates,
    employers,
    fairs,
    foundings,
    held,
    identities,
    machinery,
    offers,
    plans,
    proposals,
    questions,
    renditions,
    seats,
    vacancies,
)
from services.notifications.notices.texts.words import EVERYBODY, FactText, Line, NoticeTexts, Texts
from shared.contracts.envelope import Fact

__all__ = ["EVERYBODY", "TEXTS", "FactText", "Line", "NoticeTexts", "line_of"]

TEXTS: Texts = {
    **vacancies.TEXTS,
    **seats.TEXTS,
    **employers.TEXTS,
    **offers.TEXTS,
    **proposals.TEXTS,
    **held.TEXTS,
    **identities.TEXTS,
    **counter.TEXTS,
    **communes.TEXTS,
    **agenda.TEXTS,
    **dates.TEXTS,
    **fairs.TEXTS,
    **agreements.TEXTS,
    **questions.TEXTS,
    **renditions.TEXTS,
    **plans.TEXTS,
    **foundings.TEXTS,
    **machinery.TEXTS,
}


def line_of(fact: Fact) -> Line:
    """Who acts, and what they do, in one line."""
    return TEXTS[type(fact)].line(fact)
