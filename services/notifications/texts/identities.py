"""What is said of identities that were given to an office, and taken back. They name nobody."""

from services.notifications.model import VacancySummary
from services.notifications.spanish import name_of, when
from services.notifications.texts.words import NoticeTexts
from shared.contracts.matching import DisclosureGiven, DisclosureRevoked


def given(fact: DisclosureGiven, known: VacancySummary | None) -> NoticeTexts:
    """Told to the office of the person, which answers for them."""
    yield (
        fact.candidate_commune,
        f"Se entregó a la OMIL de {name_of(fact.commune)} la identidad de una persona de su comuna, con su "
        f"consentimiento, por «{fact.title}». Para qué: {fact.purpose.text}. Hasta el {when(fact.expires_at)}.",
    )


def revoked(fact: DisclosureRevoked, known: VacancySummary | None) -> NoticeTexts:
    """Told to the office that holds it, and to the one of the person."""
    yield (
        fact.commune,
        f"Borre los datos de la persona que se le entregaron por «{fact.title}» y confirme que lo hizo. "
        f"Motivo: {fact.why.text}.",
    )
    if fact.candidate_commune != fact.commune:
        yield (
            fact.candidate_commune,
            f"Se avisó a la OMIL de {name_of(fact.commune)} que borre los datos de una persona de su comuna "
            f"(«{fact.title}»). Motivo: {fact.why.text}.",
        )
