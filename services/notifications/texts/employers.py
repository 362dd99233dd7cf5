"""Of employers: who reached them, whose visits lie close, what offices do together."""

from services.notifications.model import VacancySummary
from services.notifications.spanish import name_of, names_of, when
from services.notifications.texts.words import NoticeTexts
from shared.contracts.employers import (
    ApproachAnswered,
    ApproachConcluded,
    ApproachProposed,
    EmployerContacted,
    EmployerVisitPlanned,
    NearVisit,
)
from shared.contracts.reasons import ContactResult
from shared.text import day


def contacted(fact: EmployerContacted, known: VacancySummary | None) -> NoticeTexts:
    """To the office itself, and to those whose own visits lie close: they need not ask the employer the same."""
    if fact.result is ContactResult.NOT_HELD:
        for cut in (fact.commune, *_offices(fact.near)):
            yield cut, f"El contacto de {name_of(fact.commune)} con «{fact.employer}» del {day(fact.at)} no se hizo."
        return
    following = f" Próximo contacto: {day(fact.next_on)}." if fact.next_on else ""
    text = f"«{fact.employer}», {fact.means.label.lower()} del {day(fact.at)}: {fact.result.text}.{following}"
    yield fact.commune, f"Quedó anotado el contacto con {text}"
    for cut in _offices(fact.near):
        yield cut, f"{name_of(fact.commune)} contactó a {text}"


def visit_planned(fact: EmployerVisitPlanned, known: VacancySummary | None) -> NoticeTexts:
    text = f"la visita a «{fact.employer}» para el {when(fact.at)}"
    others = "; ".join(map(_told, fact.near))
    yield fact.commune, f"Quedó planificada {text}." + (f" Atención: {others}. Conviene coordinarse." if others else "")
    for cut in _offices(fact.near):
        yield cut, f"{name_of(fact.commune)} planificó {text}, cerca de la suya. Conviene coordinarse."


def approach_proposed(fact: ApproachProposed, known: VacancySummary | None) -> NoticeTexts:
    at = f" el {when(fact.at)}" if fact.at else ""
    for cut in fact.invited:
        yield cut, f"{name_of(fact.commune)} propone ir en conjunto a «{fact.employer}»{at}. Digan si se suman."
    yield fact.commune, f"Se propuso a {names_of(fact.invited)} ir en conjunto a «{fact.employer}»{at}."


def approach_answered(fact: ApproachAnswered, known: VacancySummary | None) -> NoticeTexts:
    what = "se suma" if fact.joins else "no se suma"
    yield fact.commune, f"{name_of(fact.office)} {what} a la gestión conjunta con «{fact.employer}»."


def approach_concluded(fact: ApproachConcluded, known: VacancySummary | None) -> NoticeTexts:
    following = f" Próximo contacto: {day(fact.next_on)}." if fact.next_on else ""
    who = names_of(fact.party)
    for cut in fact.party:
        yield cut, f"Gestión conjunta de {who} con «{fact.employer}»: {fact.result.text}.{following}"


def _offices(visits: tuple[NearVisit, ...]) -> list[str]:
    """Each office once."""
    return list(dict.fromkeys(visit.commune for visit in visits))


def _told(visit: NearVisit) -> str:
    what = "tiene una visita planificada para el" if visit.planned else "visitó a la empresa el"
    return f"{name_of(visit.commune)} {what} {day(visit.at)}"
