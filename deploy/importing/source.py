"""A file of the exchange, whatever program wrote it, as rows; streamed, so its size does not matter."""

import codecs
import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from deploy.importing.fields import NEEDED, field_name
from deploy.machine.errors import OperatorError

LONGEST = 1_000_000
"""Characters of the longest row that is read: an unclosed quote must not take the whole file into memory."""

SEPARATORS = ",;\t|"
WINDOWS = "cp1252"
"""Latin-1 with the few signs that Windows adds; what is not UTF-8 is this."""

_WORKBOOK = b"PK\x03\x04"
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number (the first under the header is 1) and its cells by `field_name`, or why it has none."""

    number: int
    cells: Mapping[str, str]
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was looked through once: how to read it and how many rows it has."""

    path: Path
    encoding: str
    separator: str
    total: int

    def rows(self) -> Iterator[Row]:
        """The rows from the start."""
        with _text(self.path, self.encoding) as file:
            yield from _json_rows(file, self.path) if not self.separator else _csv_rows(file, self.separator)


def open_source(path: Path) -> Source:
    """Look a file through. Raises Fault if it is no export that can be read to its end."""
    try:
        encoding = _encoding(path)
        with _text(path, encoding) as file:
            head = file.read(_CHUNK)
    except OSError as error:
        raise OperatorError(f"the file cannot be read: {error.strerror}", path, "name a CSV or JSON export") from error
    start = head.lstrip()[:1]
    if not start:
        raise OperatorError("the file is empty", path, "export it again")
    separator = "" if start in "[{" else _separator(head)
    source = Source(path, encoding, separator, 0)
    total, known = 0, False
    for row in source.rows():
        total, known = row.number, known or set(NEEDED) <= row.cells.keys()
    if separator:
        _check_header(path, encoding, separator)
    elif total and not known:
        raise OperatorError(
            f"no object has the fields {', '.join(NEEDED)}", path, "use the field names of the exchange"
        )
    return Source(path, encoding, separator, total)


def _encoding(path: Path) -> str:
    """UTF-8 where every byte of the file says so, else what Spanish Windows writes."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as file:
        head = file.read(4)
        if head == _WORKBOOK:
            raise OperatorError("this is a workbook, not text", path, "save it as CSV (UTF-8) and import that")
        if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        try:
            for chunk in iter(lambda: file.read(_CHUNK), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return WINDOWS
    return "utf-8-sig"


def _text(path: Path, encoding: str) -> IO[str]:
    return path.open(encoding=encoding, errors="strict" if encoding == "utf-8-sig" else "replace", newline="")


def _separator(head: str) -> str:
    line = next(iter(head.lstrip().splitlines()))
    return max(SEPARATORS, key=line.count)


def _check_header(path: Path, encoding: str, separator: str) -> None:
    with _text(path, encoding) as file:
        header = _header(next(_lines(file, separator), []))
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise OperatorError(f"columns are missing: {', '.join(missing)}", path, "use the column names of the exchange")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise OperatorError(f"columns stand twice: {', '.join(twice)}", path, "keep one of each")


def _header(cells: list[str]) -> list[str]:
    return [field_name(cell) for cell in cells]


def _lines(file: Iterable[str], separator: str) -> Iterator[list[str]]:
    """The records of a CSV; one that the format does not allow comes as an empty list with its mark."""
    csv.field_size_limit(LONGEST)
    reader = csv.reader(file, delimiter=separator, strict=True)
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield [_BROKEN, str(error)]
            continue
        if any(cell.strip() for cell in record):
            yield record


_BROKEN = "\0broken\0"


def _csv_rows(file: Iterable[str], separator: str) -> Iterator[Row]:
    records = _lines(file, separator)
    header = _header(next(records, []))
    for number, record in enumerate(records, 1):
        if record[0] == _BROKEN:
            yield Row(number, {}, record[1])
        elif len(record) != len(header):
            yield Row(number, {}, f"{len(record)} celdas bajo {len(header)} columnas")
        else:
            yield Row(number, dict(zip(header, record, strict=True)))


def _json_rows(file: IO[str], path: Path) -> Iterator[Row]:
    """The objects of an array, or of a file with one object a line. Raises Fault where the file breaks off."""
    for number, found in enumerate(_values(file, path), 1):
        if isinstance(found, dict):
            yield Row(number, {field_name(str(name)): _cell(value) for name, value in found.items()})
        else:
            yield Row(number, {}, "no es un objeto")


def _values(file: IO[str], path: Path) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    buffer, at_end, read = "", False, 0
    while True:
        buffer = buffer.lstrip(" \t\r\n,") if read else buffer.lstrip(" \t\r\n[,")
        if at_end and buffer.strip(" \t\r\n]") == "":
            return
        try:
            if not at_end and len(buffer) < _CHUNK:
                raise ValueError  # too little to know where the value ends
            found, end = decoder.raw_decode(buffer)
        except ValueError as error:
            if at_end or len(buffer) > LONGEST + _CHUNK:
                text = f"the JSON breaks off after {read} rows"
                raise OperatorError(text, path, "export it again; an array of objects or one object a line") from error
            more = file.read(_CHUNK)
            buffer, at_end = buffer + more, not more
            continue
        buffer, read = buffer[end:], read + 1
        yield found


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Si" if value else "No"
    if isinstance(value, list):
        return "\n".join(_cell(one) for one in value)
    return str(value)
