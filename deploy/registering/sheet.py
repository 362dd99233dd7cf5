"""A sheet of people, CSV or XLSX, as rows of text by column name."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from deploy.importing.fields import field_name
from deploy.importing.source import SEPARATORS, WINDOWS, Row
from deploy.machine.errors import OperatorError
from deploy.registering.columns import COLUMNS, NEEDED

WORKBOOK = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
LONGEST = 32_767
"""Characters of the longest cell: more no workbook holds, and in a CSV it is a quote that nobody closed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows, numbered as a spreadsheet shows them (the header is 1), and the columns that nobody reads."""

    rows: tuple[Row, ...]
    ignored: tuple[str, ...]


def read_sheet(path: Path) -> Sheet:
    """The whole sheet. Raises Fault if it cannot be read or a column that is needed is missing."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise OperatorError(f"the file cannot be read: {error.strerror}", path, "name a CSV or XLSX file") from error
    records = _records(content, path)
    header = [field_name(cell) for cell in next(records, [])]
    if missing := [name for name in NEEDED if name not in header]:
        raise OperatorError(f"columns are missing: {', '.join(missing)}", path, "name them in the first row")
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise OperatorError(f"columns stand twice: {', '.join(twice)}", path, "keep one of each")
    ignored = tuple(name for name in header if name and name not in COLUMNS)
    filled = [(n, record) for n, record in enumerate(records, 2) if any(cell.strip() for cell in record)]
    return Sheet(tuple(_row(number, header, record) for number, record in filled), ignored)


def _row(number: int, header: Sequence[str], record: Sequence[str]) -> Row:
    if any(len(cell) > LONGEST for cell in record):
        return Row(number, {}, f"Una celda tiene más de {LONGEST} caracteres: ¿hay unas comillas sin cerrar?")
    if len(record) != len(header):
        return Row(number, {}, f"{len(record)} celdas bajo {len(header)} columnas")
    return Row(number, dict(zip(header, record, strict=True)))


def _records(content: bytes, path: Path) -> Iterator[list[str]]:
    _told_apart(content, path)
    if not content.startswith(WORKBOOK):
        return _csv(content)
    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).active
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as broken:
        raise OperatorError("the workbook cannot be read", path, "save it again as XLSX, or as CSV") from broken
    return _cells(sheet.iter_rows(values_only=True) if sheet is not None else ())


def _told_apart(content: bytes, path: Path) -> None:
    """Raises Fault for what is known and not read."""
    if content.startswith(OLD_WORKBOOK):
        raise OperatorError("this is a workbook of the old kind (.xls)", path, "save it as XLSX, or as CSV (UTF-8)")
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in content.partition(b"\n")[0]
    if wide and not content.startswith(WORKBOOK):
        raise OperatorError("this text is UTF-16, or no text", path, "save it as CSV (UTF-8), or as XLSX")


def _csv(content: bytes) -> Iterator[list[str]]:
    """UTF-8, or what Spanish Windows writes; separated as the header is."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode(WINDOWS, errors="replace")
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    # whatever its length a cell is read to its end, or what is left of it would be taken for rows
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _cells(rows: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    """Rows as wide as the first: a workbook does not keep the empty cells at the end of a row."""
    width = 0
    for row in rows:
        cells = [_text(cell) for cell in row]
        width = width or len(cells)
        while len(cells) > width and not cells[-1]:
            cells.pop()
        yield cells + [""] * (width - len(cells))


def _text(cell: Any) -> str:
    """A cell as people see it: 3 and not 3.0, a day without its midnight."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)
