"""What a door answers when something is wrong with a request, or with us: a problem in Spanish, and nothing inside."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from services.vacancies.api import ROUTERS
from services.vacancies.app import SERVICE
from shared import http
from shared.access import rights
from shared.access.admission import Admission
from shared.contracts.communes import CommuneJoined, Windows
from shared.contracts.envelope import TRACEPARENT, Cut, Envelope, Instant, Period, Seats, Text
from shared.contracts.intake import VacancyPost
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Urgency
from shared.messaging.batch import BatchProcessor
from shared.messaging.cloudevents import headers_of, read
from shared.messaging.decisions import ServiceHandlers
from shared.messaging.memory import MemoryUnitOfWorkFactory
from shared.messaging.records import Record
from shared.messaging.unit_of_work import InvalidData, PermanentError, TransientError
from shared.observe.metrics import Metrics
from tests.keys import As, Keys, MemoryKeyBook
from tests.logs import logged
from tests.unit.services.vacancies.mothers import SAN_CARLOS

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
SECRET = "Rosa Fuentealba, 17.317.684-2"
POST = {"commune": SAN_CARLOS, "seats": 2, "profile": {"title": "Garzón/a", "employer": "Hostería Central"}}
FAILURES = {
    "passing": (TransientError("ConnectionDoesNotExistError"), 503, "unavailable"),
    "unfit": (InvalidData("CharacterNotInRepertoireError"), 422, "invalid"),
    "permanent": (PermanentError("UndefinedTableError"), 500, "failed"),
    "an error of ours": (RuntimeError(SECRET), 500, "failed"),
    "a key that is not there": (KeyError(SECRET), 500, "failed"),
}
FOR_ALL = rights.Row("", *[rights.Reach.EVERYBODY] * 4)
failing = APIRouter()


class Odd(BaseModel):
    day: date
    share: float
    name: Text
    urgency: Urgency
    commune: Cut
    period: Period
    seats: Seats
    at: Instant


@failing.get("/failing/{what}")
async def fail(what: str) -> None:
    raise FAILURES[what][0]


@failing.get("/contract")
async def contract() -> None:
    VacancyPost(commune=SAN_CARLOS, seats=0, profile=Profile(title="Garzón/a", employer="Hostería"))


@failing.post("/odd")
async def odd(body: http.InJson[Odd]) -> None: ...


class Broken(MemoryUnitOfWorkFactory):
    """Books that an error of ours breaks where told."""

    broken: Exception | None = None

    def meets(self, step: str) -> None:
        if self.broken and step == "loaded":
            raise self.broken


@pytest.fixture
def factory() -> Broken:
    factory = Broken()
    factory.at = factory.meets
    return factory


@lru_cache
def built() -> FastAPI:
    """Once: its description takes most of a second, and what differs between tests is its state."""
    return http.build(SERVICE, [*ROUTERS, failing], about="")


@pytest.fixture
async def door(factory: Broken, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """The door of vacancies, San Carlos a member, with a store in memory behind it."""
    monkeypatch.setattr(rights, "VIEWS", {**rights.VIEWS, "fail": FOR_ALL, "contract": FOR_ALL})
    app = built()
    batches = BatchProcessor(ServiceHandlers("vacancies", SERVICE.handlers), factory, lambda: NOW, Metrics())
    book = MemoryKeyBook()
    app.state.runtime = SimpleNamespace(batches=batches, now=lambda: NOW, admission=Admission(book, b"secret"))
    joined = CommuneJoined(commune=SAN_CARLOS, name="San Carlos", windows=Windows(), travel=())
    said = Envelope("j", "/mesa/communes", joined.WIRE, NOW, SAN_CARLOS, "j", None, None, joined)
    await batches.process([_record(said)])
    officer = As(Keys(book), SAN_CARLOS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://v/v1", auth=officer) as client:
        yield client


def _record(envelope: Envelope[Any]) -> Record:
    body = envelope.data.model_dump_json(exclude_none=True).encode()
    return Record("communes", 0, 0, b"", body, tuple(headers_of(envelope)))


def told(response: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    """The problem document."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert (body["type"], body["status"]) == (f"urn:mesa:problem:{kind}", status)
    assert SECRET not in response.text
    return body


