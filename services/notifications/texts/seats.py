"""Of a seat, and of what became of it."""

from services.notifications.model import VacancySummary
from services.notifications.spanish import name_of, when
from services.notifications.texts.words import NoticeTexts
from shared.contracts.vacancies import (
    CandidateReferred,
    PlacementCorrected,
    PlacementDeclared,
    PlacementEnded,
    PlacementRefuted,
    PlacementUndone,
    PlacementVerified,
    SeatExtended,
    SeatFact,
    SeatLeased,
    SeatReleased,
)


def leased(fact: SeatLeased, known: VacancySummary | None) -> NoticeTexts:
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


def released(fact: SeatReleased, known: VacancySummary | None) -> NoticeTexts:
    text = f"Se liberó un cupo de «{fact.title}» de {name_of(fact.commune)}. Motivo: {fact.why.text}."
    yield from _both(fact, text)


def placed(fact: PlacementDeclared, known: VacancySummary | None) -> NoticeTexts:
    share = _shares(fact.credit)
    text = f"Se declaró una colocación en «{fact.title}» de {name_of(fact.commune)}. Crédito: {share}."
    yield from _both(fact, text)


def extended(fact: SeatExtended, known: VacancySummary | None) -> NoticeTexts:
    yield from _both(fact, f"La reserva del cupo {fact.seat} de «{fact.title}» sigue hasta el {when(fact.expires_at)}.")


def referred(fact: CandidateReferred, known: VacancySummary | None) -> NoticeTexts:
    yield from _both(fact, f"Una persona fue derivada a la empresa por «{fact.title}» de {name_of(fact.commune)}.")


def undone(fact: PlacementUndone, known: VacancySummary | None) -> NoticeTexts:
    yield from _both(fact, f"Se deshizo una colocación de «{fact.title}». Motivo: {fact.why.text}.")


def ended(fact: PlacementEnded, known: VacancySummary | None) -> NoticeTexts:
    text = f"Terminó un trabajo de «{fact.title}», el {fact.ended_on:%d-%m-%Y}: la persona vuelve a buscar."
    yield from _both(fact, f"{text} Motivo: {fact.why.text}.")


def verified(fact: PlacementVerified, known: VacancySummary | None) -> NoticeTexts:
    yield from _both(fact, f"Una colocación de «{fact.title}» quedó verificada con cotizaciones de {fact.period}.")


def refuted(fact: PlacementRefuted, known: VacancySummary | None) -> NoticeTexts:
    text = f"Las cotizaciones de {fact.period} no confirman una colocación de «{fact.title}». Motivo: {fact.why.text}."
    yield from _both(fact, text)


def corrected(fact: PlacementCorrected, known: VacancySummary | None) -> NoticeTexts:
    text = (
        f"Cambió el crédito de una colocación de «{fact.title}»: antes {_shares(fact.before)}; "
        f"ahora {_shares(fact.credit)}. Motivo: {fact.why.text}."
    )
    for cut in sorted({fact.commune, fact.candidate_commune, *fact.credit, *fact.before}):
        yield cut, text


def _both(fact: SeatFact, text: str) -> NoticeTexts:
    """To the home commune and to the candidate's, once if they are one."""
    for cut in dict.fromkeys((fact.commune, fact.candidate_commune)):
        yield cut, text


def _shares(credit: dict[str, int]) -> str:
    return "; ".join(f"{name_of(cut)} {part / 10:.0f} %" for cut, part in sorted(credit.items()))
