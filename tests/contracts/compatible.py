"""What changed between two JSON Schemas that somebody who reads or writes by the other one would trip over."""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]


def broken(old: Schema, new: Schema) -> list[str]:
    """Every incompatible change; an empty list if old writers and old readers go on as before.

    A field may be added if it need not be there. Nothing may be removed, renamed, made required, or of another type;
    no value may leave a closed list, no bound may become narrower.
    """
    return list(_differ("", old, new, old.get("$defs", {}), new.get("$defs", {})))


def _differ(at: str, old: Schema, new: Schema, olds: Schema, news: Schema) -> Iterator[str]:
    old, new = _resolved(old, olds), _resolved(new, news)
    if old.get("type") != new.get("type"):
        yield f"{at}: was {old.get('type')}, is {new.get('type')}"
        return
    gone = set(old.get("enum", ())) - set(new.get("enum", old.get("enum", ())))
    if gone:
        yield f"{at}: values {sorted(map(str, gone))} are gone"
    yield from _bounds(at, old, new)
    yield from _fields(at, old, new, olds, news)
    for part in ("items", "additionalProperties"):
        if isinstance(old.get(part), Mapping) and isinstance(new.get(part), Mapping):
            yield from _differ(f"{at}[]", old[part], new[part], olds, news)
    if "anyOf" in old or "anyOf" in new:
        yield from _choices(at, old, new, olds, news)


def _fields(at: str, old: Schema, new: Schema, olds: Schema, news: Schema) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in sorted(before.keys() - after.keys()):
        yield f"{at}.{name}: is gone"
    for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
        yield f"{at}.{name}: must be there now"
    for name in sorted(before.keys() & after.keys()):
        yield from _differ(f"{at}.{name}", before[name], after[name], olds, news)


def _bounds(at: str, old: Schema, new: Schema) -> Iterator[str]:
    for bound, tighter in (
        ("minimum", max), ("exclusiveMinimum", max), ("minLength", max), ("minItems", max),
        ("maximum", min), ("exclusiveMaximum", min), ("maxLength", min), ("maxItems", min),
    ):  # fmt: skip
        was, now = old.get(bound), new.get(bound)
        if now is not None and (was is None or (now != was and tighter(was, now) == now)):
            yield f"{at}: {bound} was {was}, is {now}"
    if old.get("pattern") != new.get("pattern"):
        yield f"{at}: the pattern changed"


def _choices(at: str, old: Schema, new: Schema, olds: Schema, news: Schema) -> Iterator[str]:
    before, after = old.get("anyOf", [old]), new.get("anyOf", [new])
    for one in before:
        if all(list(_differ(at, one, other, olds, news)) for other in after):
            yield f"{at}: {_resolved(one, olds).get('type')} is no longer allowed"


def _resolved(schema: Schema, definitions: Schema) -> Schema:
    ref = schema.get("$ref")
    return definitions[ref.rpartition("/")[2]] if ref else schema
