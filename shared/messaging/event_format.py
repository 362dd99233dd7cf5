"""What CloudEvents says of a record: its attributes and its data, in binary or structured mode.

Sources: CloudEvents 1.0.2, its Kafka protocol binding and JSON format; RFC 3339 for instants. Names of headers are
understood in any case, and with `ce-` as HTTP writes them. What is against the rules is told with every fault.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from shared.contracts.envelope import REF, TRACEPARENT, YEARS
from shared.contracts.replies import Fault
from shared.messaging.names_once import NameTwiceError, once
from shared.messaging.records import MAX_ATTRIBUTE, MAX_BYTES, Record, UnreadableRecord, is_attribute

STRUCTURED = "application/cloudevents+json"
BATCHED = "application/cloudevents-batch"
CONTENT_TYPE = "application/json"
VERSION = "1.0"
ATTRIBUTES = (
    "specversion",
    "id",
    "source",
    "type",
    "time",
    "subject",
    "correlationid",
    "causationid",
    "traceparent",
    "authtype",
    "authid",
)
REQUIRED = ("specversion", "id", "source", "type", "time")
_KNOWN = frozenset({*ATTRIBUTES, "datacontenttype"})
OF_AN_OFFICE = "app_user"
"""The `authtype` of a person who uses a system: then `authid` is what the office calls them, and no other text."""

_CHARSETS = {
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "us-ascii": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "iso-8859-1": "iso-8859-1",
    "latin-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "windows-1252": "windows-1252",
}
"""The character sets that are read, by the name that a sender gives; UTF-8 with or without a mark of byte order."""

_OFFICER = re.compile(REF[1:-1].replace("+", "{1,64}"))
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}):([0-9]{2})(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)


class Event(NamedTuple):
    """What a record says. `pointer`: where its data stands in what the sender wrote, as a JSON pointer."""

    attributes: dict[str, str]
    data: bytes
    pointer: str = ""


def event_of(record: Record) -> Event:
    """The event of a record. Raises UnreadableRecord with every fault of its attributes."""
    if record.broken:
        raise UnreadableRecord("broken_record", "Kafka no entrega este registro entero", attributes_so_far(record))
    attributes, faults = _headers(record)
    if record.value is None:
        raise UnreadableRecord("tombstone", "El registro no trae cuerpo, y aquí no dice nada", attributes)
    if len(record.value) > MAX_BYTES:
        text = f"Trae {len(record.value)} bytes; a lo más se leen {MAX_BYTES}"
        raise UnreadableRecord("too_large", text, attributes)
    kind = attributes.pop("content-type", CONTENT_TYPE)
    data, pointer = record.value, ""
    if not _is_plain(kind):
        media, charset = _media_of(kind)
        data = _as_utf8(data, charset, attributes)
        if media.startswith(BATCHED):
            text = "Un registro trae un solo evento: el modo por lotes no se lee"
            raise UnreadableRecord("batch_mode", text, attributes, (_fault("batch_mode", "content-type", text),))
        if media == STRUCTURED:
            attributes, data, faults, pointer = *_structured(data, attributes), "/data"
        elif media != CONTENT_TYPE and not media.endswith("+json"):
            text = f"Los datos tienen que ser {CONTENT_TYPE}"
            faults.append(_fault("content_type", "content-type", text))
    elif data[:3] in _MARKS or data[:2] in _MARKS:
        data = _as_utf8(data, "", attributes)
    if not TRACEPARENT.fullmatch(attributes.get("traceparent", "")):
        attributes.pop("traceparent", None)  # an invalid trace is replaced by one of our own
    faults += _faults_of(attributes, pointer)
    if faults:
        raise UnreadableRecord(
            _code(faults), "; ".join(f"{f.field}: {f.text}" for f in faults), attributes, tuple(faults)
        )
    return Event(attributes, data, pointer)


def instant_of(text: str) -> datetime | None:
    """The instant of a text in any form of RFC 3339, in UTC; None for another form, or without a zone."""
    if text[10:11] == "T" and text[-6:] == "+00:00":
        try:
            return datetime.fromisoformat(text).replace(tzinfo=UTC)  # as we write them
        except ValueError:
            return None
    found = _INSTANT.fullmatch(text)
    if found is None or found[5] is None:
        return None
    day, minute, second, fraction, zone = found.groups()
    leap = second == "60"  # a second that the calendar has and the clock has not
    written = f"{day}T{minute}:{'59' if leap else second}{(fraction or '')[:7]}{'+00:00' if zone in 'Zz' else zone}"
    try:
        at = datetime.fromisoformat(written).astimezone(UTC)
        return at + timedelta(seconds=1) if leap else at
    except (ValueError, OverflowError):
        return None


def attributes_so_far(record: Record) -> dict[str, str]:
    """The attributes of a record that cannot be read, as far as its headers say them."""
    return {name: value for name, value in _headers(record)[0].items() if name != "content-type"}


@lru_cache(maxsize=4096)
def _attribute_named(header: str) -> str | None:
    """The attribute that a header carries; None if it carries none of ours."""
    plain = header.lower()
    if plain in ("content-type", "traceparent"):
        return plain
    name = plain[3:] if plain.startswith(("ce_", "ce-")) else ""
    return name if name in _KNOWN else None


def _headers(record: Record) -> tuple[dict[str, str], list[Fault]]:
    """The attributes among the headers, and what is wrong with them. A header of another name is ignored."""
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for header, value in record.headers:
        name = _attribute_named(header)
        if name is None:
            continue
        if name in found and name != "traceparent":
            faults.append(_fault("attribute_twice", name, "Viene más de una vez"))
            continue
        try:
            found[name] = value.decode() if value else ""
        except UnicodeDecodeError:
            faults.append(_fault("header_not_utf8", name, "Tiene bytes que no son UTF-8"))
    return found, faults


def _is_plain(kind: str) -> bool:
    return kind == CONTENT_TYPE


def _media_of(kind: str) -> tuple[str, str]:
    """The media type and the charset of a content type, in small letters."""
    media, *parameters = (part.strip() for part in kind.split(";"))
    named = dict(part.lower().partition("=")[::2] for part in parameters)
    return media.lower(), named.get("charset", "").strip('"')


def _as_utf8(data: bytes, charset: str, attributes: dict[str, str]) -> bytes:
    """Data in the charset that its sender names, or else its mark of byte order, as UTF-8. Raises UnreadableRecord."""
    mark = next((codec for mark, codec in _MARKS.items() if data.startswith(mark)), "utf-8")
    codec = _CHARSETS.get(charset, "") if charset else mark
    if codec == "utf-8":
        return data
    try:
        return data.decode(codec).encode()
    except (LookupError, UnicodeDecodeError):
        text = f"El cuerpo no se puede leer como {charset or codec}; se leen {', '.join(_CHARSETS)}"
        raise UnreadableRecord("charset", text, attributes, (_fault("charset", "content-type", text),)) from None


def _structured(body: bytes, headers: dict[str, str]) -> tuple[dict[str, str], bytes, list[Fault]]:
    """The attributes, the data and the faults of an event in structured mode. Raises UnreadableRecord."""
    try:
        event = json.loads(body, object_pairs_hook=once)
    except (ValueError, RecursionError) as broken:
        code = "attribute_twice" if isinstance(broken, NameTwiceError) else "not_json"
        text = (
            f"«{broken}» viene más de una vez" if isinstance(broken, NameTwiceError) else "El cuerpo no es JSON válido"
        )
        raise UnreadableRecord(code, text, headers) from None
    if not isinstance(event, dict):
        raise UnreadableRecord("not_a_cloudevent", "El cuerpo no es un objeto JSON", headers)
    odd = [name for name in _KNOWN if event.get(name) is not None and not isinstance(event[name], str)]
    faults = [Fault(code="string_type", field=name, pointer=f"/{name}", text="Tiene que ser un texto") for name in odd]
    named = {name: event[name] for name in ATTRIBUTES if isinstance(event.get(name), str)}
    media, charset = _media_of(str(event.get("datacontenttype") or CONTENT_TYPE))
    if media != CONTENT_TYPE and not media.endswith("+json"):
        text = f"Los datos tienen que ser {CONTENT_TYPE}"
        faults.append(Fault(code="content_type", field="datacontenttype", pointer="/datacontenttype", text=text))
    if event.get("data_base64") is not None:
        try:
            data = base64.b64decode(event["data_base64"], validate=True)
        except (ValueError, TypeError):
            text = "No es base64"
            faults.append(Fault(code="base64", field="data_base64", pointer="/data_base64", text=text))
            return named, b"", faults
        return named, _as_utf8(data, charset, named), faults
    return named, json.dumps(event.get("data")).encode(), faults


def _faults_of(attributes: Mapping[str, str], pointer: str) -> Iterator[Fault]:
    """What is wrong with the attributes of an event."""
    for name in REQUIRED:
        if not attributes.get(name):
            yield _fault("missing", name, "Falta este dato", pointer)
    for name, value in attributes.items():
        if value and not is_attribute(value):
            text = f"Tiene más de {MAX_ATTRIBUTE} caracteres, o caracteres que no se imprimen"
            yield _fault("bad_attribute", name, text, pointer)
    if attributes.get("authtype") == OF_AN_OFFICE and not _OFFICER.fullmatch(attributes.get("authid", "")):
        text = "Con authtype app_user, es como la oficina llama a quien pide: de 1 a 64 letras, números o _.:-"
        yield _fault("bad_attribute", "authid", text, pointer)
    version = attributes.get("specversion")
    if version and version != VERSION:
        yield _fault("specversion", "specversion", f"Se habla CloudEvents {VERSION}", pointer)
    time = attributes.get("time")
    if time and is_attribute(time):
        at = instant_of(time)
        if at is None:
            text = "No es una fecha y hora con zona, como 2026-01-12T09:00:00-03:00"
            yield _fault("no_time", "time", text, pointer)
        elif at.year not in YEARS:
            yield _fault("no_time", "time", f"El año tiene que estar entre {YEARS[0]} y {YEARS[-1]}", pointer)


def _fault(code: str, name: str, text: str, pointer: str = "") -> Fault:
    """A fault of an attribute: in binary mode it is a header, in structured mode a field."""
    if pointer:
        return Fault(code=code, field=name, pointer=f"/{name}", text=text)
    return Fault(code=code, field=name if name in ("content-type", "traceparent") else f"ce_{name}", text=text)


def _code(faults: list[Fault]) -> str:
    """The code of a dead letter for these faults."""
    return "not_a_cloudevent" if faults[0].code == "missing" else faults[0].code
