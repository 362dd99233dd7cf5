"""Sheets that are text: CSV in the encodings and with the separators of Spanish Windows, and JSON; as streams."""

import codecs
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from shared.errors import OperatorError

SEPARATORS = ",;\t|"
WINDOWS = "cp1252"
"""Latin-1 with the few signs that Windows adds; text that is not UTF-8 is taken for this."""

WIDE = "utf-16"
LONGEST_RECORD = 8_000_000
"""Characters of the longest cell or JSON value that is read: an open quote must not read the whole file into memory."""

BROKEN = "\0broken\0"
"""The first cell of a record that the format does not allow; the second gives the reason."""

_CHUNK = 65_536


def encoding_of(path: Path) -> str:
    """UTF-8 where every byte of the file is; UTF-16 where it begins so; else what Spanish Windows writes."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as file:
        head = file.read(_CHUNK)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head.partition(b"\n")[0]:
            return WIDE
        file.seek(0)
        try:
            for chunk in iter(lambda: file.read(_CHUNK), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return WINDOWS
    return "utf-8-sig"


def first_character(path: Path, encoding: str) -> str:
    """The first character that is no space; empty for a file without any."""
    with _open(path, encoding) as file:
        return file.read(_CHUNK).lstrip()[:1]


def records(path: Path, encoding: str) -> Iterator[list[str]]:
    """The records of a CSV, separated as its header is."""
    with _open(path, encoding) as file:
        head = file.read(_CHUNK).lstrip()
        separator = max(SEPARATORS, key=head.partition("\n")[0].count)
        file.seek(0)
        csv.field_size_limit(LONGEST_RECORD)
        reader = csv.reader(file, delimiter=separator)
        while True:
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield [BROKEN, str(error)]


def objects(path: Path, encoding: str) -> Iterator[Any]:
    """The values of a JSON array, or of a file with one value a line. Raises OperatorError if the file breaks off."""
    decoder = json.JSONDecoder()
    buffer, at_end, read = "", False, 0
    with _open(path, encoding) as file:
        while True:
            buffer = buffer.lstrip(" \t\r\n,") if read else buffer.lstrip(" \t\r\n[,")
            if at_end and buffer.strip(" \t\r\n]") == "":
                return
            try:
                if not at_end and len(buffer) < _CHUNK:
                    raise ValueError  # too little to know where the value ends
                found, end = decoder.raw_decode(buffer)
            except ValueError as error:
                if at_end or len(buffer) > LONGEST_RECORD:
                    what = f"the JSON breaks off after {read} rows"
                    do = "export it again; an array of objects or one object a line"
                    raise OperatorError(what, path, do) from error
                more = file.read(_CHUNK)
                buffer, at_end = buffer + more, not more
                continue
            buffer, read = buffer[end:], read + 1
            yield found


def cell(value: Any) -> str:
    """A JSON value as the text of a cell; a list has one entry a line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Si" if value else "No"
    if isinstance(value, list):
        return "\n".join(cell(one) for one in value)
    return str(value)


def _open(path: Path, encoding: str) -> IO[str]:
    return path.open(encoding=encoding, errors="strict" if encoding == "utf-8-sig" else "replace", newline="")