def texts(body: dict[str, Any]) -> dict[str, str]:
    return {fault["field"]: fault["text"] for fault in body["errors"]}


@pytest.mark.parametrize("what", FAILURES)
async def test_whatever_is_raised_in_a_route_is_a_problem_without_what_is_inside(
    what: str, door: httpx.AsyncClient
) -> None:
    _, status, kind = FAILURES[what]
    with logged() as lines:
        told(await door.get(f"/failing/{what}"), status, kind)
    assert len(lines) == 1
    assert SECRET not in repr(lines)
    if status == 500:
        assert (lines[0]["event"], lines[0]["log_level"]) == ("request_failed", "error")
        assert "in fail" in lines[0]["frames"]


async def test_a_contract_that_is_broken_within_a_route_names_its_faults(door: httpx.AsyncClient) -> None:
    assert texts(told(await door.get("/contract"), 422, "invalid")) == {"seats": "Tiene que ser 1 o más"}


async def test_a_request_that_an_error_of_ours_breaks_is_parked(door: httpx.AsyncClient, factory: Broken) -> None:
    factory.broken = OverflowError(SECRET)
    with logged() as lines:
        told(await door.post("/vacancies", json=POST), 500, "parked")
    assert [(parked.code, parked.detail) for parked in factory.dead_letters] == [("failed", "OverflowError")]
    assert [(line["event"], line["log_level"]) for line in lines] == [("message_parked", "error")]
    assert SECRET not in repr(lines)


@pytest.mark.parametrize("match", ['"²"', f'"{"9" * 5000}"', '"-1"', 'W/"1"', '"１"', '"0"', '"a", W/"1"'])
async def test_an_etag_that_nobody_gave_is_a_failed_precondition(match: str, door: httpx.AsyncClient) -> None:
    asked = {"commune": SAN_CARLOS, "seats": 3}
    answer = await door.patch("/vacancies/v1", json=asked, headers={b"If-Match": match.encode()})
    told(answer, 412, "rejected")


@pytest.mark.parametrize("match", ["soon", '"1 2"', '"1" "2"', "1", '*, "1"', "", ",", '"1'])
async def test_what_is_no_etag_is_malformed(match: str, door: httpx.AsyncClient) -> None:
    asked = {"commune": SAN_CARLOS, "seats": 3}
    told(await door.patch("/vacancies/v1", json=asked, headers={"If-Match": match}), 400, "malformed")


async def test_who_changes_what_others_may_change_says_what_they_have_read(door: httpx.AsyncClient) -> None:
    told(await door.patch("/vacancies/v1", json={"commune": SAN_CARLOS, "seats": 3}), 428, "precondition-required")


@pytest.mark.parametrize("key", [b"a\xadb", b"a b", "añb".encode(), b"a" * 201, b""])
async def test_a_key_that_could_not_travel_is_refused(key: bytes, door: httpx.AsyncClient, factory: Broken) -> None:
    before = len(factory.outbox)
    told(await door.post("/vacancies", json=POST, headers={b"Idempotency-Key": key}), 422, "invalid")
    assert len(factory.outbox) == before


@pytest.mark.parametrize("trace", ["x" * 3000, "00-" + "0" * 32 + "-" + "1" * 16 + "-01", "ff-" + "1" * 32, "a\xadb"])
async def test_a_trace_that_is_none_is_made_anew_and_what_follows_can_be_read(
    trace: str, door: httpx.AsyncClient, factory: Broken
) -> None:
    headers = {b"traceparent": trace.encode("latin-1"), b"Idempotency-Key": b"~" * 200}
    before = len(factory.outbox)
    assert (await door.post("/vacancies", json=POST, headers=headers)).status_code == 201
    said = factory.outbox[before:]
    assert said
    assert not [out for out in said if "~" in f"{out.envelope.causation_id}{out.envelope.correlation_id}"]
    for out in said:
        body = out.data.encode()
        heard = read(Record(out.topic, 0, 0, b"", body, tuple(headers_of(out.envelope))))
        assert TRACEPARENT.fullmatch(heard.envelope.traceparent or "")


