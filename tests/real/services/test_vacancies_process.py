"""Vacancies over HTTP beside a real matching: what an officer does with a vacancy from its folio to its proof."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import asyncpg
import httpx
import pytest

from services.matching.app import SERVICE as MATCHING
from services.vacancies.api import ROUTERS
from services.vacancies.app import SERVICE
from shared.calendar import SANTIAGO
from shared.contracts.matching import Candidate, OfferMade
from tests.real.doors import open_door
from tests.real.house import NIQUEN, SAN_CARLOS, House
from tests.real.services.test_matching_process import KEY

ANY = {"If-Match": "*"}
HARVEST = {"title": "Cosechero/a de arándanos", "employer": "Agrícola Los Robles Ltda."}


@pytest.fixture
async def house(kafka_server: str, database: str, prefix: str) -> AsyncIterator[House]:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies", "matching"], [SAN_CARLOS, NIQUEN])
        await house.join(SAN_CARLOS, NIQUEN)
        yield house


@pytest.fixture
async def http(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with open_door(house, SERVICE, ROUTERS) as client:
        await house.until_count(2, "SELECT count(*) FROM vacancies.member")
        yield client


async def _post(http: httpx.AsyncClient, seats: int = 2, **profile: Any) -> dict[str, str]:
    made = await http.post("/vacancies", json={"commune": SAN_CARLOS, "seats": seats, "profile": HARVEST | profile})
    assert made.status_code == 201, made.text
    found: dict[str, str] = made.json()
    return found


async def _offer(house: House, vacancy: str, commune: str, *refs: str, tier: int = 0, score: int = 500) -> None:
    candidates = tuple(Candidate(candidate_ref=ref, score=score, minutes=30) for ref in refs)
    offer = OfferMade(
        offer_id=f"{vacancy}.{commune}", vacancy_id=vacancy, commune=commune, tier=tier, candidates=candidates
    )
    await house.say("offers", "/mesa/matching", offer)


async def _lease(house: House, http: httpx.AsyncClient, vacancy: str, **more: Any) -> tuple[str, dict[str, Any]]:
    await house.until_count(1, "SELECT count(*) FROM vacancies.lease WHERE vacancy_id = $1 AND state = 'held'", vacancy)
    lease = (await http.get(f"/vacancies/{vacancy}")).json()["leases"][-1]
    body = {"commune": SAN_CARLOS, "fence": lease["fence"], **more}
    return f"/vacancies/{vacancy}/leases/{lease['lease_id']}", body


async def test_of_two_officers_who_change_a_vacancy_the_second_is_told(http: httpx.AsyncClient) -> None:
    made = await _post(http)
    read = await http.get(f"/vacancies/{made['folio'].lower()}")
    assert read.json()["vacancy_id"] == made["vacancy_id"], "people say the folio"
    at, match = f"/vacancies/{made['vacancy_id']}", {"If-Match": read.headers["ETag"]}
    first = await http.patch(at, json={"commune": SAN_CARLOS, "seats": 3}, headers=match)
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    second = await http.patch(at, json={"commune": SAN_CARLOS, "seats": 9}, headers=match)
    assert (second.status_code, second.json()["errors"][0]["code"]) == (412, "stale_revision")
    assert "pointer" not in second.json()["errors"][0], "it came by a header"
    assert (await http.get(at)).json()["seats"] == 3
    nonsense = await http.patch(at, json={"commune": SAN_CARLOS, "seats": 9}, headers={"If-Match": "soon"})
    assert nonsense.status_code == 400
    either = await http.patch(at, json={"commune": SAN_CARLOS, "seats": 4}, headers={"If-Match": '"1", "2"'})
    assert (either.status_code, either.headers["ETag"]) == (200, '"3"'), "one of those that are named stands"
    neither = await http.patch(at, json={"commune": SAN_CARLOS, "seats": 5}, headers={"If-Match": '"1", "2"'})
    assert neither.status_code == 412


async def test_what_is_only_tried_says_what_it_would_do_and_does_nothing(house: House, http: httpx.AsyncClient) -> None:
    try_it = {"dry_run": "true"}
    body = {"commune": SAN_CARLOS, "seats": 2, "profile": HARVEST}
    assert "linked_to" not in (await http.post("/vacancies", json=body, params=try_it)).json()
    made = await _post(http)
    again = await http.post("/vacancies", json=body, params=try_it)
    assert (again.status_code, again.json().get("linked_to")) == (201, made["vacancy_id"]), "it stands already"
    young = {**body, "profile": {**HARVEST, "title": "Menor de 35 años"}}
    assert (await http.post("/vacancies", json=young, params=try_it)).status_code == 422

    at = f"/vacancies/{made['vacancy_id']}/declare-unfilled"
    would = (await http.post(at, json={"commune": SAN_CARLOS}, params=try_it)).json()
    assert would["invited"] == NIQUEN
    assert await house.count("SELECT count(*) FROM vacancies.vacancy WHERE stage = 'local'") == 1
    assert await house.count("SELECT count(*) FROM vacancies.inbox WHERE type LIKE '%declare-unfilled%'") == 0
    did = (await http.post(at, json={"commune": SAN_CARLOS})).json()
    assert (did["vacancy_id"], did["invited"]) == (would["vacancy_id"], would["invited"])
    assert datetime.fromisoformat(would["answer_by"]) <= datetime.fromisoformat(did["answer_by"])
    assert (await http.post(at, json={"commune": SAN_CARLOS}, params=try_it)).json()["errors"][0][
        "code"
    ] == "stale_stage"


async def test_a_key_is_for_one_request_only(house: House, http: httpx.AsyncClient) -> None:
    body, key = {"commune": SAN_CARLOS, "seats": 2, "profile": HARVEST}, {"Idempotency-Key": "k1"}
    first, again = [await http.post("/vacancies", json=body, headers=key) for _ in range(2)]
    assert (first.status_code, again.json()) == (201, first.json())
    other = await http.post("/vacancies", json=body | {"seats": 3}, headers=key)
    elsewhere = await http.post(
        f"/vacancies/{first.json()['vacancy_id']}/part", json={"commune": SAN_CARLOS}, headers=key
    )
    for refused in (other, elsewhere):
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "idempotency_key_reused")
    assert await house.count("SELECT count(*) FROM vacancies.vacancy") == 1


async def test_whoever_knows_the_folio_needs_no_id_and_the_line_is_shown_as_it_would_be_taken(
    house: House, http: httpx.AsyncClient
) -> None:
    made = await _post(http, seats=1, residents_first=True)
    at = f"/vacancies/{made['folio'].lower()}"
    assert (await http.post(f"{at}/declare-unfilled", json={"commune": SAN_CARLOS})).status_code == 200
    await _offer(house, made["vacancy_id"], NIQUEN, "best", "far", tier=1, score=900)
    await _offer(house, made["vacancy_id"], SAN_CARLOS, "resident", score=100)
    await house.until_count(2, "SELECT count(*) FROM vacancies.waiting")
    waiting = (await http.get(at)).json()["waiting"]
    assert [(one["place"], one["candidate_ref"]) for one in waiting] == [(1, "resident"), (2, "far")]
    told = (await http.get(f"{at}/holders")).json()["holders"]
    assert [(h["commune"], h["revision"], h["pending_since"] == h["at"]) for h in told] == [
        (SAN_CARLOS, 1, False),
        (NIQUEN, None, True),
    ]
    unknown = await http.post("/vacancies/SC-2026-9999/withdraw", json={"commune": SAN_CARLOS, "why": "duplicate"})
    assert unknown.status_code == 404
    assert (await http.post("/vacancies/no id/withdraw", json={"commune": SAN_CARLOS})).status_code == 422


async def test_what_the_law_forbids_is_reviewed_and_not_published(http: httpx.AsyncClient) -> None:
    body = {"commune": SAN_CARLOS, "seats": 1, "profile": HARVEST | {"description": "Solo varones, con DICOM limpio"}}
    no = await http.post("/vacancies", json=body)
    assert no.status_code == 422
    assert {fault["code"] for fault in no.json()["errors"]} == {"discriminates_sex", "discriminates_debt_record"}
    assert {fault["pointer"] for fault in no.json()["errors"]} == {"/profile/description"}
    seen = (await http.post("/vacancies/review", json=body["profile"])).json()
    assert {flag["severity"] for flag in seen} == {"refuse"}


async def test_pages_lead_one_to_the_next(http: httpx.AsyncClient) -> None:
    made = {(await _post(http, title=f"Oficio {n}"))["vacancy_id"] for n in range(5)}
    found, at = [], "/vacancies?limit=2"
    while at:
        page = await http.get(at)
        found += [one["vacancy_id"] for one in page.json()]
        link = page.links.get("next")
        at = link["url"].removeprefix("/v1") if link else ""
    assert (len(found), set(found)) == (5, made)


async def test_a_withdrawal_is_acknowledged_by_who_holds_a_copy_and_who_has_not_is_listed(
    house: House, http: httpx.AsyncClient
) -> None:
    matching = await house.open(MATCHING, identity_key=KEY)
    await house.until_count(2, "SELECT count(*) FROM matching.commune")
    vacancy = (await _post(http))["vacancy_id"]
    await house.until_count(2, "SELECT count(*) FROM vacancies.answer WHERE vacancy_id = $1", vacancy)
    await house.until_count(2, "SELECT count(*) FROM vacancies.holder WHERE revision = 1")
    await house.close(matching)
    gone = await http.post(
        f"/vacancies/{vacancy}/withdraw", json={"commune": SAN_CARLOS, "why": "employer_changed_mind"}
    )
    assert gone.status_code == 200, gone.text
    told = (await http.get(f"/vacancies/{vacancy}/holders")).json()
    assert [(h["commune"], h["pending_since"] == told["revised_at"]) for h in told["holders"]] == [
        (SAN_CARLOS, True),
        (NIQUEN, True),
    ]
    await house.open(MATCHING, identity_key=KEY)
    await house.until_count(2, "SELECT count(*) FROM vacancies.holder WHERE revision = 2")
    told = (await http.get(f"/vacancies/{vacancy}/holders")).json()
    assert [h["pending_since"] for h in told["holders"]] == [None, None]


async def test_a_placement_is_referred_declared_verified_and_counted_once(
    house: House, http: httpx.AsyncClient
) -> None:
    vacancy = (await _post(http, seats=2))["vacancy_id"]
    await http.post(f"/vacancies/{vacancy}/declare-unfilled", json={"commune": SAN_CARLOS})
    await _offer(house, vacancy, NIQUEN, "ana", tier=1)
    at, body = await _lease(house, http, vacancy)
    assert (await http.post(f"{at}/extend", json=body)).status_code == 200
    assert (await http.post(f"{at}/refer", json=body)).status_code == 200
    placement = (await http.post(f"{at}/place", json=body)).json()["placement_id"]
    declared = datetime.fromisoformat((await http.get(f"/placements/{placement}")).json()["declared_at"])
    record = {"commune": NIQUEN, "period": f"{declared.astimezone(SANTIAGO):%Y-%m}", "days": 30}
    proved = await http.post(f"/placements/{placement}/verify", json=record)
    assert proved.json()["state"] == "verified", proved.text
    share = {"commune": SAN_CARLOS, "credit": {SAN_CARLOS: 500, NIQUEN: 500}, "why": "agreed"}
    read = {"If-Match": (await http.get(f"/placements/{placement}")).headers["ETag"]}
    assert (await http.post(f"/placements/{placement}/correct", json=share, headers=read)).status_code == 200
    late = await http.post(f"/placements/{placement}/correct", json=share, headers=read)
    assert (late.status_code, late.json()["errors"][0]["code"]) == (412, "stale_revision")
    wrong = await http.post(f"/placements/{placement}/correct", json=share | {"credit": {SAN_CARLOS: 999}}, headers=ANY)
    assert wrong.status_code == 422
    kept = (await http.get(f"/placements/{placement}")).json()
    assert [change["state"] for change in kept["history"]] == ["declared", "verified", "verified"]
    told = (await http.get("/insights")).json()
    assert (told["people_placed"], told["filled"]) == (1, 1)
    assert {office["commune"]: office["people"] for office in told["placed"]} == {SAN_CARLOS: 0, NIQUEN: 1}
    balance = {row["commune"]: (row["given"], row["received"]) for row in (await http.get("/reciprocity")).json()}
    assert balance == {SAN_CARLOS: (1, 0), NIQUEN: (0, 1)}


async def test_an_undone_placement_gives_its_seat_to_the_next(house: House, http: httpx.AsyncClient) -> None:
    vacancy = (await _post(http, seats=1))["vacancy_id"]
    await house.ask()
    await _offer(house, vacancy, SAN_CARLOS, "ana", "berta")
    at, body = await _lease(house, http, vacancy)
    amended = await http.patch(f"/vacancies/{vacancy}", json={"commune": SAN_CARLOS, "seats": 2}, headers=ANY)
    assert amended.status_code == 200, amended.text
    assert (await http.post(f"{at}/place", json=body)).status_code == 200
    undone = await http.post(f"{at}/undo-placement", json=body | {"why": "did_not_start"})
    assert undone.status_code == 200, undone.text
    states = "SELECT string_agg(candidate_ref || ' ' || state, ', ' ORDER BY fence) FROM vacancies.lease"
    assert await house.db.fetchval(states) == "ana released, berta held"
    assert (await http.get("/reciprocity")).json()[0]["given"] == 0


async def test_the_same_vacancy_again_is_linked_and_parted_by_a_person(http: httpx.AsyncClient) -> None:
    first = await _post(http)
    twin = await _post(http, employer="AGRICOLA LOS ROBLES")
    assert twin["linked_to"] == first["vacancy_id"]
    assert (await http.get("/insights")).json()["seats"] == 2, "its seats are not counted twice"
    parted = await http.post(f"/vacancies/{twin['vacancy_id']}/part", json={"commune": SAN_CARLOS})
    assert parted.status_code == 200, parted.text
    assert (await http.get(f"/vacancies/{twin['vacancy_id']}")).json()["stage"] == "local"


async def test_the_heartbeat_goes_round_and_an_outage_is_on_record(house: House, http: httpx.AsyncClient) -> None:
    assert (await http.get("/outages")).json()["heard_at"] is None
    await house.db.execute("UPDATE vacancies.pulse SET heard_at = now() - interval '2 hours'")
    await house.open(MATCHING, identity_key=KEY)
    await house.until_count(1, "SELECT count(*) FROM vacancies.outage")
    (outage,) = (await http.get("/outages")).json()["outages"]
    assert outage["began"] < outage["ended"]


async def test_calls_that_want_the_same_people_are_decided_together(house: House, http: httpx.AsyncClient) -> None:
    """The second is heard in a batch of its own: what it decides of the first was read and locked by the store."""
    first, second = [(await _post(http, 1, title=title))["vacancy_id"] for title in ("Bodega", "Romana")]
    for vacancy in (first, second):
        called = await http.post(f"/vacancies/{vacancy}/declare-unfilled", json={"commune": SAN_CARLOS})
        assert called.status_code == 200, called.text
    await _offer(house, first, NIQUEN, "wanted-twice", "other", tier=1)
    await house.until_count(2, "SELECT count(*) FROM vacancies.waiting")
    await _offer(house, second, NIQUEN, "wanted-twice", tier=1)
    await house.until_count(2, "SELECT count(*) FROM vacancies.lease")
    leases = {row["vacancy_id"]: row["candidate_ref"] for row in await house.db.fetch("SELECT * FROM vacancies.lease")}
    assert leases == {first: "other", second: "wanted-twice"}


async def test_what_officers_give_as_reasons_counts_as_what_would_unlock_a_vacancy(
    house: House, http: httpx.AsyncClient
) -> None:
    pay, road = [(await _post(http, 2, title=title))["vacancy_id"] for title in ("Poda", "Raleo")]
    why = {"commune": SAN_CARLOS, "why": "pay_below_floor"}
    assert (await http.post(f"/vacancies/{pay}/declare-unfilled", json=why)).status_code == 200
    await _offer(house, road, SAN_CARLOS, "ana")
    at, body = await _lease(house, http, road)
    assert (await http.post(f"{at}/release", json=body | {"why": "no_transport"})).status_code == 200
    told = (await http.get("/insights")).json()
    assert {each["lever"]: (each["vacancies"], each["seats"]) for each in told["levers"]} == {
        "pay": (1, 2),
        "transport": (1, 2),
        "training": (0, 0),
    }
    assert (told["seats"], told["filled"], told["held"], told["missing"]) == (4, 0, 0, 4)


async def test_a_system_finds_its_vacancy_by_its_own_name_for_it_and_people_by_words_without_accents(
    http: httpx.AsyncClient,
) -> None:
    body = {"commune": SAN_CARLOS, "seats": 1, "profile": HARVEST, "external_ref": "SC-7"}
    made = (await http.post("/vacancies", json=body)).json()
    for asked in ({"external_ref": "SC-7"}, {"text": "ARANDANOS"}):
        assert [v["vacancy_id"] for v in (await http.get("/vacancies", params=asked)).json()] == [made["vacancy_id"]]
    assert (await http.get("/vacancies", params={"text": "%"})).json() == []


async def test_the_database_refuses_a_lease_that_ends_behind_its_vacancy(house: House, http: httpx.AsyncClient) -> None:
    vacancy = (await _post(http, 1))["vacancy_id"]
    await _offer(house, vacancy, SAN_CARLOS, "ana")
    await _lease(house, http, vacancy)
    with pytest.raises(asyncpg.CheckViolationError, match="do not add up"):
        await house.db.execute("UPDATE vacancies.lease SET state = 'released'")
