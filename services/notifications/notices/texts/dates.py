"""Of dates that offices agree on, and of what clashes in the agenda."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import FactText, Line, NoticeTexts, Texts
from shared.contracts.agenda import (
    ClashAccepted,
    ClashFound,
    ClashResolved,
    DateFixed,
    DateLapsed,
    DateProposed,
    DateVoted,
    DateWithdrawn,
    Lapse,
)
from shared.territory import name_of, names_of
from shared.text import count, listed, when

LAPSES = {
    Lapse.NO_QUORUM: "ninguna fecha reúne a las oficinas necesarias",
    Lapse.TAKEN: "las fechas que servían ya pasaron o su recinto se ocupó",
}


def proposed_line(fact: DateProposed) -> Line:
    what = count(len(fact.options), "una fecha", "fechas")
    return name_of(fact.commune), f"propone {what} para «{fact.title}» a {names_of(fact.invited)}"


def proposed_notices(fact: DateProposed, summary: VacancySummary | None) -> NoticeTexts:
    dates = listed([when(option.starts_at) for option in fact.options])
    text = f"«{fact.title}»: {dates}. Se responde hasta el {when(fact.answer_by)}"
    for cut in fact.invited:
        yield cut, f"{name_of(fact.commune)} propone {text}. Digan qué fechas les sirven."
    yield fact.commune, f"Se propuso a {names_of(fact.invited)} {text}."


def voted_line(fact: DateVoted) -> Line:
    return name_of(fact.office), f"responde por «{fact.title}»: {_fits(fact)}"


def voted_notices(fact: DateVoted, summary: VacancySummary | None) -> NoticeTexts:
    yield fact.commune, f"{name_of(fact.office)} respondió por «{fact.title}»: {_fits(fact)}."


def fixed_line(fact: DateFixed) -> Line:
    option = fact.option
    return name_of(
        fact.commune
    ), f"fija «{fact.title}» para el {when(option.starts_at)} en {option.place}{_silent(fact)}"


def fixed_notices(fact: DateFixed, summary: VacancySummary | None) -> NoticeTexts:
    option = fact.option
    can = (*fact.yes, *fact.if_needed)
    who = f" Pueden: {names_of(can)}." if can else ""
    cannot = f" No pueden: {names_of(fact.no)}." if fact.no else ""
    text = f"«{fact.title}» quedó para el {when(option.starts_at)} en {option.place}.{who}{cannot}"
    for cut in dict.fromkeys((fact.commune, option.commune, *can, *fact.no, *fact.silent)):
        yield cut, text + (f" No respondieron a tiempo: {names_of(fact.silent)}." if fact.silent else "")


def lapsed_line(fact: DateLapsed) -> Line:
    return name_of(fact.commune), f"se queda sin fecha para «{fact.title}»: {LAPSES[fact.why]}{_silent(fact)}"


def lapsed_notices(fact: DateLapsed, summary: VacancySummary | None) -> NoticeTexts:
    text = f"«{fact.title}» se quedó sin fecha: {LAPSES[fact.why]}{_silent(fact)}."
    for cut in dict.fromkeys((fact.commune, *fact.invited)):
        yield cut, text


def withdrawn_line(fact: DateWithdrawn) -> Line:
    return name_of(fact.commune), f"retira las fechas que propuso para «{fact.title}»: {fact.why}"


def withdrawn_notices(fact: DateWithdrawn, summary: VacancySummary | None) -> NoticeTexts:
    for cut in fact.invited:
        yield cut, f"{name_of(fact.commune)} retiró las fechas que propuso para «{fact.title}»: {fact.why}."


def clash_found_line(fact: ClashFound) -> Line:
    return "la Mesa", f"encuentra un choque en la agenda: {fact.text}"


def clash_found_notices(fact: ClashFound, summary: VacancySummary | None) -> NoticeTexts:
    for cut in fact.communes:
        yield cut, f"Choque en la agenda: {fact.text}. Alguien tiene que cambiar algo o aceptarlo."


def clash_resolved_line(fact: ClashResolved) -> Line:
    return "la Mesa", f"ve resuelto el choque de {_activities(fact)}"


def clash_resolved_notices(fact: ClashResolved, summary: VacancySummary | None) -> NoticeTexts:
    for cut in fact.communes:
        yield cut, f"Se resolvió el choque de {_activities(fact)}."


def clash_accepted_line(fact: ClashAccepted) -> Line:
    return name_of(fact.office), f"acepta el choque de {_activities(fact)}: {fact.why}"


def clash_accepted_notices(fact: ClashAccepted, summary: VacancySummary | None) -> NoticeTexts:
    for cut in fact.communes:
        yield cut, f"{name_of(fact.office)} aceptó el choque de {_activities(fact)}: {fact.why}."


def _activities(fact: ClashResolved | ClashAccepted) -> str:
    return listed([f"«{each.title}» ({when(each.starts_at)})" for each in fact.activities])


def _fits(fact: DateVoted) -> str:
    said = (("le sirve", fact.yes), ("si es necesario,", fact.if_needed))
    parts = [f"{how} la {listed([str(n) for n in numbers])}" for how, numbers in said if numbers]
    return "; ".join(parts) or "ninguna fecha le sirve"


def _silent(fact: DateFixed | DateLapsed) -> str:
    return f"; no respondieron {names_of(fact.silent)}" if fact.silent else ""


TEXTS: Texts = {
    DateProposed: FactText(proposed_line, proposed_notices),
    DateVoted: FactText(voted_line, voted_notices),
    DateFixed: FactText(fixed_line, fixed_notices),
    DateLapsed: FactText(lapsed_line, lapsed_notices),
    DateWithdrawn: FactText(withdrawn_line, withdrawn_notices),
    ClashFound: FactText(clash_found_line, clash_found_notices),
    ClashResolved: FactText(clash_resolved_line, clash_resolved_notices),
    ClashAccepted: FactText(clash_accepted_line, clash_accepted_notices),
}
