"""The description of a body says what every request is refused for, and nothing in it is open without an end."""

from importlib import import_module
from typing import Any

import jsonschema
import pytest

from shared.http.bounds import asked_schemas
from shared.messaging.validation import MOST_NUMBER

SERVICES = ("vacancies", "matching", "events")
POST = {"commune": "16301", "seats": 1, "profile": {"title": "Garzón/a", "employer": "Hostería Central"}}


def _described(service: str) -> dict[str, Any]:
    document: dict[str, Any] = import_module(f"services.{service}.app").app.openapi()
    return document


@pytest.mark.parametrize("service", SERVICES)
def test_parts_are_closed_and_numbers_and_lists_have_an_end(service: str) -> None:
    schemas = list(asked_schemas(_described(service)))
    assert any(schema.get("type") == "object" for schema in schemas)
    for schema in schemas:
        match schema.get("type"):
            case "object":
                assert schema["additionalProperties"] is False, schema
            case "integer":
                assert schema["maximum"] <= MOST_NUMBER, schema
            case "array":
                assert {"uniqueItems", "maxItems"} <= {*schema}, schema


@pytest.mark.parametrize("more", [
    pytest.param({"nobody_knows": 10**400}, id="a large number in a field that nobody knows"),
    pytest.param({"pay": {"least": 2**31}}, id="pay beyond every number"),
    pytest.param({"shifts": ["nights", "nights"]}, id="an entry twice"),
])  # fmt: skip
def test_what_is_refused_does_not_fit_the_description(more: dict[str, Any]) -> None:
    schema = {**_described("vacancies"), "$ref": "#/components/schemas/VacancyPost"}
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(POST)
    assert not validator.is_valid({**POST, "profile": {**POST["profile"], **more}})  # type: ignore[dict-item]
