"""Of a vacancy and the calls for it."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import FactText, Line, NoticeTexts, Texts, changed, others, seats
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
from shared.territory import name_of, names_of
from shared.text import when


def posted_line(fact: VacancyPosted) -> Line:
    what = f"publica «{fact.profile.title}» de {fact.profile.employer}: {seats(fact.seats)}"
    return name_of(fact.commune), f"{what}; plazo propio hasta el {when(fact.local_until)}"


def posted_notices(fact: VacancyPosted, summary: VacancySummary | None) -> NoticeTexts:
    until = f"La propia comuna tiene plazo hasta el {when(fact.local_until)}; después se pregunta a las vecinas."
    yield fact.commune, f"Se publicó «{fact.profile.title}»{_folio(fact.folio)} con {seats(fact.seats)}. {until}"


def amended_line(fact: VacancyAmended) -> Line:
    now = f": ahora {seats(fact.seats)}" if "seats" in fact.changed else ""
    return name_of(fact.commune), f"cambia {changed(fact.changed)}{now}"


def amended_notices(fact: VacancyAmended, summary: VacancySummary | None) -> NoticeTexts:
    now = f" Ahora son {seats(fact.seats)}." if "seats" in fact.changed else ""
    text = f"{name_of(fact.commune)} cambió {changed(fact.changed)} de «{fact.profile.title}».{now}"
    for cut in (fact.commune, *others(fact.commune, summary)):
        yield cut, text


def unfilled_line(fact: VacancyUnfilled) -> Line:
    silent = f" Sin respuesta a tiempo: {names_of(fact.silent)}." if fact.silent else ""
    left = seats(fact.seats_left)
    if fact.exhausted:
        return name_of(fact.commune), f"no queda a quién preguntar por {left}: a la próxima feria.{silent}"
    until = f", respuesta hasta el {when(fact.answer_by)}" if fact.answer_by else ""
    what = f"pide ayuda a {names_of(fact.invited)} con {left}{until} ({fact.reason.text}).{silent}"
    return name_of(fact.commune), what


def unfilled_notices(fact: VacancyUnfilled, summary: VacancySummary | None) -> NoticeTexts:
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


def filled_line(fact: VacancyFilled) -> Line:
    by = "; ".join(f"{name_of(cut)} {number}" for cut, number in sorted(fact.by.items()))
    whole = f"sus {seats(fact.seats)}" if fact.seats > 1 else "su único cupo"
    return name_of(fact.commune), f"llena {whole}: {by}"


def filled_notices(fact: VacancyFilled, summary: VacancySummary | None) -> NoticeTexts:
    by = "; ".join(f"{name_of(cut)}: {number}" for cut, number in sorted(fact.by.items()))
    text = f"«{fact.title}» de {name_of(fact.commune)} quedó con sus {seats(fact.seats)} llenos ({by})."
    part = {*fact.by, *(p.commune for p in fact.passed_over)}
    for cut in (fact.commune, *others(fact.commune, summary, part)):
        yield cut, text


def closed_line(fact: VacancyClosed) -> Line:
    return name_of(fact.commune), f"cierra con {fact.filled} de {seats(fact.seats)}: {fact.why.text}"


def closed_notices(fact: VacancyClosed, summary: VacancySummary | None) -> NoticeTexts:
    text = (
        f"«{fact.title}» de {name_of(fact.commune)} se cerró con {fact.filled} de {seats(fact.seats)} llenos. "
        f"Motivo: {fact.why.text}."
    )
    part = {*fact.by, *(p.commune for p in fact.passed_over)}
    for cut in (fact.commune, *others(fact.commune, summary, part)):
        yield cut, text


def linked_line(fact: VacancyLinked) -> Line:
    other = fact.twin_folio or fact.twin_of
    return name_of(fact.commune), f"queda unida a {other} de {name_of(fact.twin_commune)}: {fact.why.text}"


def linked_notices(fact: VacancyLinked, summary: VacancySummary | None) -> NoticeTexts:
    other = fact.twin_folio or fact.twin_of
    text = (
        f"«{fact.title}»{_folio(fact.folio)} parece ser la misma que {other} de {name_of(fact.twin_commune)}: "
        f"{fact.why.text}. No se pregunta a nadie por ella. Si es otra, sepárela."
    )
    yield fact.commune, text
    if fact.twin_commune != fact.commune:
        yield fact.twin_commune, f"{name_of(fact.commune)} publicó lo mismo que su vacante {other}: quedaron unidas."


def parted_line(fact: VacancyParted) -> Line:
    return name_of(fact.commune), "queda separada y se publica por su cuenta"


def parted_notices(fact: VacancyParted, summary: VacancySummary | None) -> NoticeTexts:
    yield fact.commune, f"«{fact.title}» quedó separada de la otra igual y publicada por su cuenta."


def call_ended_line(fact: CallEnded) -> Line:
    who = f"respondieron {names_of(fact.answered)}" if fact.answered else "no respondió ninguna"
    return name_of(fact.commune), f"termina la ronda {fact.tier}: {who}. {fact.why.text}"


def call_ended_notices(fact: CallEnded, summary: VacancySummary | None) -> NoticeTexts:
    if summary is None:
        return
    who = f"Respondieron {names_of(fact.answered)}." if fact.answered else "No respondió ninguna."
    yield fact.commune, f"Terminó la ronda {fact.tier} por «{summary.title}». {fact.why.text}. {who}"


def call_unanswered_line(fact: CallUnanswered) -> Line:
    return name_of(fact.office), f"guardó silencio hasta el {when(fact.answer_by)}: {fact.code.text}"


def call_unanswered_notices(fact: CallUnanswered, summary: VacancySummary | None) -> NoticeTexts:
    yield (
        fact.office,
        f"Pasó el plazo para responder por «{fact.title}» de {name_of(fact.commune)}: era hasta el "
        f"{when(fact.answer_by)}. Mientras queden cupos todavía pueden ofrecer candidatos.",
    )


def call_extended_line(fact: CallExtended) -> Line:
    who = names_of(fact.waiting_for)
    what = f"da plazo a {who} hasta el {when(fact.answer_by)}: el bus estuvo caído {fact.down_minutes} minutos hábiles"
    return name_of(fact.commune), what


def call_extended_notices(fact: CallExtended, summary: VacancySummary | None) -> NoticeTexts:
    text = (
        f"Nuestro sistema estuvo caído {fact.down_minutes} minutos hábiles: hay plazo hasta el "
        f"{when(fact.answer_by)} para responder por «{fact.title}»."
    )
    for cut in (*fact.waiting_for, fact.commune):
        yield cut, text


def _folio(folio: str | None) -> str:
    return f" ({folio})" if folio else ""


TEXTS: Texts = {
    VacancyPosted: FactText(posted_line, posted_notices),
    VacancyAmended: FactText(amended_line, amended_notices),
    VacancyUnfilled: FactText(unfilled_line, unfilled_notices),
    VacancyFilled: FactText(filled_line, filled_notices),
    VacancyClosed: FactText(closed_line, closed_notices),
    VacancyLinked: FactText(linked_line, linked_notices),
    VacancyParted: FactText(parted_line, parted_notices),
    CallEnded: FactText(call_ended_line, call_ended_notices),
    CallUnanswered: FactText(call_unanswered_line, call_unanswered_notices),
    CallExtended: FactText(call_extended_line, call_extended_notices),
}
