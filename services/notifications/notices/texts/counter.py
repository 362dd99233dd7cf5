"""Of what an office does at its counter, in counts, and of what it erased. No text names a person."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import FactText, Line, NoticeTexts, Texts
from shared.contracts.matching import CounterAct, CounterCounted, IdentityErased
from shared.territory import name_of

DID = {
    CounterAct.REGISTERED: "inscripciones",
    CounterAct.CONFIRMED: "inscripciones renovadas",
    CounterAct.CONSENT_GIVEN: "consentimientos registrados",
}


def counted_line(fact: CounterCounted) -> Line:
    return name_of(fact.commune), f"cuenta {fact.count} {DID[fact.act]} desde el {fact.since:%d-%m-%Y}"


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
    CounterCounted: FactText(counted_line, nobody="es para las cifras del tablero, y no pide nada a nadie"),
    IdentityErased: FactText(erased_line, erased_notices),
}
