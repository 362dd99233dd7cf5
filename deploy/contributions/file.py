"""A contribution file: CSV with `rut` or `candidato`, `periodo` (2026-04 or 04-2026) and `dias`, one person a row."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stdnum.cl import rut as registry

from deploy.machine.errors import OperatorError
from shared.text import plain

PERSON = ("rut", "run", "candidato", "candidate_ref")
PERIOD = ("periodo", "mes", "period")
DAYS = ("dias", "dias cotizados", "days")
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


def read_lines(path: Path) -> list[ContributionRow]:
    """Every row. Raises Fault for a file that is no contribution file."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise OperatorError(f"the file cannot be read: {error.strerror}", path, "name a CSV file") from error
    text = _decoded(raw)
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    names = {plain(name or "").strip(): name for name in rows.fieldnames or ()}
    columns = [next((names[n] for n in wanted if n in names), None) for wanted in (PERSON, PERIOD, DAYS)]
    if None in columns:
        do = "it needs the columns rut (or candidato), periodo and dias"
        raise OperatorError("this is no contribution file", path, do, code=2)
    person, period, days = (column or "" for column in columns)
    return list(_lines(rows, person, period, days))


def _lines(rows: "csv.DictReader[str]", person: str, period: str, days: str) -> Iterator[ContributionRow]:
    is_rut = plain(person).strip() in ("rut", "run")
    for number, row in enumerate(rows, start=1):
        yield _line(number, row, (person, period, days), is_rut)


def _line(number: int, row: Mapping[str, str | None], names: tuple[str, str, str], is_rut: bool) -> ContributionRow:
    who, when, many = ((row.get(name) or "").strip() for name in names)
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


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
