"""What each service says of its doors: a valid OpenAPI 3.1 document in which every field and parameter is described."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from deploy.machine.service import NAMES

DOCUMENTS: dict[str, dict[str, Any]] = {name: import_module(f"services.{name}.app").app.openapi() for name in NAMES}


def _fields(at: str, schema: Any) -> Iterator[tuple[str, Any]]:
    """Every property at any depth, with where it stands."""
    if isinstance(schema, list):
        for number, each in enumerate(schema):
            yield from _fields(f"{at}/{number}", each)
    elif isinstance(schema, dict):
        for name, field in schema.get("properties", {}).items():
            yield f"{at}.{name}", field
        for name, inner in schema.items():
            if name not in ("examples", "example", "default"):
                yield from _fields(f"{at}/{name}", inner)


def _parameters(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", ()):
                yield f"{method} {path} {parameter['name']}", parameter


def undescribed(document: dict[str, Any]) -> list[str]:
    """The fields and parameters that say nothing of themselves."""
    found = [*_fields("", document["components"]["schemas"]), *_fields("", document["paths"]), *_parameters(document)]
    return [where for where, each in found if not str(each.get("description", "")).strip()]


@pytest.mark.parametrize("name", NAMES)
def test_the_document_is_valid_openapi(name: str) -> None:
    assert DOCUMENTS[name]["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENTS[name]).iter_errors()] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_field_and_every_parameter_is_described(name: str) -> None:
    assert undescribed(DOCUMENTS[name]) == []


def test_one_without_a_description_is_found() -> None:
    document = {
        "components": {"schemas": {"A": {"properties": {"b": {"type": "string"}, "c": {"description": "said"}}}}},
        "paths": {"/a": {"get": {"parameters": [{"name": "d"}, {"name": "e", "description": " "}]}}},
    }
    assert undescribed(document) == ["/A.b", "get /a d", "get /a e"]
