"""Of what is held: fairs, encuentros, meetings and visits, and what the network could not fill."""

from collections.abc import Iterator

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import EVERYBODY, FactText, Line, NoticeTexts, Texts, people, seats
from shared.contracts import agenda
from shared.contracts.agenda import ActivityKind, Cancelled, Concluded, FairListed, Moved, Scheduled, Told
from shared.territory import name_of, names_of
from shared.text import count, when

OPEN_TO_ALL = (ActivityKind.FAIR, ActivityKind.ENCUENTRO)
"""Every office brings vacancies and people to these; to the others come those who were asked."""

DOES = {
    ActivityKind.FAIR: "hace",
    ActivityKind.ENCUENTRO: "hace",
    ActivityKind.MEETING: "convoca a",
    ActivityKind.VISIT: "va a",
}


def scheduled_line(fact: Scheduled) -> Line:
    return name_of(fact.commune), f"programa «{fact.title}» para el {when(fact.starts_at)}, {fact.place}"


def scheduled_notices(fact: Scheduled, summary: VacancySummary | None) -> NoticeTexts:
    whose = f" junto con {names_of(fact.co_hosts)}" if fact.co_hosts else ""
    text = f"{name_of(fact.commune)}{whose} {DOES[fact.KIND]} «{fact.title}» el {when(fact.starts_at)} en {fact.place}."
    for cut in _whom(fact):
        yield cut, text


def moved_line(fact: Moved) -> Line:
    return name_of(fact.commune), f"cambia «{fact.title}»: {_change(fact)}. Motivo: {fact.why}"


def moved_notices(fact: Moved, summary: VacancySummary | None) -> NoticeTexts:
    for cut in _whom(fact):
        yield cut, f"Cambió «{fact.title}» de {name_of(fact.commune)}: {_change(fact)}. Motivo: {fact.why}."


def cancelled_line(fact: Cancelled) -> Line:
    return name_of(fact.commune), f"cancela «{fact.title}» del {when(fact.starts_at)}. Motivo: {fact.why}"


def cancelled_notices(fact: Cancelled, summary: VacancySummary | None) -> NoticeTexts:
    for cut in _whom(fact):
        yield cut, f"No se hace «{fact.title}» de {name_of(fact.commune)} del {when(fact.starts_at)}: {fact.why}."


def concluded_line(fact: Concluded) -> Line:
    came = f"; vinieron {names_of(fact.attended)}" if fact.attended else ""
    return name_of(fact.commune), f"informa «{fact.title}» del {when(fact.starts_at)}{came}{_figures(fact)}"


def concluded_notices(fact: Concluded, summary: VacancySummary | None) -> NoticeTexts:
    for cut in _whom(fact):
        yield cut, f"{name_of(fact.commune)} informó qué resultó de «{fact.title}»{_figures(fact)}."


def fair_listed_line(fact: FairListed) -> Line:
    what = f"lleva a «{fact.fair_title}» {seats(fact.seats_left)} de «{fact.vacancy_title}»"
    return name_of(fact.commune), f"{what} de {name_of(fact.vacancy_commune)}"


def fair_listed_notices(fact: FairListed, summary: VacancySummary | None) -> NoticeTexts:
    text = (
        f"«{fact.vacancy_title}» de {name_of(fact.vacancy_commune)}, con {seats(fact.seats_left)} por llenar, "
        f"va a «{fact.fair_title}» de {name_of(fact.commune)}, el {when(fact.starts_at)}."
    )
    for cut in dict.fromkeys((fact.vacancy_commune, fact.commune)):
        yield cut, text


def _whom(fact: Told) -> Iterator[str]:
    """Whoever was told that it is held is told what becomes of it."""
    return iter((EVERYBODY,) if fact.KIND in OPEN_TO_ALL else fact.party)


def _change(fact: Moved) -> str:
    """What is another now, and what it was."""
    before, parts = fact.before, []
    if (fact.starts_at, fact.ends_at) != (before.starts_at, before.ends_at):
        parts.append(f"era el {when(before.starts_at)}, ahora es el {when(fact.starts_at)}")
    if fact.place != before.place:
        parts.append(f"era en {before.place}, ahora es en {fact.place}")
    return "; ".join(parts) or "el recinto reservado es otro"


def _figures(fact: Concluded) -> str:
    parts = [
        count(fact.employers, "empresa", "empresas") if fact.employers else "",
        people(fact.visitors) if fact.visitors else "",
        count(fact.interviews, "entrevista", "entrevistas") if fact.interviews else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f": {said}" if said else ""


_SCHEDULED = FactText(scheduled_line, scheduled_notices)
_MOVED = FactText(moved_line, moved_notices)
_CANCELLED = FactText(cancelled_line, cancelled_notices)
_CONCLUDED = FactText(concluded_line, concluded_notices)

TEXTS: Texts = {
    agenda.FairScheduled: _SCHEDULED,
    agenda.EncuentroScheduled: _SCHEDULED,
    agenda.MeetingScheduled: _SCHEDULED,
    agenda.VisitScheduled: _SCHEDULED,
    agenda.FairMoved: _MOVED,
    agenda.EncuentroMoved: _MOVED,
    agenda.MeetingMoved: _MOVED,
    agenda.VisitMoved: _MOVED,
    agenda.FairCancelled: _CANCELLED,
    agenda.EncuentroCancelled: _CANCELLED,
    agenda.MeetingCancelled: _CANCELLED,
    agenda.VisitCancelled: _CANCELLED,
    agenda.FairConcluded: _CONCLUDED,
    agenda.EncuentroConcluded: _CONCLUDED,
    agenda.MeetingConcluded: _CONCLUDED,
    agenda.VisitConcluded: _CONCLUDED,
    FairListed: FactText(fair_listed_line, fair_listed_notices),
}
