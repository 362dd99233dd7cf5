"""Matching beside vacancies on real servers: who is registered is offered and seated; identities stay inside."""

import asyncio
import base64
from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import SecretStr

from services.matching.api import ROUTERS
from services.matching.app import SERVICE as MATCHING
from services.vacancies.app import SERVICE as VACANCIES
from shared.clock import with_origin
from shared.contracts import intake
from shared.contracts.matching import CounterAct, CounterCounted, OfferMade
from tests.real.doors import open_door
from tests.real.house import NIQUEN, SAN_CARLOS, House, until
from tests.unit.services.matching.mothers import HARVEST

KEY = SecretStr(base64.b64encode(bytes(range(32))).decode())
ROSA = {"name": "Rosa Fuentealba", "rut": "12.667.869-K", "contact": "rosa@example.cl"}
PICKER = {"occupations": [{"code": "9211"}], "experience_years": 3}


@pytest.fixture
async def house(kafka_server: str, database: str, prefix: str) -> AsyncIterator[House]:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies", "matching"], [SAN_CARLOS, NIQUEN])
        await house.join(SAN_CARLOS, NIQUEN)
        yield house


@pytest.fixture
async def http(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with open_door(house, MATCHING, ROUTERS, base="", identity_key=KEY) as client:
        await house.until_count(2, "SELECT count(*) FROM matching.commune")
        yield client


async def test_a_registered_seeker_is_offered_and_has_a_seat(house: House, http: httpx.AsyncClient) -> None:
    body = {"commune": SAN_CARLOS, "profile": PICKER, "identity": ROSA}
    made = await http.post("/v1/seekers", json=body, headers={"Idempotency-Key": "k1"})
    assert made.status_code == 201, made.text
    ref = made.json()["candidate_ref"]
    assert (await http.post("/v1/seekers", json=body, headers={"Idempotency-Key": "k1"})).json() == made.json()
    again = await http.post("/v1/seekers", json={**body, "commune": NIQUEN})
    assert again.json()["errors"][0]["code"] == "already_registered"

    await house.open(VACANCIES)
    await house.ask(intake.VacancyPost(commune=SAN_CARLOS, seats=1, profile=HARVEST, distinct=True))
    await house.until_count(1, "SELECT count(*) FROM vacancies.lease WHERE candidate_ref = $1", ref)
    await house.until_count(1, "SELECT count(*) FROM matching.seeker WHERE state = 'leased'")
    one = (await http.get(f"/v1/seekers/{ref}")).json()
    assert [seat["hold"] for seat in one["seats"]] == ["held"]
    vacancy = one["seats"][0]["vacancy_id"]
    found = (await http.get(f"/v1/vacancies/{vacancy}/cards", params={"commune": SAN_CARLOS})).json()
    assert found["candidates"][0]["score"] == sum(part["points"] for part in found["candidates"][0]["parts"])
    card = (await http.get(f"/v1/vacancies/{vacancy}/cards/{ref}")).json()
    assert card == found["candidates"][0]

    left = await http.post(f"/v1/seekers/{ref}/deregister", json={"commune": SAN_CARLOS})
    assert left.status_code == 200, left.text
    await house.until_count(1, "SELECT count(*) FROM vacancies.lease WHERE state = 'released'")
    assert await house.count("SELECT count(*) FROM matching.identity") == 1
    erased = await http.post(f"/v1/seekers/{ref}/deregister", json={"commune": SAN_CARLOS, "erase": True})
    assert erased.status_code == 200, erased.text
    assert await house.count("SELECT count(*) FROM matching.identity") == 0
    assert await house.count("SELECT count(*) FROM matching.identity_key") == 0


async def test_a_profile_is_changed_by_one_officer_at_a_time_paused_and_confirmed(http: httpx.AsyncClient) -> None:
    asked = {"commune": SAN_CARLOS}
    made = await http.post("/v1/seekers", json={**asked, "profile": PICKER, "identity": ROSA})
    url = f"/v1/seekers/{made.json()['candidate_ref']}"
    seen = (await http.get(url)).headers["ETag"]
    body = {**asked, "changes": {"pay_floor": 540_000, "available_from": "2026-03-01", "training": ["Grúa"]}}
    first = await http.patch(url, json=body, headers={"If-Match": seen})
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    second = await http.patch(url, json=body, headers={"If-Match": seen})
    assert (second.status_code, second.json()["errors"][0]["code"]) == (412, "version_mismatch")
    assert (await http.patch(url, json=body, headers={"If-Match": "W/x"})).status_code == 400
    one = await http.get(url)
    assert one.headers["ETag"] == '"2"'
    assert [one.json()[name] for name in body["changes"]] == [540_000, "2026-03-01", ["Grúa"]]
    await http.post(f"{url}/deactivate", json=asked)
    assert (await http.get(url)).json()["state"] == "inactive"
    await http.post(f"{url}/confirm", json=asked)
    assert (await http.get(url)).json()["state"] == "free"


async def test_no_identity_is_in_a_fact_an_answer_or_any_other_table(house: House, http: httpx.AsyncClient) -> None:
    await http.post("/v1/seekers", json={"commune": SAN_CARLOS, "profile": PICKER, "identity": ROSA})
    await house.open(VACANCIES)
    await house.ask(intake.VacancyPost(commune=SAN_CARLOS, seats=1, profile=HARVEST, distinct=True))

    async def offered() -> bool:
        return any(isinstance(heard.envelope.data, OfferMade) for heard in await house.heard("offers"))

    await until(offered, "an offer")
    said = repr([heard.envelope for heard in await house.heard("offers", "vacancies")])
    shown = (await http.get("/v1/seekers", params={"commune": SAN_CARLOS})).text
    rows = str([await house.db.fetch(f"SELECT * FROM matching.{table}") for table in await tables(house)])
    for secret in ("Rosa", "Fuentealba", "12667869", "rosa@example.cl"):
        assert secret not in said
        assert secret not in shown
        assert secret not in rows


async def test_five_registrations_of_a_day_are_told_as_a_number_after_it(house: House) -> None:
    clock = with_origin("2026-01-12T09:00-03:00@20000")
    async with open_door(house, MATCHING, ROUTERS, base="", identity_key=KEY, clock=clock) as http:
        await house.until_count(2, "SELECT count(*) FROM matching.commune")
        made = [
            {"commune": cut, "profile": PICKER, "identity": {"name": "Rosa"}} for cut in [SAN_CARLOS] * 5 + [NIQUEN]
        ]
        answers = await asyncio.gather(*(http.post("/v1/seekers", json=body) for body in made))
        assert [answer.status_code for answer in answers] == [201] * 6
        await house.until_count(1, "SELECT count(*) FROM matching.outbox WHERE type = $1", CounterCounted.WIRE)
    await house.open(MATCHING, clock=clock)

    async def told() -> bool:
        return any(isinstance(heard.envelope.data, CounterCounted) for heard in await house.heard("offers"))

    await until(told, "a count")
    (fact,) = [m.envelope.data for m in await house.heard("offers") if isinstance(m.envelope.data, CounterCounted)]
    assert (fact.commune, fact.count, fact.act) == (SAN_CARLOS, 5, CounterAct.REGISTERED)
    left = await house.db.fetch("SELECT commune, cardinality(people) AS people FROM matching.counter_tally")
    assert {(row["commune"], row["people"]) for row in left} == {(SAN_CARLOS, 0), (NIQUEN, 1)}


async def tables(house: House) -> list[str]:
    found = await house.db.fetch("SELECT table_name FROM information_schema.tables WHERE table_schema = 'matching'")
    return [row["table_name"] for row in found]


async def test_a_refused_registration_leaves_no_identity(house: House, http: httpx.AsyncClient) -> None:
    body = {"commune": "13101", "profile": PICKER, "identity": ROSA}
    refused = await http.post("/v1/seekers", json=body)
    assert refused.json()["errors"][0]["code"] == "commune_not_in_mesa"
    assert await house.count("SELECT count(*) FROM matching.identity") == 0
    assert await house.count("SELECT count(*) FROM matching.identity_key") == 0


async def test_every_fault_of_a_registration_is_told_and_none_shows_the_person(http: httpx.AsyncClient) -> None:
    body = {"commune": "1", "profile": {"sex": "F"}, "identity": {**ROSA, "rut": "17317684-2"}}
    refused = await http.post("/v1/seekers", json=body)
    assert refused.status_code == 422
    assert {fault["field"] for fault in refused.json()["errors"]} == {"commune", "profile.sex", "identity.rut"}
    assert "Rosa" not in refused.text
    assert "17317684" not in refused.text
