"""Sheets that are workbooks (XLSX): the first page, cells as people see them."""

import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from shared.errors import OperatorError

MOST_UNPACKED = 200_000_000
"""Octets of all parts of a workbook, as it states them; no part is unpacked beyond what it states."""

_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def is_workbook(path: Path) -> bool:
    return _head(path) == _WORKBOOK


def is_old(path: Path) -> bool:
    """Whether it is of the kind before XLSX."""
    return _head(path) == _OLD_WORKBOOK


def records(path: Path) -> Iterator[list[str]]:
    """Rows as wide as the first: a workbook does not keep the empty cells at the end of a row. Raises OperatorError."""
    with path.open("rb") as file:
        try:
            _require_bearable(file, path)
            book = load_workbook(file, read_only=True, data_only=True)
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


def _require_bearable(file: IO[bytes], path: Path) -> None:
    """Raises OperatorError for a workbook that is too large when it is unpacked."""
    with zipfile.ZipFile(file) as packed:
        size = sum(part.file_size for part in packed.infolist())
    if size > MOST_UNPACKED:
        what = f"the workbook unpacks to {size // 1_000_000} MB, and {MOST_UNPACKED // 1_000_000} are read at most"
        raise OperatorError(what, path, "save what is needed of it as CSV")


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
