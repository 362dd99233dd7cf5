"""Of identities that were given to an office, and taken back. No text names the person."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import FactText, Line, NoticeTexts, Texts, candidate
from shared.contracts.matching import DisclosureGiven, DisclosureRevoked, IdentityErased
from shared.contracts.replies import DisclosureAsked
from shared.territory import name_of
from shared.text import when


def given_line(fact: DisclosureGiven) -> Line:
    who = candidate(fact)
    what = f"recibe la identidad de {who}, que dio su consentimiento ({fact.purpose.text})"
    return name_of(fact.commune), f"{what}; hasta el {when(fact.expires_at)}"


def given_notices(fact: DisclosureGiven, summary: VacancySummary | None) -> NoticeTexts:
    """To the office of the person, which is responsible for them."""
    yield (
        fact.candidate_commune,
        f"Se entregó a la OMIL de {name_of(fact.commune)} la identidad de una persona de su comuna, con su "
        f"consentimiento, por «{fact.title}». Para qué: {fact.purpose.text}. Hasta el {when(fact.expires_at)}.",
    )


def revoked_line(fact: DisclosureRevoked) -> Line:
    who = candidate(fact)
    return name_of(fact.commune), f"debe borrar la identidad de {who}: {fact.why.text}"


def revoked_notices(fact: DisclosureRevoked, summary: VacancySummary | None) -> NoticeTexts:
    """To the office that holds it, and to that of the person."""
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


def asked_line(fact: DisclosureAsked) -> Line:
    what = f"pregunta a {name_of(fact.commune)} quién es {fact.candidate_ref[:10]} ({fact.purpose.text})"
    return name_of(fact.asked_by), what


def erased_line(fact: IdentityErased) -> Line:
    return name_of(fact.commune), f"confirma que borró la identidad que se le entregó por «{fact.title}»"


def erased_notices(fact: IdentityErased, summary: VacancySummary | None) -> NoticeTexts:
    """To the office of the person, which must be able to tell them."""
    if fact.candidate_commune != fact.commune:
        yield (
            fact.candidate_commune,
            f"La OMIL de {name_of(fact.commune)} confirmó que borró los datos de una persona de su comuna que se le "
            f"entregaron por «{fact.title}».",
        )


TEXTS: Texts = {
    DisclosureAsked: FactText(asked_line, nobody="the system of the commune reads it on its replies topic"),
    DisclosureGiven: FactText(given_line, given_notices),
    DisclosureRevoked: FactText(revoked_line, revoked_notices),
    IdentityErased: FactText(erased_line, erased_notices),
}