async def test_a_trace_that_is_one_is_kept(door: httpx.AsyncClient, factory: Broken) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    await door.post("/vacancies", json=POST, headers={"traceparent": trace})
    assert factory.outbox[-1].envelope.traceparent == trace


@pytest.mark.parametrize(
    "path",
    ["/insights?since=0001-01-01T00:00:00%2B14:00", "/insights?until=9999-12-31T23:59:59-14:00"],
)
async def test_a_period_beyond_all_years_is_refused(path: str, door: httpx.AsyncClient) -> None:
    (text,) = texts(told(await door.get(path), 422, "invalid")).values()
    assert text == "El año tiene que estar entre 1900 y 2200"


async def test_a_vacancy_valid_beyond_all_years_is_refused(door: httpx.AsyncClient) -> None:
    answer = await door.post("/vacancies", json={**POST, "valid_through": "9999-12-31T23:59:59-14:00"})
    body = told(answer, 422, "invalid")
    assert texts(body) == {"valid_through": "El año tiene que estar entre 1900 y 2200"}


@pytest.mark.parametrize("path", ["/vacancies?text=%00", "/placements?after=%00", "/employers?text=a%00b"])
async def test_a_nul_is_looked_for_nowhere(path: str, door: httpx.AsyncClient) -> None:
    (fault,) = told(await door.get(path), 422, "invalid")["errors"]
    assert fault["code"] == "nul_character"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b'{"day": "2026-01-1', "json_invalid"),
        (b"", "json_invalid"),
        (b'{"share": NaN}', "json_invalid"),
        (b'{"name": "\\ud800"}', "json_invalid"),
        (b'{"day": "\xff"}', "not_utf8"),
        ('{"day": "2026-01-12"}'.encode("utf-16"), "not_utf8"),
        (b'{"a":' * 21 + b"1" + b"}" * 21, "too_deep"),
        (b"[" * 100_000 + b"]" * 100_000, "json_invalid"),
    ],
)
async def test_a_body_that_is_no_json_is_malformed(sent: bytes, code: str, door: httpx.AsyncClient) -> None:
    answer = await door.post("/odd", content=sent, headers={"content-type": "application/json"})
    assert [(fault["code"], fault["field"]) for fault in told(answer, 400, "malformed")["errors"]] == [(code, "")]


async def test_every_fault_says_what_is_wrong_in_spanish(door: httpx.AsyncClient) -> None:
    sent = b'{"share": "1", "name": "", "day": "2026-13-12T99", "urgency": "nunca", "seats": %d,' % 10**30
    sent += '"commune": "１６３０１", "period": "2026-13", "at": "2026-01-12T09:00:00"}'.encode()
    answer = await door.post("/odd", content=sent, headers={"content-type": "application/json"})
    found = texts(told(answer, 422, "invalid"))
    assert found["day"] == "No es una fecha como 2026-01-12"
    assert found["name"] == "No puede quedar vacío"
    assert found["share"] == "Tiene que ser un número"
    assert found["urgency"].startswith("Tiene que ser uno de: '")
    assert " o '" in found["urgency"]
    assert " or " not in found["urgency"]
    assert found["commune"].startswith("Tiene que ser el código de una comuna")
    assert found["period"] == "No es un mes como 2026-04"
    assert "zona horaria" in found["at"]
    assert "Este valor no sirve" not in found.values()


async def test_a_field_that_nobody_knows_is_named_so_that_it_can_be_told(door: httpx.AsyncClient) -> None:
    sent = b'{"commune": "16301", "a\\u0000": 1, "' + b"x" * 5000 + b'": 2}'
    answer = await door.post("/vacancies/v1/part", content=sent, headers={"content-type": "application/json"})
    found = texts(told(answer, 422, "invalid"))
    assert found == {"a\ufffd": "Este dato no se conoce", "x" * 200: "Este dato no se conoce"}
