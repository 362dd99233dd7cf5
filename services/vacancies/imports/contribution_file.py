"""A contribution file: CSV with `rut` or `candidato`, `periodo` (2026-04 or 04-2026) and `dias`, one person a row."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from stdnum.cl import rut as registry

from shared.tabular import Kind, Layout, Row, open_sheet

PERSON = ("rut", "run", "candidato", "candidate ref")
PERIOD = ("periodo", "mes", "period")
DAYS = ("dias", "dias cotizados", "days")
LAYOUT = Layout(
    kinds=(Kind.CSV,),
    needed=(PERSON, PERIOD, DAYS),
    what_to_do="a contribution file has the columns rut (or candidato), periodo and dias",
)
_PERIOD = re.compile(r"(?:(\d{4})[-/](0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])[-/](\d{4}))")


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """One row, the first under the header is 1: the person, the month, the days; or why it cannot be read."""

    number: int
    person: str = field(default="", repr=False)
    is_rut: bool = False
    period: str = ""
    days: int = 0
    reason: str = ""
    text: str = ""


def read_contributions(path: Path) -> list[ContributionRow]:
    """Every row. Raises OperatorError for a file that is no contribution file."""
    return [_contribution(row) for row in open_sheet(path, LAYOUT).rows()]


def _contribution(row: Row) -> ContributionRow:
    number = row.number
    if row.broken:
        return ContributionRow(number, reason="row_unreadable", text=f"La fila no se puede leer: {row.broken}")
    is_rut = any(name in row.cells for name in ("rut", "run"))
    who, when, many = (next(row.cells[n].strip() for n in names if n in row.cells) for names in LAYOUT.needed)
    if is_rut and not registry.is_valid(who):
        return ContributionRow(
            number, reason="rut_invalid", text="El RUT no es válido: revise el número y su dígito verificador"
        )
    if not who:
        return ContributionRow(number, reason="person_missing", text="Falta la persona")
    month = _PERIOD.fullmatch(when)
    if month is None:
        return ContributionRow(
            number, reason="period_unreadable", text=f"¿Qué mes es «{when[:20]}»? Escríbalo como 2026-04"
        )
    if not many.isdigit() or int(many) > 31:
        return ContributionRow(number, reason="days_unreadable", text=f"¿Cuántos días son «{many[:20]}»? Van de 0 a 31")
    year, number_of_month = (month[1], month[2]) if month[1] else (month[4], month[3])
    return ContributionRow(
        number, registry.compact(who) if is_rut else who, is_rut, f"{year}-{int(number_of_month):02d}", int(many)
    )
