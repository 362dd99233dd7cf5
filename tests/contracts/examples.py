"""One full and one minimal example of every contract, made from its fields. `python -m tests.contracts.examples`
writes golden files and schemas that are missing; it never touches one that is there: what is added to a contract that
stands already makes a further file beside its first.
"""

import json
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from shared.access.actors import actor_of
from shared.contracts.envelope import Envelope, Request, as_data, service_source, trace_of
from shared.contracts.registry import CONTRACTS, topic_name
from shared.contracts.topics import intake_of
from shared.messaging.cloudevents import headers_of
from tests.contracts.compatible import broken

HERE = Path(__file__).parent
GOLDEN, SCHEMAS = HERE / "golden", HERE / "schemas"
AT = datetime(2026, 1, 12, 12, tzinfo=UTC)
REACHED = ("+56422000000", "omil@example.cl")
CANDIDATES = (
    "16301",
    "9211",
    "CIUO-08.CL",
    "una línea con ñ",
    3,
    7.5,
    True,
    "SC-2026-0042",
    "2026-04",
    *REACHED,
    12,
    "0f" * 32,
    2026,
)


def example(contract: type[BaseModel], full: bool) -> BaseModel:
    """Every field filled, or only those that must be."""
    wanted = {n: f for n, f in contract.model_fields.items() if full or f.is_required()}
    values = {
        n: _value(Annotated[f.annotation, *f.metadata] if f.metadata else f.annotation, full, k)
        for k, (n, f) in enumerate(wanted.items())
    }
    more = [n for n in contract.model_fields if n not in wanted]
    while True:
        try:
            return contract(**values)
        except ValidationError:  # it wants some of its optional fields: the first that will do
            field = contract.model_fields[more[0]]
            values[more.pop(0)] = _value(field.annotation, full, 9)


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
        return {_value(key, full, nth): 1000 if int in (value, *get_args(value)) else _value(value, full, nth)}
    if bare is AwareDatetime or bare is datetime:
        return AT + timedelta(hours=nth)
    if bare is time:
        return (AT + timedelta(hours=nth)).time()
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
    writer = actor_of(intake_of(data.commune).name if isinstance(data, Request) else topic_name(data))
    source = writer.who if writer else service_source("vacancies")
    envelope = Envelope("id-1", source, wire, AT, data.subject, "id-0", "id-0", trace_of("id-0", "id-1"), data)
    return {"headers": {name: value.decode() for name, value in headers_of(envelope)}, "data": as_data(data)}


def stored(folder: Path, stem: str) -> list[Path]:
    """The files of a contract, oldest first: `<stem>.json`, then `<stem>.2.json` with what was added to it, …"""
    found = [folder / f"{stem}.json", *(folder / f"{stem}.{n}.json" for n in range(2, 100))]
    return [path for path in found if path.exists()]


def missing() -> list[tuple[Path, dict[str, Any]]]:
    """Golden files and schemas of new contracts, and of what was added to old ones: where, and what belongs there."""
    found = []
    for wire, contract in CONTRACTS.items():
        for folder, stem, content, grown in (
            (SCHEMAS, wire, contract.model_json_schema(), _grown),
            (GOLDEN, f"{wire}.full", golden(wire, True), _fuller),
            (GOLDEN, f"{wire}.minimal", golden(wire, False), lambda old, new: False),
        ):
            there = stored(folder, stem)
            if not there or grown(_read(there[-1]), content):
                found.append((folder / (f"{stem}.{len(there) + 1}.json" if there else f"{stem}.json"), content))
    return found


def write_missing() -> list[str]:
    """Writes them. Returns their names."""
    wanted = missing()
    for path, content in wanted:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    return [path.name for path, _ in wanted]


def _grown(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether the contract has fields or values that its newest schema does not have."""
    return bool(broken(new, old))


def _fuller(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return bool(_fields(new["data"]) - _fields(old["data"]))


def _fields(data: Any, at: str = "") -> set[str]:
    """The paths of every field of a body."""
    if isinstance(data, list):
        return {path for each in data for path in _fields(each, f"{at}[]")}
    if not isinstance(data, dict):
        return set()
    return {path for name, value in data.items() for path in ({f"{at}.{name}"} | _fields(value, f"{at}.{name}"))}


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    print("\n".join(write_missing()) or "nothing was missing")
