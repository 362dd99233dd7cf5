"""The report of a period as tables of text: what is drawn as a page, as PDF and as CSV, so the same in all three."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from services.notifications.board import words as w
from services.notifications.board.counts import Figure
from services.notifications.board.hidden import Mark
from services.notifications.board.pages import charts
from services.notifications.board.pages.mesa_told import PEOPLE, WORK, Column, Told, address
from services.notifications.board.pages.period import Period, of_month
from services.notifications.board.reported import MESA, People, Report, report
from shared.text import count, decimal

OTHERS = tuple(column.figure for column in PEOPLE if column.figure != Figure.PLACED)
DECLARED, ANSWERS = "placement.declared", "offer.made y offer.declined, desde vacancy.unfilled"


class Cell(NamedTuple):
    """A number as it reads, and where its facts are; empty: it is hidden, or there are none."""

    text: str
    address: str = ""


class Table(NamedTuple):
    """A table of the report. `heads`: of its columns, after that of the rows; `rows`: each with its name."""

    name: str
    of: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    source: str


class Paper(NamedTuple):
    """A report. `pictures`: by the name of the table that says the same."""

    title: str
    tables: Sequence[Table]
    pictures: dict[str, Markup]
    hides: bool


async def paper(t: Told) -> Paper:
    """The report of a period, with the numbers of people hidden from whom a person could be known."""
    months = {(one, month): round(t.monthly.get((one, month), 0)) for one in t.offices for month in t.months}
    people = People(
        offices=t.offices,
        pairs={pair: round(number) for pair, number in t.placed.items()},
        months=months,
        others={each.value: {one: round(t.of(each, one)) for one in t.offices} for each in OTHERS},
    )
    # what is hidden is searched for: the loop goes on meanwhile
    shown = await asyncio.to_thread(report, people)
    whole = shown.shown("placed", MESA)
    title = f"{whole} colocaciones" if isinstance(whole, Mark) else count(whole, "colocación", "colocaciones")
    of_people = (_of_people(t, shown), _alone(t, shown), _of_pairs(t, shown), _of_months(t, shown))
    tables = (*of_people, _of_work(t), _of_hours(t))
    return Paper(f"{title}: {t.period.told}", tables, _pictures(t, shown), bool(shown.hidden))


def _number(number: float | Mark, where: str) -> Cell:
    if isinstance(number, Mark):
        return Cell(number.value)
    return Cell(decimal(number), where if number else "")


def _rows(t: Told) -> Sequence[tuple[str, str]]:
    """The offices and the Mesa, each with its name."""
    return [*((one, w.commune(one)) for one in t.offices), (MESA, "Mesa")]


def _of_people(t: Told, shown: Report) -> Table:
    rows = []
    for one, name in _rows(t):
        keys = [("placed" if column.figure is Figure.PLACED else column.figure.value, column) for column in PEOPLE]
        cells = [_number(shown.shown(key, one), address(t.period, column.figure, one)) for key, column in keys]
        rows.append((name, [*cells, _credit(t, shown, one)]))
    heads = [*(column.head for column in PEOPLE), "Crédito"]
    return Table("Personas, por oficina", "Oficina", heads, rows, f"{_sources(PEOPLE)}; crédito: placement.*")


def _of_work(t: Told) -> Table:
    rows = []
    for one, name in _rows(t):
        where = address(t.period, Figure.ANSWERED, one)
        answered = t.hours.get(one)
        hours = Cell(decimal(round(answered.median, 1)), where) if answered else Cell("–")
        cells = [_number(t.of(each.figure, one or None), address(t.period, each.figure, one)) for each in WORK]
        rows.append((name, [*cells, hours]))
    heads = [*(column.head for column in WORK), "Respuesta (h)"]
    return Table("Trabajo de las oficinas", "Oficina", heads, rows, f"{_sources(WORK)}; respuesta: {ANSWERS}")


def _sources(columns: Sequence[Column]) -> str:
    return ", ".join(f"{column.head.lower()}: {column.source}" for column in columns)


def _credit(t: Told, shown: Report, one: str) -> Cell:
    """Credit is shared from placements, also to who held a fair: it is hidden where any of their numbers is."""
    if shown.hides_credit:
        return Cell(Mark.KEPT.value)
    credit = t.of(Figure.CREDIT, one or None)
    return Cell(decimal(round(credit / 1000, 1)), address(t.period, Figure.CREDIT, one) if credit else "")


def _alone(t: Told, shown: Report) -> Table:
    rows = []
    for one, name in _rows(t):
        received, whole = (("received", one), ("with", one)) if one else (("given", MESA), ("placed", MESA))
        cells = [
            _number(shown.shown("alone", one), address(t.period, Figure.PLACED, one, one, "propias")),
            _number(shown.shown(*received), address(t.period, Figure.PLACED, en=one, entre="ajenas")),
            _number(shown.shown(*whole), address(t.period, Figure.PLACED, en=one)),
            _number(shown.shown("given", one), address(t.period, Figure.PLACED, one, entre="ajenas")),
        ]
        rows.append((name, cells))
    heads = ["Sola, con su propia gente", "Con gente de otras comunas", "Con la Mesa", "Gente suya en otras comunas"]
    source = f"{DECLARED}; la oficina de la fila es la que publicó la vacante, y en la última columna la que encontró"
    return Table("Cada comuna sola, y con la Mesa", "Oficina", heads, rows, source)


def _of_pairs(t: Told, shown: Report) -> Table:
    rows = []
    for by in t.offices:
        cells = [_number(shown.shown("pair", by, to), address(t.period, Figure.PLACED, by, to)) for to in t.offices]
        cells.append(_number(shown.shown("placed", by), address(t.period, Figure.PLACED, by)))
        rows.append((w.commune(by), cells))
    last = [_number(shown.shown("with", to), address(t.period, Figure.PLACED, en=to)) for to in t.offices]
    rows.append(("Mesa", [*last, _number(shown.shown("placed", MESA), address(t.period, Figure.PLACED))]))
    heads = [*(f"Para {w.commune(to)}" for to in t.offices), "Mesa"]
    return Table("Quién encontró, y para quién", "Encontró", heads, rows, DECLARED)


def _of_months(t: Told, shown: Report) -> Table:
    rows = []
    for month in t.months:
        over = Period(max(month, t.period.first), of_month(month, t.period.last).last)
        cells = [
            _number(shown.shown("month", one, month), address(over, Figure.PLACED, one)) for one in [*t.offices, MESA]
        ]
        rows.append((w.month(month).capitalize(), cells))
    return Table("Colocaciones por mes", "Mes", [name for _, name in _rows(t)], rows, DECLARED)


def _of_hours(t: Told) -> Table:
    rows = []
    for one, name in _rows(t):
        if answered := t.hours.get(one):
            where = address(t.period, Figure.ANSWERED, one)
            hours = [Cell(decimal(round(number, 1)), where) for number in (answered.median, answered.ninth)]
            rows.append((name, [*hours, Cell(decimal(answered.answers), where)]))
    heads = ["Mediana (h)", "Nueve de cada diez (h)", "Respuestas"]
    source = f"{ANSWERS}; horas hábiles de la oficina que responde"
    return Table("Horas hábiles hasta responder a una vecina", "Oficina", heads, rows, source)


def _pictures(t: Told, shown: Report) -> dict[str, Markup]:
    """What is hidden is not drawn, and its bar says so."""
    columns, parts = [], []
    for month in t.months:
        whole = shown.shown("month", MESA, month)
        columns.append((f"{month:%m}-{month:%y}", whole.value if isinstance(whole, Mark) else decimal(whole)))
    for one in t.offices:
        numbers = [shown.shown("month", one, month) for month in t.months]
        parts.append((one, [0 if isinstance(number, Mark) else number for number in numbers]))
    spans = [(one, t.hours[one].median, t.hours[one].ninth) for one in t.offices if one in t.hours]
    months = charts.bars(columns, parts, "Colocaciones por mes; la tabla dice lo mismo")
    found = {"Colocaciones por mes": charts.on_paper(months, t.offices, "m")} if any(any(n) for _, n in parts) else {}
    if spans:
        drawn = charts.spans(spans, "Horas hasta responder; la tabla dice lo mismo")
        found["Horas hábiles hasta responder a una vecina"] = charts.on_paper(drawn, t.offices, "h")
    return found
