"""Of a seat and its candidate, and of the placement that follows."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import (
    FactText,
    Line,
    NoticeTexts,
    Texts,
    candidate,
    shares,
    to_home_and_finder,
)
from shared.contracts.vacancies import (
    CandidateReferred,
    PlacementCorrected,
    PlacementDeclared,
    PlacementEnded,
    PlacementRefuted,
    PlacementUndone,
    PlacementVerified,
    SeatExtended,
    SeatLeased,
    SeatReleased,
)
from shared.territory import name_of
from shared.text import decimal, when


def leased_line(fact: SeatLeased) -> Line:
    because = ", ".join(map(_because, fact.because))
    what = f"cupo {fact.seat} reservado para {candidate(fact)} ({because})"
    return name_of(fact.commune), what


def leased_notices(fact: SeatLeased, summary: VacancySummary | None) -> NoticeTexts:
    until = f"hasta el {when(fact.expires_at)}"
    if fact.candidate_commune == fact.commune:
        yield fact.commune, f"Una persona de la propia comuna tiene cupo reservado en «{fact.title}» {until}."
        return
    yield (
        fact.commune,
        f"Una persona de {name_of(fact.candidate_commune)} tiene cupo reservado en «{fact.title}» {until}.",
    )
    yield (
        fact.candidate_commune,
        f"Una persona de su comuna tiene cupo reservado en «{fact.title}» de {name_of(fact.commune)} {until}.",
    )


def released_line(fact: SeatReleased) -> Line:
    who = candidate(fact)
    return name_of(fact.commune), f"cupo {fact.seat} liberado, lo tenía {who}: {fact.why.text}"


def released_notices(fact: SeatReleased, summary: VacancySummary | None) -> NoticeTexts:
    text = f"Se liberó un cupo de «{fact.title}» de {name_of(fact.commune)}. Motivo: {fact.why.text}."
    yield from to_home_and_finder(fact, text)


def placed_line(fact: PlacementDeclared) -> Line:
    who = candidate(fact)
    what = f"colocación en el cupo {fact.seat}: {who}; crédito {shares(fact.credit)}"
    return name_of(fact.commune), what


def placed_notices(fact: PlacementDeclared, summary: VacancySummary | None) -> NoticeTexts:
    share = shares(fact.credit, "; ")
    text = f"Se declaró una colocación en «{fact.title}» de {name_of(fact.commune)}. Crédito: {share}."
    yield from to_home_and_finder(fact, text)


def extended_line(fact: SeatExtended) -> Line:
    return name_of(fact.commune), f"extiende la reserva del cupo {fact.seat} hasta el {when(fact.expires_at)}"


def extended_notices(fact: SeatExtended, summary: VacancySummary | None) -> NoticeTexts:
    text = f"La reserva del cupo {fact.seat} de «{fact.title}» sigue hasta el {when(fact.expires_at)}."
    yield from to_home_and_finder(fact, text)


def referred_line(fact: CandidateReferred) -> Line:
    return name_of(fact.commune), f"deriva a la empresa a {fact.candidate_ref[:10]}, cupo {fact.seat}"


def referred_notices(fact: CandidateReferred, summary: VacancySummary | None) -> NoticeTexts:
    text = f"Una persona fue derivada a la empresa por «{fact.title}» de {name_of(fact.commune)}."
    yield from to_home_and_finder(fact, text)


def undone_line(fact: PlacementUndone) -> Line:
    return name_of(fact.commune), f"deshace la colocación del cupo {fact.seat}: {fact.why.text}"


def undone_notices(fact: PlacementUndone, summary: VacancySummary | None) -> NoticeTexts:
    yield from to_home_and_finder(fact, f"Se deshizo una colocación de «{fact.title}». Motivo: {fact.why.text}.")


def ended_line(fact: PlacementEnded) -> Line:
    what = f"anota que el trabajo del cupo {fact.seat} terminó el {fact.ended_on:%d-%m-%Y}: {fact.why.text}"
    return name_of(fact.commune), what


def ended_notices(fact: PlacementEnded, summary: VacancySummary | None) -> NoticeTexts:
    text = f"Terminó un trabajo de «{fact.title}», el {fact.ended_on:%d-%m-%Y}: la persona vuelve a buscar."
    yield from to_home_and_finder(fact, f"{text} Motivo: {fact.why.text}.")


def verified_line(fact: PlacementVerified) -> Line:
    what = f"verifica la colocación del cupo {fact.seat}: {fact.days} días cotizados en {fact.period}"
    return name_of(fact.commune), what


def verified_notices(fact: PlacementVerified, summary: VacancySummary | None) -> NoticeTexts:
    text = f"Una colocación de «{fact.title}» quedó verificada con cotizaciones de {fact.period}."
    yield from to_home_and_finder(fact, text)


def refuted_line(fact: PlacementRefuted) -> Line:
    what = f"no se confirma la colocación del cupo {fact.seat} en {fact.period}: {fact.why.text}"
    return name_of(fact.commune), what


def refuted_notices(fact: PlacementRefuted, summary: VacancySummary | None) -> NoticeTexts:
    text = f"Las cotizaciones de {fact.period} no confirman una colocación de «{fact.title}». Motivo: {fact.why.text}."
    yield from to_home_and_finder(fact, text)


def corrected_line(fact: PlacementCorrected) -> Line:
    what = f"corrige el crédito del cupo {fact.seat}: {shares(fact.before)} → {shares(fact.credit)}"
    return name_of(fact.commune), f"{what}. {fact.why.text}"


def corrected_notices(fact: PlacementCorrected, summary: VacancySummary | None) -> NoticeTexts:
    before, now = (shares(credit, "; ") for credit in (fact.before, fact.credit))
    what = f"Cambió el crédito de una colocación de «{fact.title}»: antes {before}; ahora {now}."
    text = f"{what} Motivo: {fact.why.text}."
    for cut in sorted({fact.commune, fact.candidate_commune, *fact.credit, *fact.before}):
        yield cut, text


def _because(code: str) -> str:
    """A code of the decision in words; an unknown code as it is."""
    what, _, value = code.partition(":")
    if what == "reciprocity":
        balances, _, other = value.partition(":")
        mine, _, theirs = balances.partition(">")
        return f"empate resuelto por reciprocidad: ha dado {_in_seats(mine)}, {name_of(other)} {_in_seats(theirs)}"
    if what == "left":
        return f"{value} con más puntaje quedaron para otras vacantes que las necesitan más"
    words = {"resident": "residente", "score": "puntaje", "minutes": "minutos", "tier": "ronda"}
    return f"{words[what]} {value}".strip() if what in words else code


def _in_seats(thousandths: str) -> str:
    """«1,5», «-1»."""
    return decimal(int(thousandths) / 1000)


TEXTS: Texts = {
    SeatLeased: FactText(leased_line, leased_notices),
    SeatExtended: FactText(extended_line, extended_notices),
    SeatReleased: FactText(released_line, released_notices),
    CandidateReferred: FactText(referred_line, referred_notices),
    PlacementDeclared: FactText(placed_line, placed_notices),
    PlacementUndone: FactText(undone_line, undone_notices),
    PlacementEnded: FactText(ended_line, ended_notices),
    PlacementVerified: FactText(verified_line, verified_notices),
    PlacementRefuted: FactText(refuted_line, refuted_notices),
    PlacementCorrected: FactText(corrected_line, corrected_notices),
}
