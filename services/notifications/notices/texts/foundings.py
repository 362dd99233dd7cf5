"""Of founding a Mesa."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import FactText, Line, NoticeTexts, Texts
from shared.contracts.agenda import FoundingAgreed, FoundingEnvisioned, FoundingNoted, FoundingStarted
from shared.territory import name_of, names_of


def started_line(fact: FoundingStarted) -> Line:
    return name_of(fact.commune), f"comienza a fundar una Mesa: {names_of(fact.communes)}"


def started_notices(fact: FoundingStarted, summary: VacancySummary | None) -> NoticeTexts:
    for cut in fact.communes:
        yield cut, f"{name_of(fact.commune)} comenzó a fundar una Mesa de {names_of(fact.communes)}."


def noted_line(fact: FoundingNoted) -> Line:
    return name_of(fact.commune), f"dice qué le interesa para la Mesa: {fact.interests}"


def noted_notices(fact: FoundingNoted, summary: VacancySummary | None) -> NoticeTexts:
    waits = f" Faltan: {names_of(fact.missing)}." if fact.missing else " Ya lo dijeron todas."
    for cut in fact.communes:
        if cut != fact.commune:
            yield cut, f"{name_of(fact.commune)} dijo qué le interesa y qué le preocupa de la Mesa.{waits}"


def envisioned_line(fact: FoundingEnvisioned) -> Line:
    return name_of(fact.commune), f"escribe la visión de la Mesa (versión {fact.version})"


def envisioned_notices(fact: FoundingEnvisioned, summary: VacancySummary | None) -> NoticeTexts:
    for cut in fact.communes:
        if cut != fact.commune:
            yield (
                cut,
                f"{name_of(fact.commune)} escribió la versión {fact.version} de la visión: falta su acuerdo.",
            )


def agreed_line(fact: FoundingAgreed) -> Line:
    return name_of(fact.commune), f"acuerda la visión de la Mesa (versión {fact.version})"


def agreed_notices(fact: FoundingAgreed, summary: VacancySummary | None) -> NoticeTexts:
    waits = f"Faltan: {names_of(fact.missing)}." if fact.missing else "Es la visión de todas."
    for cut in fact.communes:
        yield cut, f"{name_of(fact.commune)} acordó la visión de la Mesa (versión {fact.version}). {waits}"


TEXTS: Texts = {
    FoundingStarted: FactText(started_line, started_notices),
    FoundingNoted: FactText(noted_line, noted_notices),
    FoundingEnvisioned: FactText(envisioned_line, envisioned_notices),
    FoundingAgreed: FactText(agreed_line, agreed_notices),
}
