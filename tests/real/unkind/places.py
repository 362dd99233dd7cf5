"""Where a request takes a text, read from the description of a service; and requests that hold given texts there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from tests.unkind import naughty_strings

EACH = 1
"""How many strings of each kind a place gets at least; more where a service has too few places for all of them."""

NAME = "*"
"""In a path: the name of an entry itself, of a mapping that has no fields."""

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a text stands. `path`: the fields that lead to it in a body, or the one name of a parameter."""

    url: str
    method: str
    where: str
    path: tuple[str | int, ...]

    @property
    def field(self) -> str:
        """What faults call it; of a name in a mapping, the mapping."""
        return ".".join(str(part) for part in self.path if part != NAME)


def places_in(document: Document) -> list[Place]:
    """Every place of a text of every request, but closed lists of words."""
    found = set()
    for url, method, operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            if parameter["in"] in ("path", "query"):
                for path in _texts(document, parameter["schema"], (parameter["name"],)):
                    found.add(Place(url, method, parameter["in"], path[:1]))
        if (schema := body_schema(operation)) is not None:
            found |= {Place(url, method, "body", path) for path in _texts(document, schema, ())}
    return sorted(found)


def tried_together(places: Sequence[Place]) -> Iterator[list[Place]]:
    """The places of one operation, for one request."""
    for _, group in groupby(places, lambda place: (place.url, place.method)):
        yield list(group)


def spread(places: Sequence[Place], whole: bool = False) -> dict[Place, list[str]]:
    """Strings for each place, as many for one as for another: of every kind for each place, and each string somewhere.

    `whole`: every string for each place.
    """
    kinds = [[*strings] for strings in naughty_strings().values()]
    sent: dict[Place, list[str]] = {}
    for n, place in enumerate(places):
        sent[place] = []
        for strings in kinds:
            many = len(strings) if whole else max(EACH, -(-len(strings) // len(places)))
            sent[place] += [strings[(n * many + i) % len(strings)] for i in range(many)]
    return sent


def with_texts(document: Document, body: Any, texts: Mapping[Place, str]) -> Any:
    """A copy of a body with the texts in it. What stands around them and is required is made up."""
    for place, text in texts.items():
        schema = body_schema(document["paths"][place.url][place.method])
        body = _put(document, schema, body, place.path, text)
    return body


def _operations(document: Document) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for url, operations in document["paths"].items():
        for method, operation in operations.items():
            yield url, method, operation


def body_schema(operation: Mapping[str, Any]) -> Any:
    """The schema of the JSON body of an operation; None if it has none, or a file."""
    content = operation.get("requestBody", {}).get("content", {})
    return content.get("application/json", {}).get("schema")


def _alternatives(document: Document, schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a value may be: no references, no null."""
    if name := schema.get("$ref"):
        return _alternatives(document, document["components"]["schemas"][name.rpartition("/")[2]])
    if "anyOf" in schema:
        return [one for each in schema["anyOf"] for one in _alternatives(document, each)]
    return [] if schema.get("type") == "null" else [schema]


def _entries(schema: Mapping[str, Any]) -> Any:
    """The schema of the values of a mapping without fields, or None."""
    more = [*schema.get("patternProperties", {}).values(), schema.get("additionalProperties")]
    return next((each for each in more if isinstance(each, dict)), None)


def _texts(
    document: Document, schema: Mapping[str, Any], path: tuple[str | int, ...]
) -> Iterator[tuple[str | int, ...]]:
    for one in _alternatives(document, schema):
        match one:
            case {"enum": _} | {"const": _}:
                continue
            case {"type": "string"}:
                yield path
            case {"type": "array"}:
                yield from _texts(document, one["items"], (*path, 0))
            case {"type": "object"}:
                for name, inner in one.get("properties", {}).items():
                    yield from _texts(document, inner, (*path, name))
                if _entries(one) is not None:
                    yield (*path, NAME)


def _put(document: Document, schema: Mapping[str, Any], value: Any, path: Sequence[str | int], text: str) -> Any:
    if not path:
        return text
    one = _alternatives(document, schema)[0]
    first, rest = path[0], path[1:]
    if first == NAME:
        return {text: _made_up(document, _entries(one))}
    if isinstance(first, int):
        return [_put(document, one["items"], value[0] if value else None, rest, text)]
    fields = value if isinstance(value, dict) else _made_up(document, one)
    return {**fields, first: _put(document, one["properties"][first], fields.get(first), rest, text)}


def _made_up(document: Document, schema: Mapping[str, Any]) -> Any:
    one = _alternatives(document, schema)[0]
    match one:
        case {"enum": [first, *_]} | {"const": first}:
            return first
        case {"type": "object"}:
            return {name: _made_up(document, one["properties"][name]) for name in one.get("required", ())}
        case {"type": "array"}:
            return [_made_up(document, one["items"])]
        case {"type": "integer" | "number"}:
            return one.get("minimum", 1)
        case {"type": "boolean"}:
            return True
    return "1"
