"""Of how fairs and encuentros are prepared, and of what came of them."""

from collections.abc import Iterable

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import EVERYBODY, FactText, Line, NoticeTexts, Texts
from shared.contracts.agenda import (
    ActivityPrepared,
    Chain,
    EmployerConfirmed,
    EmployerDeclined,
    EmployerInvited,
    FairCounted,
    FairInterviewed,
    TaskDone,
    TaskGiven,
    TaskLate,
)
from shared.territory import name_of
from shared.text import count, day, listed, pesos, when

STEPS = (
    ("visitors", "visita", "visitas"),
    ("interviews", "entrevista", "entrevistas"),
    ("referred", "derivación", "derivaciones"),
    ("placed", "colocación", "colocaciones"),
    ("verified", "colocación verificada", "colocaciones verificadas"),
)


def prepared_line(fact: ActivityPrepared) -> Line:
    return name_of(fact.commune), f"planifica «{fact.title}»: {count(len(fact.tasks), 'tarea', 'tareas')}"


def prepared_notices(fact: ActivityPrepared, summary: VacancySummary | None) -> NoticeTexts:
    for cut in dict.fromkeys((*(task.owner for task in fact.tasks), *(cost.commune for cost in fact.costs))):
        mine = [task for task in fact.tasks if task.owner == cut]
        pays = sum(cost.pesos for cost in fact.costs if cost.commune == cut)
        parts = [f"sus tareas son {_tasks(mine)}"] if mine else []
        parts += [f"su aporte es de {pesos(pays)}"] if pays else []
        if parts:
            yield cut, f"Para «{fact.title}» del {day(fact.starts_at)}, {'; '.join(parts)}."


def done_line(fact: TaskDone) -> Line:
    return name_of(fact.owner), f"termina una tarea de «{fact.title}»: {fact.what}"


def done_notices(fact: TaskDone, summary: VacancySummary | None) -> NoticeTexts:
    yield fact.commune, f"{name_of(fact.owner)} terminó una tarea de «{fact.title}»: {fact.what}."


def late_line(fact: TaskLate) -> Line:
    return name_of(fact.owner), f"se atrasa en una tarea de «{fact.title}»: {fact.what}, era para el {day(fact.due_on)}"


def late_notices(fact: TaskLate, summary: VacancySummary | None) -> NoticeTexts:
    for cut in dict.fromkeys((fact.owner, fact.commune)):
        yield cut, f"Atrasada en «{fact.title}»: {fact.what}. Era para el {day(fact.due_on)}, de {name_of(fact.owner)}."


def invited_line(fact: EmployerInvited) -> Line:
    return name_of(fact.office), f"invita a «{fact.employer}» a «{fact.title}»"


def invited_notices(fact: EmployerInvited, summary: VacancySummary | None) -> NoticeTexts:
    text = f"{name_of(fact.office)} invitó a «{fact.employer}» a «{fact.title}» del {when(fact.starts_at)}."
    yield EVERYBODY, f"{text} No hace falta que otra oficina la llame por esto."


def confirmed_line(fact: EmployerConfirmed) -> Line:
    booth = f", puesto {fact.booth}" if fact.booth else ""
    return name_of(fact.office), f"confirma a «{fact.employer}» en «{fact.title}»{booth}"


def confirmed_notices(fact: EmployerConfirmed, summary: VacancySummary | None) -> NoticeTexts:
    booth = f", en el puesto {fact.booth}" if fact.booth else ""
    for cut in dict.fromkeys((fact.commune, fact.office)):
        yield cut, f"«{fact.employer}» viene a «{fact.title}»{booth}."


def declined_line(fact: EmployerDeclined) -> Line:
    return name_of(fact.office), f"informa que «{fact.employer}» no va a «{fact.title}»"


def declined_notices(fact: EmployerDeclined, summary: VacancySummary | None) -> NoticeTexts:
    for cut in dict.fromkeys((fact.commune, fact.office)):
        yield cut, f"«{fact.employer}» no viene a «{fact.title}»."


def interviewed_line(fact: FairInterviewed) -> Line:
    return name_of(fact.commune), f"entrevista en su feria a {fact.candidate_ref[:10]} para {fact.vacancy_id[:8]}"


def counted_line(fact: FairCounted) -> Line:
    return name_of(fact.commune), f"cuenta «{fact.title}»{_since(fact)}: {_chain(fact.mesa)}"


def counted_notices(fact: FairCounted, summary: VacancySummary | None) -> NoticeTexts:
    yield EVERYBODY, f"«{fact.title}» de {name_of(fact.commune)}{_since(fact)}: {_chain(fact.mesa)}."


def _tasks(tasks: Iterable[TaskGiven]) -> str:
    return listed([f"{task.what} (hasta el {day(task.due_on)})" for task in tasks])


def _since(fact: FairCounted) -> str:
    return f", {count(fact.months, 'mes', 'meses')} después" if fact.months else ""


def _chain(chain: Chain) -> str:
    """«212 visitas, 40 entrevistas, menos de 5 derivaciones»; what nobody did is left out but for the visits."""
    parts = []
    for name, one, several in STEPS:
        number = getattr(chain, name)
        if number is None:
            parts.append(f"menos de 5 {several}")
        elif number or name == "visitors":
            parts.append(count(number, one, several))
    return listed(parts)


TEXTS: Texts = {
    ActivityPrepared: FactText(prepared_line, prepared_notices),
    TaskDone: FactText(done_line, done_notices),
    TaskLate: FactText(late_line, late_notices),
    EmployerInvited: FactText(invited_line, invited_notices),
    EmployerConfirmed: FactText(confirmed_line, confirmed_notices),
    EmployerDeclined: FactText(declined_line, declined_notices),
    FairInterviewed: FactText(interviewed_line, nobody="it credits the host when the person is placed"),
    FairCounted: FactText(counted_line, counted_notices),
}
