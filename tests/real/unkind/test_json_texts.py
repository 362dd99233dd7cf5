"""Texts that are JSON, that are none, and that one parser takes and another does not, as bodies at real doors."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.real.doors import Door
from tests.real.house import SAN_CARLOS, House
from tests.real.unkind.fuzz import fuzzed_doors
from tests.real.unkind.sending import INSTEAD, PROBLEM, SERVICES
from tests.unkind import json_texts

GOOD = {
    "events": INSTEAD["/v1/fairs"],
    "matching": {
        "commune": SAN_CARLOS,
        "profile": {"max_minutes": 45},
        "identity": {"name": "Persona de Ejemplo", "contact": "Pregunte en la oficina"},
    },
    "vacancies": {
        "commune": SAN_CARLOS,
        "seats": 1,
        "profile": {"title": "Garzón/a", "employer": "Hostería Central"},
    },
}
UNLIKE = ("y_object_duplicated_key", "y_object_duplicated_key_and_value")
"""JSON in which a name stands twice: valid by its grammar, and read differently by every parser."""

JSON = {"content-type": "application/json"}


@pytest.fixture
async def doors(kafka_server: str, database: str, prefix: str) -> AsyncIterator[dict[str, Door]]:
    async with House(kafka_server, database, prefix) as house, fuzzed_doors(house, [*SERVICES]) as doors:
        yield doors


def _problem(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == PROBLEM
    return str(answer.json()["type"])


async def test_what_is_no_json_is_malformed_and_what_is_json_is_no_request(doors: dict[str, Door]) -> None:
    for service, (_, url) in SERVICES.items():
        door, path, made = doors[service], url.removeprefix("/v1"), 0
        for n, (name, text) in enumerate(json_texts().items()):
            answer = await door.post(path, content=text, headers=JSON)
            if name.startswith("n_"):
                assert (answer.status_code, _problem(answer)) == (400, "urn:mesa:problem:malformed"), name
            else:
                wanted = (400, 422) if name in UNLIKE or name.startswith("i_") else (422,)
                assert answer.status_code in wanted, f"{service}, {name}: {answer.text}"
                assert _problem(answer) in ("urn:mesa:problem:malformed", "urn:mesa:problem:invalid"), name
            if n % 40 == 0:
                made += 1
                good = await door.post(path, json=GOOD[service])
                assert good.status_code == 201, f"after {name}: {good.text}"
        found = await door.get(path)
        assert len(found.json()) == made, f"{service}: whoever asked well after it was served, and nobody else"


VALUES = [
    (b'"seats": 1, "seats": 2', "repeated"),
    (b'"seats": 1, "external_ref": "\\ud800"', "json_invalid"),
    (b'"seats": 1, "external_ref": "\xff"', "not_utf8"),
    (b'"seats": 1' + b"0" * 400, "json_invalid"),
    (b'"seats": 100000000000000000000', "less_than_equal"),
    (b'"seats": 1e400', "json_invalid"),
    (b'"seats": NaN', "json_invalid"),
    (b'"seats": ' + b"[" * 21 + b"]" * 21, "too_deep"),
    (b'"seats": ' + b"[" * 400_000, "json_invalid"),
    (b'"seats": 1, "nobody_knows": 1' + b"0" * 308, "extra_forbidden"),
    (b'"seats": 1, "nobody_knows": 1' + b"0" * 400, "json_invalid"),
]
"""A number that no double holds is no JSON to us, whoever knows the field."""


async def test_a_value_that_parsers_disagree_on_is_a_problem(doors: dict[str, Door]) -> None:
    for written, code in VALUES:
        body = b'{"commune": "16301", "profile": {"title": "Garz\xc3\xb3n/a", "employer": "B"}, ' + written + b"}"
        answer = await doors["vacancies"].post("/vacancies", content=body, headers=JSON)
        assert (answer.status_code // 100, answer.json()["errors"][0]["code"]) == (4, code), written[:60]


async def test_a_review_refuses_what_posting_refuses(doors: dict[str, Door]) -> None:
    twice = {"title": "Garzón/a", "employer": "Hostería Central", "demands": ["cold", "cold"]}
    answer = await doors["vacancies"].post("/vacancies/review", json=twice)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "repeated")
