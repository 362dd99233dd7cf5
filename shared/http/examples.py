"""Examples of bodies in OpenAPI: requests that are accepted, and some that are refused, with the code of why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from shared.http.description import describe


@dataclass(frozen=True, slots=True)
class Example:
    """A body. `refused`: the code of its first fault; None: it is accepted."""

    value: Mapping[str, Any]
    refused: str | None = None


Examples = Mapping[type, Sequence[Example]]


def show(app: FastAPI, examples: Examples) -> None:
    """Puts the examples beside the bodies that they are of, when the description is first made."""
    shown = {model.__name__: _shown(some) for model, some in examples.items()}

    def add(document: dict[str, Any]) -> None:
        for content in bodies_in(document):
            content["examples"] = shown.get(content["schema"].get("$ref", "").rpartition("/")[2], {})

    describe(app, add)


def bodies_in(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The media type of each request body of an OpenAPI document: its `schema`, and its `examples`."""
    for operations in document["paths"].values():
        for operation in operations.values():
            yield from operation.get("requestBody", {}).get("content", {}).values()


def _shown(examples: Sequence[Example]) -> dict[str, Any]:
    return {
        f"{number}": {"summary": f"Se rechaza: {each.refused}" if each.refused else "Se acepta", "value": each.value}
        for number, each in enumerate(examples, 1)
    }
