"""A disclosure over HTTP on real servers: once, with a yes; nothing of the person stays in a fact, answer or table."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
from pydantic import SecretStr

from services.matching.api.identity import router as identities
from services.matching.api.seekers import router
from services.matching.app import SERVICE as MATCHING
from services.vacancies.app import SERVICE as VACANCIES
from shared.contracts import intake
from shared.contracts.matching import DisclosureGiven, DisclosureRevoked
from shared.contracts.replies import RequestAccepted
from shared.contracts.vacancies import SeatLeased
from tests.real.doors import Door, open_door
from tests.real.house import NIQUEN, SAN_CARLOS, House, until
from tests.unit.services.matching.mothers import HARVEST

KEY = SecretStr(base64.b64encode(bytes(range(32))).decode())
ROSA = {"name": "Rosa Fuentealba", "rut": "12.667.869-K", "contact": "rosa@example.cl"}
PICKER = {"occupations": [{"code": "9211"}], "experience_years": 3}
YES = {"commune": NIQUEN, "officer": "niquen-1", "means": "signed"}


@pytest.fixture
async def house(kafka_server: str, database: str, prefix: str) -> AsyncIterator[House]:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies", "matching"], [SAN_CARLOS, NIQUEN])
        await house.join(SAN_CARLOS, NIQUEN)
        yield house


@pytest.fixture
async def http(house: House) -> AsyncIterator[Door]:
    async with open_door(house, MATCHING, [router, identities], base="", identity_key=KEY) as client:
        await house.until_count(2, "SELECT count(*) FROM matching.commune")
        yield client


async def seated(house: House, http: Door) -> tuple[str, SeatLeased]:
    """Rosa of Ñiquén holds a seat in a vacancy of San Carlos."""
    body = {"commune": NIQUEN, "profile": PICKER, "identity": ROSA}
    ref = (await http.post("/v1/seekers", json=body)).json()["candidate_ref"]
    await house.open(VACANCIES)
    await house.ask(intake.VacancyPost(commune=SAN_CARLOS, seats=1, profile=HARVEST, local_hours=0))
    await house.until_count(1, "SELECT count(*) FROM matching.seeker WHERE state = 'leased'")
    (leased,) = await said(house, SeatLeased, "vacancies")
    assert leased.candidate_ref == ref
    return ref, leased


async def said(house: House, kind: type[Any], topic: str = "offers") -> list[Any]:
    return [h.envelope.data for h in await house.heard(topic) if isinstance(h.envelope.data, kind)]


async def record(http: Door, ref: str, lease: SeatLeased) -> str:
    made = await http.post(f"/v1/seekers/{ref}/consents", json={**YES, "vacancy_id": lease.vacancy_id})
    assert made.status_code == 201, made.text
    consent: str = made.json()["consent_id"]
    return consent


async def ask(http: Door, lease: SeatLeased, key: str) -> httpx.Response:
    return await http.post(
        f"/v1/vacancies/{lease.vacancy_id}/leases/{lease.lease_id}/identity",
        json={"commune": SAN_CARLOS, "officer": "sc-7"},
        headers={"Idempotency-Key": key},
    )


async def test_an_identity_is_given_once_and_whoever_holds_it_hears_that_it_is_taken_back(
    house: House, http: Door
) -> None:
    ref, lease = await seated(house, http)
    without = await ask(http, lease, "k0")
    assert (without.status_code, without.json()["errors"][0]["code"]) == (403, "no_consent")
    consent = await record(http, ref, lease)

    first = await ask(http, lease, "k1")
    assert first.status_code == 200, first.text
    assert first.json()["identity"] == {**ROSA, "rut": "12667869K"}
    assert first.headers["Cache-Control"] == "no-store"
    assert (await ask(http, lease, "k1")).json() == first.json()  # the line broke: the same request, answered the same
    second = await ask(http, lease, "k2")
    assert (second.status_code, second.json()["errors"][0]["code"]) == (409, "stale_disclosure")
    assert "ya se entregó el" in second.json()["errors"][0]["text"]

    revoked = await http.post(
        f"/v1/seekers/{ref}/consents/{consent}/revoke", json={"commune": NIQUEN, "officer": "niquen-2"}
    )
    assert revoked.json()["told"] == "1"
    for key in ("k1", "k3"):
        gone = await ask(http, lease, key)
        assert (gone.status_code, gone.json()["errors"][0]["code"]) == (410, "gone_disclosure")
    owed = (await http.get("/v1/disclosures", params={"commune": SAN_CARLOS, "to_erase": True})).json()
    assert [(one["lease_id"], one["why"]) for one in owed] == [(lease.lease_id, "consent_revoked")]
    logged = (await http.get(f"/v1/seekers/{ref}/accesses", auth=http.as_(NIQUEN))).json()
    assert [(line["what"], line["commune"], line["officer"]) for line in logged] == [
        ("registered", NIQUEN, None),
        ("consent_recorded", NIQUEN, "niquen-1"),
        ("permitted", SAN_CARLOS, "sc-7"),
        ("given", SAN_CARLOS, "sc-7"),
        ("read", SAN_CARLOS, "sc-7"),
        ("read", SAN_CARLOS, "sc-7"),
        ("consent_revoked", NIQUEN, "niquen-2"),
        ("ended:consent_revoked", SAN_CARLOS, None),
    ]
    await nothing_stays(house, first.json()["candidate_ref"])


async def nothing_stays(house: House, ref: str) -> None:
    """Of who it is, in any fact, answer or table."""

    async def told() -> bool:
        return bool(await said(house, DisclosureRevoked))

    await until(told, "the office is told")
    (given,) = await said(house, DisclosureGiven)
    assert (given.commune, given.candidate_ref) == (SAN_CARLOS, ref)
    facts = repr([heard.envelope for heard in await house.heard("offers", "vacancies")])
    rows = str([await house.db.fetch(f"SELECT * FROM matching.{table}") for table in await tables(house)])
    for secret in ("Rosa", "Fuentealba", "12667869", "rosa@example.cl"):
        assert secret not in facts
        assert secret not in rows


async def tables(house: House) -> list[str]:
    found = await house.db.fetch("SELECT table_name FROM information_schema.tables WHERE table_schema = 'matching'")
    return [row["table_name"] for row in found]


async def test_what_its_holder_has_erased_is_not_given_again_and_the_log_says_who_erased_it(
    house: House, http: Door
) -> None:
    ref, lease = await seated(house, http)
    await record(http, ref, lease)
    assert (await ask(http, lease, "k1")).status_code == 200
    url = f"/v1/vacancies/{lease.vacancy_id}/leases/{lease.lease_id}/identity/erased"
    body = {"commune": SAN_CARLOS, "officer": "sc-8"}
    assert (await http.post(url, json={**body, "officer": "12667869-K"})).status_code == 422
    assert (await http.post(url, json=body)).status_code == 200
    for key in ("k1", "k2"):
        gone = await ask(http, lease, key)
        assert (gone.status_code, gone.json()["errors"][0]["code"]) == (410, "gone_disclosure")
    assert (await http.post(url, json={"commune": SAN_CARLOS})).status_code == 200, "said twice, logged once"
    logged = (await http.get(f"/v1/seekers/{ref}/accesses", auth=http.as_(NIQUEN))).json()
    assert [(line["what"], line["officer"]) for line in logged][-2:] == [("read", "sc-7"), ("erased_by_holder", "sc-8")]


async def test_by_the_bus_nobody_is_told_who_it_is(house: House, http: Door) -> None:
    ref, lease = await seated(house, http)
    await record(http, ref, lease)
    asked = intake.DisclosureAsk(
        commune=SAN_CARLOS, vacancy_id=lease.vacancy_id, lease_id=lease.lease_id, officer="sc-1"
    )
    (identity,) = await house.ask(asked)

    async def answered() -> bool:
        replies = await said(house, RequestAccepted, f"replies.{SAN_CARLOS}")
        return any(reply.request_id == identity for reply in replies)

    await until(answered, "an answer")
    (told,) = [r for r in await said(house, RequestAccepted, f"replies.{SAN_CARLOS}") if r.request_id == identity]
    assert set(told.result) == {"lease_id", "expires_at"}
    assert (await ask(http, lease, "k1")).json()["identity"]["name"] == ROSA["name"]


async def test_a_key_that_was_used_for_something_else_opens_nothing(house: House, http: Door) -> None:
    ref, lease = await seated(house, http)
    await record(http, ref, lease)
    other = {"commune": SAN_CARLOS, "profile": PICKER, "identity": {"name": "Otra"}}
    made = [await http.post("/v1/seekers", json=other, headers={"Idempotency-Key": "k9"}) for _ in range(2)]
    assert made[0].json() == made[1].json(), "the same again is no other request"
    refused = await ask(http, lease, "k9")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "idempotency_key_reused")
    assert await house.count("SELECT count(*) FROM matching.disclosure") == 0


async def test_the_log_of_access_is_written_once(house: House, http: Door) -> None:
    ref, lease = await seated(house, http)
    await record(http, ref, lease)
    for change in ("UPDATE matching.access_log SET officer = 'x'", "DELETE FROM matching.access_log"):
        with pytest.raises(asyncpg.RaiseError, match="written once"):
            await house.db.execute(change)
