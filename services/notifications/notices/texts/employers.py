"""Of employers: who reached them, whose visits lie close, what offices do together."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import FactText, Line, NoticeTexts, Texts
from shared.contracts.employers import (
    ApproachAnswered,
    ApproachConcluded,
    ApproachProposed,
    EmployerContacted,
    EmployerVisitPlanned,
    NearVisit,
)
from shared.contracts.reasons import ContactResult
from shared.territory import name_of, names_of
from shared.text import day, when


def contacted_line(fact: EmployerContacted) -> Line:
    what = f"{fact.means.label.lower()} a «{fact.employer}» del {day(fact.at)}: {fact.result.text}"
    return name_of(fact.commune), f"anota su contacto: {what}"


def contacted_notices(fact: EmployerContacted, summary: VacancySummary | None) -> NoticeTexts:
    """To the office itself, and to those whose own visits are near: they need not ask the employer the same."""
    if fact.result is ContactResult.NOT_HELD:
        for cut in (fact.commune, *_offices(fact.near)):
            yield cut, f"El contacto de {name_of(fact.commune)} con «{fact.employer}» del {day(fact.at)} no se hizo."
        return
    following = f" Próximo contacto: {day(fact.next_on)}." if fact.next_on else ""
    text = f"«{fact.employer}», {fact.means.label.lower()} del {day(fact.at)}: {fact.result.text}.{following}"
    yield fact.commune, f"Quedó anotado el contacto con {text}"
    for cut in _offices(fact.near):
        yield cut, f"{name_of(fact.commune)} contactó a {text}"


def visit_planned_line(fact: EmployerVisitPlanned) -> Line:
    return name_of(fact.commune), f"planifica visitar a «{fact.employer}» el {when(fact.at)}"


def visit_planned_notices(fact: EmployerVisitPlanned, summary: VacancySummary | None) -> NoticeTexts:
    text = f"la visita a «{fact.employer}» para el {when(fact.at)}"
    others = "; ".join(map(_told, fact.near))
    yield fact.commune, f"Quedó planificada {text}." + (f" Atención: {others}. Conviene coordinarse." if others else "")
    for cut in _offices(fact.near):
        yield cut, f"{name_of(fact.commune)} planificó {text}, cerca de la suya. Conviene coordinarse."


def approach_proposed_line(fact: ApproachProposed) -> Line:
    return name_of(fact.commune), f"propone a {names_of(fact.invited)} ir en conjunto a «{fact.employer}»"


def approach_proposed_notices(fact: ApproachProposed, summary: VacancySummary | None) -> NoticeTexts:
    at = f" el {when(fact.at)}" if fact.at else ""
    for cut in fact.invited:
        yield cut, f"{name_of(fact.commune)} propone ir en conjunto a «{fact.employer}»{at}. Digan si se suman."
    yield fact.commune, f"Se propuso a {names_of(fact.invited)} ir en conjunto a «{fact.employer}»{at}."


def approach_answered_line(fact: ApproachAnswered) -> Line:
    what = "se suma" if fact.joins else "no se suma"
    return name_of(fact.office), f"{what} a la gestión conjunta con «{fact.employer}»"


def approach_answered_notices(fact: ApproachAnswered, summary: VacancySummary | None) -> NoticeTexts:
    what = "se suma" if fact.joins else "no se suma"
    yield fact.commune, f"{name_of(fact.office)} {what} a la gestión conjunta con «{fact.employer}»."


def approach_concluded_line(fact: ApproachConcluded) -> Line:
    what = f"informa la gestión conjunta con «{fact.employer}»: {fact.result.text}"
    return name_of(fact.office), what


def approach_concluded_notices(fact: ApproachConcluded, summary: VacancySummary | None) -> NoticeTexts:
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


TEXTS: Texts = {
    EmployerContacted: FactText(contacted_line, contacted_notices),
    EmployerVisitPlanned: FactText(visit_planned_line, visit_planned_notices),
    ApproachProposed: FactText(approach_proposed_line, approach_proposed_notices),
    ApproachAnswered: FactText(approach_answered_line, approach_answered_notices),
    ApproachConcluded: FactText(approach_concluded_line, approach_concluded_notices),
}
