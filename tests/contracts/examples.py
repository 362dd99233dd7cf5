"""One full and one minimal example of every contract, made from its fields. `python -m tests.contracts.examples`
writes golden files and schemas that are missing; it never touches one that is there.
"""

import json
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from shared.bus.wire import headers_of
from shared.contracts.envelope import Envelope, Request, as_data, commune_source, service_source, trace_of
from shared.contracts.registry import CONTRACTS

HERE = Path(__file__).parent
GOLDEN, SCHEMAS = HERE / "golden", HERE / "schemas"
AT = datetime(2026, 1, 12, 12, tzinfo=UTC)
CANDIDATES = ("16301", "9211", "CIUO-08.CL", "una línea con ñ", 3, 7.5, True, "SC-2026-0042", "2026-04")


def example(contract: type[BaseModel], full: bool) -> BaseModel:
    """Every field filled, or only those that must be."""
    wanted = {n: f for n, f in contract.model_fields.items() if full or f.is_required()}
    values = {
        n: _value(Annotated[f.annotation, *f.metadata] if f.metadata else f.annotation, full, k)
        for k, (n, f) in enumerate(wanted.items())
    }
    try:
        return contract(**values)
    except ValidationError:  # it wants one of its optional fields: the first that will do
        more = next(n for n in contract.model_fields if n not in wanted)
        field = contract.model_fields[more]
        return contract(**values, **{more: _value(field.annotation, full, 9)})


def _value(kind: Any, full: bool, nth: int) -> Any:
    if get_origin(kind) in (Union, UnionType):
        return _value(next(each for each in get_args(kind) if each is not NoneType), full, nth)
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if get_origin(bare) in (Union, UnionType):
        inner = next(each for each in get_args(bare) if each is not NoneType)
        return _value(Annotated[inner, *get_args(kind)[1:]], full, nth)
    if get_origin(bare) is tuple:
        return (_value(get_args(bare)[0], full, nth),)
    if get_origin(bare) is dict:
        key, value = get_args(bare)
        return {_value(key, full, nth): 1000 if value is int else _value(value, full, nth)}
    if bare is AwareDatetime or bare is datetime:
        return AT + timedelta(hours=nth)
    if bare is date:
        return AT.date()
    if isinstance(bare, type) and issubclass(bare, Enum):
        return next(iter(bare))
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return example(bare, full)
    return _scalar(kind)


def _scalar(kind: Any) -> Any:
    check = TypeAdapter(kind)
    for candidate in CANDIDATES:
        try:
            return check.validate_python(candidate, strict=True)
        except ValidationError:
            continue
    raise TypeError(f"no example for {kind}")


def golden(wire: str, full: bool) -> dict[str, Any]:
    """The record of an example: its headers and its body."""
    data: Any = example(CONTRACTS[wire], full)
    source = commune_source(data.commune) if isinstance(data, Request) else service_source("example")
    envelope = Envelope("id-1", source, wire, AT, data.subject, "id-0", "id-0", trace_of("id-0", "id-1"), data)
    return {"headers": {name: value.decode() for name, value in headers_of(envelope)}, "data": as_data(data)}


def path_of(wire: str, full: bool) -> Path:
    return GOLDEN / f"{wire}.{'full' if full else 'minimal'}.json"


def write_missing() -> list[str]:
    """Golden files and schemas of new contracts. Returns the names of those written."""
    written = []
    wanted = {path_of(wire, full): golden(wire, full) for wire in CONTRACTS for full in (True, False)}
    wanted |= {SCHEMAS / f"{wire}.json": contract.model_json_schema() for wire, contract in CONTRACTS.items()}
    for path, content in wanted.items():
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
            written.append(path.name)
    return written


if __name__ == "__main__":
    print("\n".join(write_missing()) or "nothing was missing")
