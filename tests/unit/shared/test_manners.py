"""HTTP as its RFCs say it, at the door of vacancies: methods, media types, sizes, names in a query, ETags, types."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import lru_cache
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI

from services.vacancies.api import ROUTERS
from services.vacancies.app import SERVICE
from services.vacancies.model.policy import Policy
from shared.access.admission import Admission
from shared.http import build
from shared.http.manners import JSON, MOST_BYTES
from shared.messaging.unit_of_work import TransientError
from tests.keys import As, Keys, MemoryKeyBook

SAN_CARLOS = "16301"
POST = {"commune": SAN_CARLOS, "seats": 2, "profile": {"title": "Garzón/a", "employer": "Hostería Central"}}
NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)


class NoBatches:
    async def handle(self, envelope: object) -> None:
        raise TransientError("whoever gets so far has asked well")


@lru_cache
def built() -> FastAPI:
    """Once: its description takes most of a second, and what differs between tests is its state."""
    return build(SERVICE, ROUTERS, about="")


@pytest.fixture
async def door() -> AsyncIterator[httpx.AsyncClient]:
    app = built()
    book = MemoryKeyBook()
    admission = Admission(book, b"secret")
    app.state.runtime = SimpleNamespace(batches=NoBatches(), now=lambda: NOW, admission=admission, policy=Policy())
    officer = As(Keys(book), SAN_CARLOS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://v/v1", auth=officer) as client:
        yield client


async def test_whoever_asks_what_can_be_done_is_told(door: httpx.AsyncClient) -> None:
    answer = await door.options("/vacancies/v1")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, PATCH"
    refused = await door.delete("/vacancies/v1")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS, PATCH")
    assert refused.headers["content-type"] == "application/problem+json"
    assert (await door.get("/employers/contacts")).status_code == 405, "it is no employer called contacts"


async def test_a_head_is_a_get_without_its_body(door: httpx.AsyncClient) -> None:
    whole, head = await door.get("/policy"), await door.head("/policy")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert head.headers["content-length"] == whole.headers["content-length"]


async def test_who_has_it_already_is_not_sent_it_again(door: httpx.AsyncClient) -> None:
    tag = (await door.get("/policy")).headers["ETag"]
    for has in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = await door.get("/policy", headers={"If-None-Match": has})
        assert (answer.status_code, answer.content) == (304, b""), has
        assert answer.headers["ETag"] == tag
    assert (await door.get("/policy", headers={"If-None-Match": '"other"'})).status_code == 200
    assert (await door.get("/policy", headers={"If-None-Match": "other"})).status_code == 400


@pytest.mark.parametrize(("accepted", "status"), [
    ("application/json", 200), ("*/*", 200), ("application/*;q=0.1", 200), ("text/html, application/json", 200),
    ("text/html", 406), ("application/json;q=0", 406), ("application/json;q=0.0, text/*", 406),
])  # fmt: skip
async def test_what_is_given_is_what_the_asker_takes(accepted: str, status: int, door: httpx.AsyncClient) -> None:
    assert (await door.get("/policy", headers={"Accept": accepted})).status_code == status


@pytest.mark.parametrize(("kind", "status"), [
    ("application/json", 503), ("application/json; charset=utf-8", 503), ('Application/JSON;charset="UTF-8"', 503),
    ("application/json; charset=latin-1", 415), ("text/plain", 415), ("application/x-www-form-urlencoded", 415),
    ("", 415),
])  # fmt: skip
async def test_a_body_is_json_in_utf_8(kind: str, status: int, door: httpx.AsyncClient) -> None:
    request = door.build_request("POST", "/vacancies", json=POST)
    request.headers["content-type"] = kind
    assert (await door.send(request)).status_code == status


async def test_a_body_that_is_compressed_or_too_large_is_not_unpacked(door: httpx.AsyncClient) -> None:
    packed = await door.post("/vacancies", json=POST, headers={"content-encoding": "gzip"})
    assert packed.status_code == 415
    large = await door.post("/vacancies", json={**POST, "more": "x" * MOST_BYTES[JSON]})
    assert large.status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 65_536

    request = door.build_request("POST", "/vacancies", content=endless(), headers={"content-type": "application/json"})
    assert (await door.send(request, auth=None)).status_code == 401, "nothing is read from somebody without a key"
    headers = dict((await _shown(door)).headers) | {"content-type": "application/json"}
    request = door.build_request("POST", "/vacancies", content=endless(), headers=headers)
    assert (await door.send(request, auth=None)).status_code == 413


async def _shown(door: httpx.AsyncClient) -> httpx.Request:
    return (await door.get("/policy")).request


async def test_a_query_has_no_other_names_than_those_that_are_known(door: httpx.AsyncClient) -> None:
    answer = await door.get("/vacancies?comuna=16301&commune=16301&commune=16303&stage=local&stage=calling")
    assert answer.status_code == 422
    found = [(fault["code"], fault["field"]) for fault in answer.json()["errors"]]
    assert found == [("extra_forbidden", "comuna"), ("repeated", "commune")]


async def test_the_description_is_read_without_a_key_and_without_the_internet(door: httpx.AsyncClient) -> None:
    page = await door.get("http://v/docs", auth=None)
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(addresses) >= 2
    for address in addresses:
        assert not address.startswith(("http", "//")), address
        assert (await door.get(f"http://v{address}", auth=None)).status_code == 200, address
    assert (await door.get("http://v/docs/files/../../etc/passwd", auth=None)).status_code in (401, 404)
    described = (await door.get("http://v/openapi.json", auth=None)).json()
    for path, operations in described["paths"].items():
        closed = [bool(operation.get("security")) for operation in operations.values()]
        assert all(closed) != path.startswith("/health"), path


async def test_every_answer_says_in_which_language_it_speaks(door: httpx.AsyncClient) -> None:
    for path in ("/policy", "/vacancies?x=1"):
        assert (await door.get(path)).headers["Content-Language"] == "es"


@pytest.mark.parametrize("changed", [
    {"seats": True}, {"seats": "1"}, {"seats": 1.0}, {"distinct": 1}, {"distinct": "true"}, {"local_hours": "1"},
    {"valid_through": 1_800_000_000}, {"published_on": 0}, {"published_on": "2026-01-12T00:00:00"}, {"commune": 16301},
])  # fmt: skip
async def test_a_value_of_another_type_is_not_taken(changed: dict[str, object], door: httpx.AsyncClient) -> None:
    answer = await door.post("/vacancies", json={**POST, **changed})
    assert answer.status_code == 422, answer.text
    assert [fault["field"] for fault in answer.json()["errors"]] == [next(iter(changed))]


@pytest.mark.parametrize("query", ["/insights?until=0.5", "/insights?since=1800000000", "/employers?next_by=0"])
async def test_a_number_in_a_query_is_no_day_and_no_instant(query: str, door: httpx.AsyncClient) -> None:
    assert (await door.get(query)).status_code == 422


async def test_a_request_that_is_well_formed_gets_as_far_as_the_books(door: httpx.AsyncClient) -> None:
    assert (
        await door.post("/vacancies", json={**POST, "valid_through": "2026-02-12T09:00:00-03:00"})
    ).status_code == 503
