"""Every body has examples in OpenAPI, and each is accepted or refused as it says."""

from importlib import import_module
from typing import Any

import pytest
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter

from services.events.api.examples import EXAMPLES as EVENTS
from services.matching.api.examples import EXAMPLES as MATCHING
from services.vacancies.api.examples import EXAMPLES as VACANCIES
from shared.http import InJson
from shared.http.examples import Example, Examples, bodies_in
from shared.messaging.validation import faults_of_request

SERVICES: dict[str, Examples] = {"vacancies": VACANCIES, "matching": MATCHING, "events": EVENTS, "notifications": {}}
ALL = [(model, each) for found in SERVICES.values() for model, examples in found.items() for each in examples]


@pytest.mark.parametrize("name", SERVICES)
def test_every_body_has_an_example_that_is_accepted(name: str) -> None:
    found = bodies_in(import_module(f"services.{name}.app").app.openapi())
    # a file of a calendar is no JSON, and has no fields
    bodies = [body for body in found if body["schema"] != {"type": "string"}]
    with_examples = {model.__name__ for model in SERVICES[name]}
    assert {body["schema"]["$ref"].rpartition("/")[2] for body in bodies} == with_examples
    for body in bodies:
        assert any(each["summary"] == "Se acepta" for each in body["examples"].values()), body["schema"]


@pytest.mark.parametrize(("model", "example"), ALL)
def test_an_example_is_accepted_or_refused_as_it_says(model: type, example: Example) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(InJson[model])  # type: ignore[misc, valid-type]
    if example.refused is None:
        assert faults_of_request(adapter.validate_python(dict(example.value))) == ()
        return
    with pytest.raises(RequestValidationError) as wrong:
        adapter.validate_python(dict(example.value))
    assert wrong.value.errors()[0]["type"] == example.refused
