"""The report of the Mesa for mayors, the Asociación Punilla and the Gobierno Regional: a page, a PDF, a sheet (CSV)."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from fastapi import Response

from services.notifications.board import words as w
from services.notifications.board.pages.drawn import HEADERS, ROOM, drawn, page
from services.notifications.board.pages.mesa_told import told
from services.notifications.board.pages.period import Period, period_of
from services.notifications.board.pages.report_told import Paper, paper
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view
from shared.http.problems import Problem
from shared.press import PRESS, NoPressError
from shared.text import listed

router = PageRouter()
STYLE = (ROOM / "files" / "report.css").read_text(encoding="utf-8")
NO_PDF = "Aquí no se puede hacer PDF. Abra el informe e imprímalo desde el navegador."
NUMBER = re.compile(r"-?[\d.]+(,\d+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With what a cell begins that a spreadsheet takes for a formula. Source: OWASP, «CSV Injection»."""

HIDES = (
    "Los números de personas de 1 a 4 no se muestran: dicen «menos de 5». Donde un total los delataría, otro número"
    " dice «reservado»."
)


@router.get("/la-mesa/informe")
async def html(signed: SignedIn, desde: str = "", hasta: str = "") -> Response:
    values = await _values(signed, desde, hasta)
    response: Response = page("report.html", {**values, "style": ""})
    return response


@router.get("/la-mesa/informe.pdf")
async def pdf(signed: SignedIn, desde: str = "", hasta: str = "") -> Response:
    """Raises Problem 503 on a machine without Pango, TransientError while too many others wait."""
    values = await _values(signed, desde, hasta)
    try:
        printed = await PRESS.pressed(drawn("report.html", {**values, "style": STYLE}))
    except NoPressError:
        raise Problem(503, "unavailable", detail=NO_PDF) from None
    return _file(printed, "application/pdf", f'inline; filename="{_name(values["period"])}.pdf"')


@router.get("/la-mesa/informe.csv")
async def sheet(signed: SignedIn, desde: str = "", hasta: str = "") -> Response:
    """As Excel opens it in Chile: semicolons, decimal commas, and a mark (BOM) that says it is UTF-8."""
    values = await _values(signed, desde, hasta)
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(_lines(values["paper"], values["made"]))
    name = f'attachment; filename="{_name(values["period"])}.csv"'
    return _file(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", name)


async def _values(signed: Signed, desde: str, hasta: str) -> dict[str, Any]:
    require_view("offices_reciprocity")
    period = period_of(desde, hasta, signed.now)
    newest = await signed.desk.newest()
    found = await told(signed.desk.read, period)
    return {
        "period": period,
        "paper": await paper(found),
        "offices": listed([w.commune(one) for one in found.offices]),
        "made": f"Hecho el {w.day(signed.now)} de {w.local(signed.now).year} a las {w.clock(signed.now)},"
        f" con los hechos de la Mesa hasta el número {w.decimal(newest)}.",
        "hides": HIDES,
    }


def _lines(made: Paper, said: str) -> Iterator[list[str]]:
    yield [safe(made.title)]
    for table in made.tables:
        yield []
        yield [safe(table.name)]
        yield [safe(head) for head in (table.of, *table.heads)]
        for name, cells in table.rows:
            yield [safe(text) for text in (name, *(cell.text for cell in cells))]
        yield ["Fuente", safe(table.source)]
    yield []
    yield [safe(said), *([HIDES] if made.hides else [])]


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: what begins like one and is no number gets an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA) and not NUMBER.fullmatch(text) else text


def _name(period: Period) -> str:
    return f"informe-mesa-{period.first}-{period.last}"


def _file(content: bytes, kind: str, disposition: str) -> Response:
    return Response(content, media_type=kind, headers={**HEADERS, "Content-Disposition": disposition})
