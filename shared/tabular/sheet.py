"""One reader for every sheet: the kind of file, its encoding, its header, and its rows as a stream."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from shared.errors import OperatorError
from shared.tabular import text, workbook
from shared.text import plain

LONGEST_CELL = 32_767
"""Characters of the longest cell that is taken: no workbook holds more, and in a CSV it is a quote left open."""


class Kind(StrEnum):
    """What a sheet may be written as."""

    CSV = "CSV"
    JSON = "JSON"
    XLSX = "XLSX"


@dataclass(frozen=True, slots=True)
class Layout:
    """What a sheet of one sort has to look like.

    `needed`: the columns without which it is refused, each by any of its spellings (as `field_name` leaves them).
    `known`: the columns that are read (None: all). `as_spreadsheet`: rows are numbered as a spreadsheet shows them, the
    header being 1 and blank rows counted; otherwise the first row under the header is 1 and blank rows are not counted.
    """

    kinds: tuple[Kind, ...]
    needed: tuple[tuple[str, ...], ...]
    known: frozenset[str] | None = None
    as_spreadsheet: bool = False
    wide_text: bool = False
    """Whether text in UTF-16 is read; programs write it, people's spreadsheets only by mistake."""
    what_to_do: str = "name the columns in the first row"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number and its cells by `field_name`, or in `broken` why it has none (Spanish)."""

    number: int
    cells: Mapping[str, str]
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was looked through once, so that `rows` can be counted before they are read."""

    path: Path
    layout: Layout
    kind: Kind
    encoding: str
    total: int = 0
    ignored: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        """The rows from the start; blank ones are left out."""
        if self.kind is Kind.JSON:
            yield from self._objects()
            return
        records = self.records()
        header = [field_name(cell) for cell in next(records, [])]
        counted = 0
        for line, record in enumerate(records, 2):
            if _is_filled(record):
                counted += 1
                yield _row(line if self.layout.as_spreadsheet else counted, header, record)

    def records(self) -> Iterator[list[str]]:
        """The header and every record, blank ones too; one that the format does not allow is `[BROKEN, why]`."""
        return workbook.records(self.path) if self.kind is Kind.XLSX else text.records(self.path, self.encoding)

    def _objects(self) -> Iterator[Row]:
        for number, found in enumerate(text.objects(self.path, self.encoding), 1):
            if isinstance(found, dict):
                yield Row(number, {field_name(str(name)): text.cell(value) for name, value in found.items()})
            else:
                yield Row(number, {}, "no es un objeto")


def open_sheet(path: Path, layout: Layout) -> Sheet:
    """Look a file through. Raises OperatorError if it cannot be read to its end or a needed column is missing."""
    try:
        kind, encoding = _kind(path, layout)
        found = Sheet(path, layout, kind, encoding)
        if kind is not Kind.JSON:
            records = found.records()
            header = [field_name(cell) for cell in next(records, [])]
            _require_columns(header, path, layout)
            known = layout.known
            ignored = tuple(name for name in header if name and known is not None and name not in known)
            return Sheet(path, layout, kind, encoding, sum(map(_is_filled, records)), ignored)
        rows, complete = 0, False
        for row in found.rows():
            rows, complete = rows + 1, complete or all(set(names) & row.cells.keys() for names in layout.needed)
    except OSError as error:
        kinds = " or ".join(layout.kinds)
        raise OperatorError(f"the file cannot be read: {error.strerror}", path, f"name a {kinds} file") from error
    if rows and not complete:
        fields = ", ".join(names[0] for names in layout.needed)
        raise OperatorError(f"no object has the fields {fields}", path, layout.what_to_do)
    return Sheet(path, layout, kind, encoding, rows)


def field_name(header: str) -> str:
    """A column's name as it is looked up: no accents, no case, single spaces."""
    return " ".join(plain(header).replace("_", " ").split()).rstrip(":")


def _kind(path: Path, layout: Layout) -> tuple[Kind, str]:
    """The kind and encoding of a file. Raises OperatorError for one that the layout does not take."""
    if workbook.is_old(path):
        raise OperatorError("this is a workbook of the old kind (.xls)", path, "save it as XLSX, or as CSV (UTF-8)")
    if workbook.is_workbook(path):
        if Kind.XLSX not in layout.kinds:
            raise OperatorError("this is a workbook, not text", path, "save it as CSV (UTF-8) and import that")
        return Kind.XLSX, ""
    encoding = text.encoding_of(path)
    if encoding == text.WIDE and not layout.wide_text:
        raise OperatorError("this text is UTF-16, or no text", path, "save it as CSV (UTF-8), or as XLSX")
    start = text.first_character(path, encoding)
    if not start:
        raise OperatorError("the file is empty", path, "export it again")
    return (Kind.JSON if start in "[{" and Kind.JSON in layout.kinds else Kind.CSV), encoding


def _require_columns(header: Sequence[str], path: Path, layout: Layout) -> None:
    if missing := [names[0] for names in layout.needed if not set(names) & set(header)]:
        raise OperatorError(f"columns are missing: {', '.join(missing)}", path, layout.what_to_do)
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise OperatorError(f"columns stand twice: {', '.join(twice)}", path, "keep one of each")


def _is_filled(record: Sequence[str]) -> bool:
    """Whether a record is a row: blank ones are left out."""
    return any(cell.strip() for cell in record)


def _row(number: int, header: Sequence[str], record: Sequence[str]) -> Row:
    if record[0] == text.BROKEN:
        return Row(number, {}, record[1])
    if any(len(cell) > LONGEST_CELL for cell in record):
        return Row(number, {}, f"Una celda tiene más de {LONGEST_CELL} caracteres: ¿hay unas comillas sin cerrar?")
    if len(record) != len(header):
        return Row(number, {}, f"{len(record)} celdas bajo {len(header)} columnas")
    return Row(number, dict(zip(header, record, strict=True)))
