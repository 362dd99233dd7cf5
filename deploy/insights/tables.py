"""The figures as the tables that an officer reads."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from deploy.insights.read import PeriodFigures
from services.vacancies.queries.answer_times import AnswerTimes
from services.vacancies.queries.insights import Insights
from shared.territory import name_of
from shared.text import count

LEVERS = {"pay": "un mejor sueldo", "transport": "locomoción", "training": "capacitación"}
LISTS = {
    "unfilled": "por qué quedó sin cubrir",
    "declined": "por qué una comuna no tuvo a quién ofrecer",
    "silent": "silencio",
    "released": "por qué se liberó un cupo",
    "closed": "por qué se cerró",
}


def show(console: Console, told: PeriodFigures) -> None:
    """All of it."""
    _insights(console, told.insights)
    _answers(console, told.answers)


def _insights(console: Console, found: Insights) -> None:
    console.print(
        f"{count(found.vacancies, 'vacante', 'vacantes')}, {count(found.seats, 'cupo', 'cupos')}: "
        f"{count(found.filled, 'lleno', 'llenos')}, {count(found.held, 'reservado', 'reservados')}, "
        f"{found.missing} por llenar; {count(found.people_placed, 'persona colocada', 'personas colocadas')}",
        highlight=False,
    )
    console.print(_table("Qué abriría los cupos que faltan", ("", "vacantes", "cupos", "solo eso"), _levers(found)))
    reasons = [(LISTS.get(r.list, r.list), r.text, str(r.times)) for r in found.reasons]
    if reasons:
        console.print(_table("Motivos", ("lista", "motivo", "veces"), reasons))
    offices = [
        (name_of(o.commune), str(o.called), str(o.offered), str(o.declined), str(o.silent), _took(o.median_minutes))
        for o in found.offices
    ]
    title = "Cómo respondieron las oficinas"
    if offices:
        columns = ("comuna", "consultas", "ofreció", "sin candidatos", "silencio", "mediana")
        console.print(_table(title, columns, offices))


def _levers(found: Insights) -> list[tuple[str, ...]]:
    return [(LEVERS[x.lever], str(x.vacancies), str(x.seats), str(x.alone)) for x in found.levers]


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for n, column in enumerate(columns):
        table.add_column(column, justify="left" if n == 0 or column == "motivo" else "right")
    for row in rows:
        table.add_row(*row)
    return table


def _took(minutes: float | None) -> str:
    if minutes is None:
        return "—"
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.0f} h"


def _answers(console: Console, found: AnswerTimes) -> None:
    rows = [
        (name, str(t.asked), str(t.answered), str(t.silent), _hours(t.median_hours), _hours(t.p90_hours))
        for name, t in [*((name_of(o.commune), o) for o in found.offices), ("la Mesa", found.mesa)]
    ]
    columns = ("comuna", "vacantes", "respondidas", "en silencio", "mediana", "p90")
    console.print(_table("Cuánto esperan las empresas una respuesta (horas hábiles)", columns, rows))
    for silent in found.silent[:5]:
        who = f"{silent.folio or silent.vacancy_id} {silent.employer}, «{silent.title}»"
        console.print(f"  espera hace {silent.waiting_hours:g} h: {who} ({name_of(silent.commune)})", markup=False)


def _hours(hours: float | None) -> str:
    return "—" if hours is None else f"{hours:g} h"
