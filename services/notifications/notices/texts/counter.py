"""Of what an office does at its counter, in counts. No text names a person."""

from services.notifications.notices.texts.words import FactText, Line, Texts
from shared.contracts.matching import CounterAct, CounterCounted
from shared.territory import name_of

DID = {
    CounterAct.REGISTERED: "personas que se inscribieron",
    CounterAct.CONFIRMED: "personas que renovaron su inscripción",
    CounterAct.CONSENT_GIVEN: "personas que dieron un consentimiento",
}


def counted_line(fact: CounterCounted) -> Line:
    return name_of(fact.commune), f"cuenta {fact.count} {DID[fact.act]} desde el {fact.since:%d-%m-%Y}"


TEXTS: Texts = {CounterCounted: FactText(counted_line, nobody="es para las cifras del tablero, y no pide nada a nadie")}
