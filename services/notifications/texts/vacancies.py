"""Of a vacancy and the calls for it."""

from services.notifications.model import VacancySummary
from services.notifications.spanish import changed, name_of, names_of, when
from services.notifications.texts.words import NoticeTexts, others, seats
from shared.contracts.vacancies import (
    CallEnded,
    CallExtended,
    CallUnanswered,
    VacancyAmended,
    VacancyClosed,
    VacancyFilled,
    VacancyLinked,
    VacancyParted,
    VacancyPosted,
    VacancyUnfilled,
)


def posted(fact: VacancyPosted, known: VacancySummary | None) -> NoticeTexts:
    until = f"La propia comuna tiene plazo hasta el {when(fact.local_until)}; después se pregunta a las vecinas."
    yield fact.commune, f"Se publicó «{fact.profile.title}»{_folio(fact.folio)} con {seats(fact.seats)}. {until}"


def amended(fact: VacancyAmended, known: VacancySummary | None) -> NoticeTexts:
    now = f" Ahora son {seats(fact.seats)}." if "seats" in fact.changed else ""
    text = f"{name_of(fact.commune)} cambió {changed(fact.changed)} de «{fact.profile.title}».{now}"
    for cut in (fact.commune, *others(fact.commune, known)):
        yield cut, text


def unfilled(fact: VacancyUnfilled, known: VacancySummary | None) -> NoticeTexts:
    title, left = f"«{fact.profile.title}»{_folio(fact.folio)}", seats(fact.seats_left)
    until = f" hasta el {when(fact.answer_by)}" if fact.answer_by else ""
    silent = f" En la ronda anterior no respondió a tiempo: {names_of(fact.silent)}." if fact.silent else ""
    for cut in fact.invited:
        yield (
            cut,
            f"{name_of(fact.commune)} pide ayuda con {left} de {title}. Pueden ofrecer candidatos{until}. "
            f"Motivo: {fact.reason.text}.",
        )
    if fact.exhausted:
        yield fact.commune, f"No queda comuna a quién preguntar por {left} de {title}: van a la próxima feria.{silent}"
    else:
        yield fact.commune, f"Se pidió ayuda a {names_of(fact.invited)} con {left} de {title}{until}.{silent}"


def filled(fact: VacancyFilled, known: VacancySummary | None) -> NoticeTexts:
    by = "; ".join(f"{name_of(cut)}: {number}" for cut, number in sorted(fact.by.items()))
    text = f"«{fact.title}» de {name_of(fact.commune)} quedó con sus {seats(fact.seats)} llenos ({by})."
    part = {*fact.by, *(p.commune for p in fact.passed_over)}
    for cut in (fact.commune, *others(fact.commune, known, part)):
        yield cut, text


def closed(fact: VacancyClosed, known: VacancySummary | None) -> NoticeTexts:
    text = (
        f"«{fact.title}» de {name_of(fact.commune)} se cerró con {fact.filled} de {seats(fact.seats)} llenos. "
        f"Motivo: {fact.why.text}."
    )
    part = {*fact.by, *(p.commune for p in fact.passed_over)}
    for cut in (fact.commune, *others(fact.commune, known, part)):
        yield cut, text


def linked(fact: VacancyLinked, known: VacancySummary | None) -> NoticeTexts:
    other = fact.twin_folio or fact.twin_of
    text = (
        f"«{fact.title}»{_folio(fact.folio)} parece ser la misma que {other} de {name_of(fact.twin_commune)}: "
        f"{fact.why.text}. No se pregunta a nadie por ella. Si es otra, sepárela."
    )
    yield fact.commune, text
    if fact.twin_commune != fact.commune:
        yield fact.twin_commune, f"{name_of(fact.commune)} publicó lo mismo que su vacante {other}: quedaron unidas."


def parted(fact: VacancyParted, known: VacancySummary | None) -> NoticeTexts:
    yield fact.commune, f"«{fact.title}» quedó separada de la otra igual y publicada por su cuenta."


def call_ended(fact: CallEnded, known: VacancySummary | None) -> NoticeTexts:
    if known is None:
        return
    who = f"Respondieron {names_of(fact.answered)}." if fact.answered else "No respondió ninguna."
    yield fact.commune, f"Terminó la ronda {fact.tier} por «{known.title}». {fact.why.text}. {who}"


def call_unanswered(fact: CallUnanswered, known: VacancySummary | None) -> NoticeTexts:
    yield (
        fact.office,
        f"Pasó el plazo para responder por «{fact.title}» de {name_of(fact.commune)}: era hasta el "
        f"{when(fact.answer_by)}. Mientras queden cupos todavía pueden ofrecer candidatos.",
    )


def call_extended(fact: CallExtended, known: VacancySummary | None) -> NoticeTexts:
    text = (
        f"Nuestro sistema estuvo caído {fact.down_minutes} minutos hábiles: hay plazo hasta el "
        f"{when(fact.answer_by)} para responder por «{fact.title}»."
    )
    for cut in (*fact.waiting_for, fact.commune):
        yield cut, text


def _folio(folio: str | None) -> str:
    return f" ({folio})" if folio else ""
