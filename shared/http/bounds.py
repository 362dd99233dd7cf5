"""What holds for every body, in the description: parts of requests are closed, numbers and lists have an end.

The models say it of requests alone, not of the parts that facts share with them: a reader of facts bears what a newer
writer adds, and what was said once stands on the topics. No answer shares a schema with a body.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from shared.http.description import describe
from shared.http.examples import bodies_in
from shared.messaging.validation import MOST_ENTRIES, MOST_NUMBER


def show_bounds(app: FastAPI) -> None:
    """Has the description say what `InJson` and `faults_of_request` refuse."""
    describe(app, _bound)


def _bound(document: dict[str, Any]) -> None:
    for schema in asked_schemas(document):
        match schema:
            case {"type": "object", "properties": _}:
                schema.setdefault("additionalProperties", False)
            case {"type": "integer"}:
                schema.setdefault("maximum", MOST_NUMBER)
            case {"type": "array"}:
                schema.setdefault("maxItems", MOST_ENTRIES)
                schema["uniqueItems"] = True


def asked_schemas(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every schema of a body of an OpenAPI document, at any depth, each once."""
    waiting: list[Any] = [content["schema"] for content in bodies_in(document)]
    known = set()
    while waiting:
        schema = waiting.pop()
        if name := schema.get("$ref", "").rpartition("/")[2]:
            if name not in known:
                known.add(name)
                waiting.append(document["components"]["schemas"][name])
            continue
        yield schema
        waiting += [*schema.get("properties", {}).values(), *schema.get("patternProperties", {}).values()]
        waiting += schema.get("anyOf", ())
        waiting += [inner for part in ("items", "additionalProperties") if isinstance(inner := schema.get(part), dict)]
