"""Texts that are JSON, that are none, and that one parser takes and another does not, as bodies at real doors."""

from collections.abc import AsyncIterator

import httpx
import pytest

from services.vacancies.api import ROUTERS
from services.vacancies.app import SERVICE
from tests.real.doors import Door, open_door
from tests.real.house import SAN_CARLOS, House
from tests.unkind import json_texts

POST = {"commune": SAN_CARLOS, "seats": 1, "profile": {"title": "Garzón/a", "employer": "Hostería Central"}}
PROBLEM = "application/problem+json"
UNLIKE = ("y_object_duplicated_key", "y_object_duplicated_key_and_value")
"""JSON in which a name stands twice: valid by its grammar, and read differently by every parser."""

JSON = {"content-type": "application/json"}


@pytest.fixture
async def door(kafka_server: str, database: str, prefix: str) -> AsyncIterator[Door]:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS])
        await house.join(SAN_CARLOS)
        async with open_door(house, SERVICE, ROUTERS) as door:
            await house.until_count(1, "SELECT count(*) FROM vacancies.member")
            yield door


def _problem(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == PROBLEM
    return str(answer.json()["type"])


async def test_what_is_no_json_is_malformed_and_what_is_json_is_no_vacancy(door: Door) -> None:
    posted = 0
    for n, (name, text) in enumerate(json_texts().items()):
        answer = await door.post("/vacancies", content=text, headers=JSON)
        if name.startswith("n_"):
            assert (answer.status_code, _problem(answer)) == (400, "urn:mesa:problem:malformed"), name
        else:
            wanted = (400, 422) if name in UNLIKE or name.startswith("i_") else (422,)
            assert answer.status_code in wanted, f"{name}: {answer.text}"
            assert _problem(answer) in ("urn:mesa:problem:malformed", "urn:mesa:problem:invalid"), name
        if n % 40 == 0:
            posted += 1
            good = await door.post("/vacancies", json=POST)
            assert good.status_code == 201, f"after {name}: {good.text}"
    found = await door.get("/vacancies")
    assert len(found.json()) == posted, "whoever asked well after it was served, and nobody else"


@pytest.mark.parametrize(("written", "code"), [
    (b'"seats": 1, "seats": 2', "repeated"),
    (b'"seats": 1, "external_ref": "\\ud800"', "json_invalid"),
    (b'"seats": 1, "external_ref": "\xff"', "not_utf8"),
    (b'"seats": 1' + b"0" * 400, "json_invalid"),
    (b'"seats": 100000000000000000000', "less_than_equal"),
    (b'"seats": 1e400', "json_invalid"),
    (b'"seats": NaN', "json_invalid"),
    (b'"seats": ' + b"[" * 21 + b"]" * 21, "too_deep"),
    (b'"seats": ' + b"[" * 400_000, "json_invalid"),
])  # fmt: skip
async def test_a_value_that_parsers_disagree_on_is_a_problem(written: bytes, code: str, door: Door) -> None:
    body = b'{"commune": "16301", "profile": {"title": "Garz\xc3\xb3n/a", "employer": "B"}, ' + written + b"}"
    answer = await door.post("/vacancies", content=body, headers=JSON)
    assert (answer.status_code // 100, answer.json()["errors"][0]["code"]) == (4, code)
