"""What officers answer over HTTP, on real servers: proposals with their warnings, refusals with their causes."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from services.matching.api.insurance import router as insurance
from services.matching.api.offers import router as offers
from services.matching.api.proposals import router as proposals
from services.matching.api.seekers import router
from services.matching.app import SERVICE as MATCHING
from services.vacancies.app import SERVICE as VACANCIES
from shared.contracts import intake
from shared.contracts.communes import Offers
from tests.real.doors import Door, open_door
from tests.real.house import NIQUEN, SAN_CARLOS, House, until
from tests.unit.services.matching.mothers import HARVEST

KEY = SecretStr(base64.b64encode(bytes(range(32))).decode())
PICKER = {"occupations": [{"code": "9211"}], "experience_years": 3}


@pytest.fixture
async def house(kafka_server: str, database: str, prefix: str) -> AsyncIterator[House]:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies", "matching"], [SAN_CARLOS, NIQUEN])
        await house.join(SAN_CARLOS)
        await house.join(NIQUEN, offers=Offers.CONFIRMED)
        yield house


@pytest.fixture
async def http(house: House) -> AsyncIterator[Door]:
    async with open_door(
        house, MATCHING, [router, proposals, insurance, offers], base="", identity_key=KEY, insurance_far_minutes=20
    ) as client:
        await house.until_count(2, "SELECT count(*) FROM matching.commune")
        yield client


async def register(http: Door, name: str) -> str:
    body = {"commune": NIQUEN, "profile": PICKER, "identity": {"name": name}}
    ref: str = (await http.post("/v1/seekers", json=body)).json()["candidate_ref"]
    return ref


async def proposed(house: House, http: Door) -> dict[str, Any]:
    """San Carlos has nobody; what Ñiquén could offer waits for its officer."""
    await house.open(VACANCIES)
    await house.ask(intake.VacancyPost(commune=SAN_CARLOS, seats=1, profile=HARVEST, local_hours=0))

    async def there() -> bool:
        return bool((await http.get("/v1/proposals", params={"commune": NIQUEN})).json())

    await until(there, "a proposal")
    (one,) = (await http.get("/v1/proposals", params={"commune": NIQUEN})).json()
    found: dict[str, Any] = one
    return found


async def test_an_officer_reads_the_warning_confirms_and_the_person_is_seated(house: House, http: Door) -> None:
    rosa, eva = await register(http, "Rosa"), await register(http, "Eva")
    noted = await http.put(f"/v1/seekers/{rosa}/insurance", json={"commune": NIQUEN, "beneficiary": True})
    assert noted.status_code == 200, noted.text
    one = await proposed(house, http)
    assert next(iter(one)) == "warnings"
    (warned,) = one["warnings"]
    assert warned["candidate_ref"] == rosa
    assert "Ley 19.728" in warned["text"]
    assert "unos 30 minutos" in warned["text"]
    assert {each["candidate_ref"] for each in one["candidates"]} == {rosa, eva}
    assert await house.count("SELECT count(*) FROM vacancies.lease") == 0

    whole = (await http.get(f"/v1/proposals/{one['proposal_id']}", auth=http.as_(NIQUEN))).json()
    assert whole["warnings"] == one["warnings"]
    assert all(each["card"]["fits"] and "30 minutos" in each["card"]["way"] for each in whole["candidates"])

    path = f"/v1/proposals/{one['proposal_id']}/confirm"
    done = await http.post(path, json={"commune": NIQUEN, "candidate_refs": [rosa], "officer": "niquen-1"})
    assert (done.status_code, done.json()["offered"]) == (201, "1"), done.text
    await house.until_count(1, "SELECT count(*) FROM vacancies.lease WHERE candidate_ref = $1", rosa)
    again = await http.post(path, json={"commune": NIQUEN, "candidate_refs": [eva]})
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "stale_proposal")
    await house.until_count(1, "SELECT count(*) FROM matching.seeker WHERE state = 'leased'")
    (abroad,) = (await http.get("/v1/insurance-warnings", params={"commune": NIQUEN})).json()
    assert (abroad["candidate_ref"], abroad["vacancy_commune"], abroad["minutes"]) == (rosa, SAN_CARLOS, 30)


async def test_a_refusal_keeps_its_legal_cause_for_who_exports_it(house: House, http: Door) -> None:
    rosa = await register(http, "Rosa")
    await http.put(f"/v1/seekers/{rosa}/insurance", json={"commune": NIQUEN, "beneficiary": True})
    one = await proposed(house, http)
    body = {"commune": NIQUEN, "vacancy_id": one["vacancy_id"], "cause": "illness", "officer": "niquen-1"}
    made = await http.post(f"/v1/seekers/{rosa}/refusals", json=body)
    assert made.status_code == 201, made.text
    (kept,) = (await http.get("/v1/insurance-refusals", params={"commune": NIQUEN})).json()
    assert (kept["cause"], kept["noted"][0]["cause"], kept["minutes"]) == ("illness", "far_from_home", 30)
    assert kept["cause_text"].startswith("Enfermedad")
    page = await http.get("/v1/insurance-refusals", params={"commune": NIQUEN, "limit": 1})
    assert f"after={kept['refusal_id']}" in page.headers["Link"]
    asked = {"commune": NIQUEN, "after": kept["refusal_id"], "since": "2020-01-01T00:00:00Z"}
    assert (await http.get("/v1/insurance-refusals", params=asked)).json() == []
    asked = {"commune": NIQUEN, "after": one["proposal_id"]}
    assert (await http.get("/v1/proposals", params=asked)).json() == []
    assert (await http.get("/v1/insurance-refusals", params={"commune": SAN_CARLOS})).json() == []
    said = repr([heard.envelope for heard in await house.heard("offers", "vacancies")])
    assert "illness" not in said
    assert "insurance" not in said


async def test_an_officer_answers_later_offers_by_hand_and_takes_a_mistake_back(house: House, http: Door) -> None:
    for name in ("Rosa", "Eva", "Ana"):
        await register(http, name)
    one = await proposed(house, http)
    refs = [each["candidate_ref"] for each in one["candidates"]]
    kept, later = refs[0], refs[1]
    path = f"/v1/proposals/{one['proposal_id']}/confirm"
    body = {"commune": NIQUEN, "candidate_refs": [kept], "later_refs": [later]}
    done = await http.post(path, json=body)
    assert done.status_code == 201, done.text
    (left,) = (await http.get("/v1/proposals", params={"commune": NIQUEN})).json()
    assert [each["candidate_ref"] for each in left["candidates"]] == [later]
    assert left["answer_by"] == one["answer_by"]

    at = f"/v1/vacancies/{one['vacancy_id']}"
    by_hand = await http.post(f"{at}/candidates", json={"commune": NIQUEN, "candidate_refs": [later]})
    assert (by_hand.status_code, by_hand.json()["offered"]) == (201, "1"), by_hand.text
    assert (await http.get("/v1/proposals", params={"commune": NIQUEN})).json() == []

    await house.until_count(1, "SELECT count(*) FROM vacancies.lease WHERE candidate_ref = $1", kept)
    undo = {"commune": NIQUEN, "candidate_refs": [kept], "why": "offered_by_mistake"}
    taken_back = await http.post(f"{at}/offers/{done.json()['offer_id']}/withdraw", json=undo)
    assert taken_back.status_code == 200, taken_back.text
    why = "SELECT count(*) FROM vacancies.lease WHERE candidate_ref = $1 AND why = 'offered_by_mistake'"
    await house.until_count(1, why, kept)
    unbarred = "SELECT count(*) FROM matching.seeker WHERE candidate_ref = $1 AND not_again = '{}' AND state = 'free'"
    await house.until_count(1, unbarred, kept)
