"""The ledger of employers on real servers: two offices, one employer, by HTTP and by intake; the notices they read."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.notifications.app import SERVICE as NOTIFICATIONS
from services.vacancies.api import ROUTERS
from services.vacancies.app import SERVICE as VACANCIES
from shared.contracts import intake
from shared.contracts.matching import Candidate, OfferMade
from shared.contracts.reasons import CloseReason, ContactResult
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Means
from tests.real.doors import open_door
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN, House

ROBLES = "Agrícola Los Robles S.A."


@pytest.fixture
async def house(kafka_server: str, database: str, prefix: str) -> AsyncIterator[House]:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies", "notifications"], [SAN_CARLOS, NIQUEN, SAN_FABIAN])
        await house.join(SAN_CARLOS, NIQUEN, SAN_FABIAN)
        yield house


@pytest.fixture
async def http(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with open_door(house, VACANCIES, ROUTERS) as client:
        await house.until_count(3, "SELECT count(*) FROM vacancies.member")
        yield client


def _in(house: House, days: float) -> str:
    return (house.runtimes[0].now() + timedelta(days=days)).isoformat()


async def _visit(house: House, http: httpx.AsyncClient, commune: str, days: float = 2) -> dict[str, Any]:
    body = {"commune": commune, "employer": "agrícola los robles", "at": _in(house, days)}
    made = await http.post("/employers/visits", json=body)
    assert made.status_code == 201, made.text
    return {**made.json(), "etag": made.headers["ETag"], "location": made.headers["Location"]}


async def test_a_contact_by_intake_warns_who_plans_a_visit_and_both_offices_are_told(
    house: House, http: httpx.AsyncClient
) -> None:
    await house.open(NOTIFICATIONS)
    at = house.runtimes[0].now() - timedelta(days=1)
    contact = {"employer": ROBLES, "means": Means.VISIT, "at": at, "result": ContactResult.CALL_AGAIN}
    await house.ask(intake.EmployerContact(commune=NIQUEN, **contact))
    await house.until_count(1, "SELECT count(*) FROM vacancies.contact")
    made = await _visit(house, http, SAN_CARLOS)
    assert made["warning"].startswith("Ñiquén visitó a la empresa el ")
    about = "SELECT count(*) FROM notifications.notice WHERE text LIKE '%Robles%' AND commune = $1"
    await house.until_count(1, about, SAN_CARLOS)
    await house.until_count(2, about, NIQUEN)

    (seen,) = (await http.get("/employers", params={"text": "ROBLES Ltda", "commune": NIQUEN})).json()
    assert (seen["name"], seen["contacts"], seen["last_result"]) == (ROBLES, 1, "call_again")
    assert seen["visit_commune"] == SAN_CARLOS
    assert (await http.get("/employers", params={"commune": SAN_FABIAN})).json() == []


async def test_a_report_with_a_stale_etag_changes_nothing(house: House, http: httpx.AsyncClient) -> None:
    made = await _visit(house, http, SAN_CARLOS)
    path = f"/employers/contacts/{made['contact_id']}"
    assert made["location"] == f"/v1{path}"
    body = {"commune": SAN_CARLOS, "result": "vacancy_promised", "next_on": "2026-12-01"}
    first = await http.patch(path, json=body, headers={"If-Match": made["etag"]})
    assert first.status_code == 200, first.text
    stale = await http.patch(path, json={**body, "result": "refused"}, headers={"If-Match": made["etag"]})
    assert stale.status_code == 412
    assert stale.json()["errors"][0]["code"] == "stale_revision"
    found = await http.get(path)
    assert (found.json()["result"], found.json()["next_on"]) == ("vacancy_promised", "2026-12-01")
    assert found.headers["ETag"] == first.headers["ETag"]
    assert (await http.patch(path, json=body, headers={"If-Match": '"0"'})).status_code == 412
    assert (await http.get("/employers/contacts/none")).status_code == 404


async def test_offices_that_plan_at_once_see_each_other(house: House, http: httpx.AsyncClient) -> None:
    """On two replicas: whoever comes second is warned of the first, whichever it is."""
    async with open_door(house, VACANCIES, ROUTERS) as second:
        for day in range(1, 6):
            made = await asyncio.gather(
                _visit(house, http, SAN_CARLOS, 40 * day), _visit(house, second, NIQUEN, 40 * day)
            )
            assert sum("warning" in one for one in made) == 1


async def test_offices_go_to_an_employer_together(house: House, http: httpx.AsyncClient) -> None:
    body = {"commune": SAN_CARLOS, "employer": ROBLES, "invited": [NIQUEN, SAN_FABIAN], "at": _in(house, 3)}
    made = (await http.post("/employers/approaches", json=body)).json()
    approach = f"/employers/approaches/{made['approach_id']}"
    for commune, joins in ((NIQUEN, True), (SAN_FABIAN, False)):
        answered = await http.post(f"{approach}/answer", json={"commune": commune, "joins": joins})
        assert answered.status_code == 200, answered.text
    assert "Ñiquén" in (await _visit(house, http, SAN_FABIAN))["warning"]
    (open_,) = (await http.get("/employers/approaches", params={"commune": SAN_FABIAN, "open": True})).json()
    assert open_ == (await http.get(approach)).json()
    assert open_["answers"] == {NIQUEN: True, SAN_FABIAN: False}
    done = {"commune": NIQUEN, "result": "vacancy_posted", "next_on": "2030-01-02"}
    told = await http.post(f"{approach}/conclude", json=done)
    assert told.status_code == 200, told.text
    again = await http.post(f"{approach}/conclude", json={"commune": NIQUEN, "result": "refused"})
    assert again.status_code == 409
    (seen,) = (await http.get("/employers", params={"commune": NIQUEN, "next_by": "2030-01-02"})).json()
    assert (seen["contacts"], seen["communes"], seen["next_on"]) == (2, [SAN_CARLOS, NIQUEN], "2030-01-02")
    assert (await http.get("/employers", params={"next_by": "2030-01-01"})).json() == []
    (one,) = (await http.get(f"/employers/{made['employer_id']}")).json()["approaches"]
    assert (one["result"], one["answers"]) == ("vacancy_posted", {NIQUEN: True, SAN_FABIAN: False})


async def test_an_employer_is_seen_with_its_vacancies_and_waits_for_an_answer(
    house: House, http: httpx.AsyncClient
) -> None:
    made = await _visit(house, http, SAN_CARLOS)
    profile = Profile(title="Cosechero/a", employer=ROBLES)
    post = intake.VacancyPost(commune=SAN_CARLOS, seats=1, profile=profile, distinct=True)
    await house.ask(post, post, post)
    await house.until_count(3, "SELECT count(*) FROM vacancies.vacancy")
    waiting, leased, closed = (await http.get(f"/employers/{made['employer_id']}")).json()["vacancies"]
    offer = {"offer_id": "o1", "vacancy_id": leased["vacancy_id"], "commune": SAN_CARLOS, "tier": 0}
    await house.say("offers", "/mesa/matching", OfferMade(**offer, candidates=(Candidate(candidate_ref="a", score=9),)))
    why = {"vacancy_id": closed["vacancy_id"], "why": CloseReason.NO_PROFILE}
    await house.ask(intake.VacancyWithdraw(commune=SAN_CARLOS, **why))
    await house.until_count(1, "SELECT count(*) FROM vacancies.lease")
    await house.until_count(1, "SELECT count(*) FROM vacancies.vacancy WHERE stage = 'closed'")
    times = (await http.get("/employers/answer-times")).json()
    assert [(o["commune"], o["asked"], o["answered"], o["silent"]) for o in times["offices"]] == [(SAN_CARLOS, 3, 2, 1)]
    assert [(s["employer"], s["folio"]) for s in times["silent"]] == [(ROBLES, waiting["folio"])]
    assert times["mesa"]["median_hours"] is not None
    before = {"until": "2020-01-01T00:00:00Z"}
    assert (await http.get("/employers/answer-times", params=before)).json()["mesa"]["asked"] == 0


async def test_pages_lead_through_all_employers(house: House, http: httpx.AsyncClient) -> None:
    for name in ("Viña Sur", "Aserradero Ñuble", "Packing Norte"):
        body = {"commune": SAN_CARLOS, "employer": name, "at": _in(house, 1)}
        assert (await http.post("/employers/visits", json=body)).status_code == 201
    page = await http.get("/employers", params={"limit": 2})
    following = (await http.get(f"http://v{page.links['next']['url']}")).json()
    assert [e["name"] for e in [*page.json(), *following]] == ["Aserradero Ñuble", "Packing Norte", "Viña Sur"]
