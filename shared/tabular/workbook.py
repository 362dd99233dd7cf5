"""Sheets that are workbooks (XLSX): the first page, cells as people see them."""

import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from shared.errors import OperatorError

_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def is_workbook(path: Path) -> bool:
    return _head(path) == _WORKBOOK


def is_old(path: Path) -> bool:
    """Whether it is of the kind before XLSX."""
    return _head(path) == _OLD_WORKBOOK


def records(path: Path) -> Iterator[list[str]]:
    """Rows as wide as the first: a workbook does not keep the empty cells at the end of a row. Raises OperatorError."""
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as broken:
        raise OperatorError("the workbook cannot be read", path, "save it again as XLSX, or as CSV") from broken
    with closing(book):
        page, width = book.active, 0
        for row in page.iter_rows(values_only=True) if page is not None else ():
            cells = [_text(cell) for cell in row]
            width = width or len(cells)
            while len(cells) > width and not cells[-1]:
                cells.pop()
            yield cells + [""] * (width - len(cells))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _text(cell: Any) -> str:
    """A cell as people see it: 3 and not 3.0, a day without its midnight."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)
