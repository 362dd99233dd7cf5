"""Several seats in one request over HTTP: tried, done, refused and held, on real servers."""

from datetime import datetime, timedelta
from typing import Any

from services.vacancies.api import ROUTERS
from services.vacancies.app import SERVICE
from shared.contracts.matching import Candidate, OfferMade
from tests.real.doors import Door, open_door
from tests.real.house import NIQUEN, SAN_CARLOS, House, until

PROFILE = {"title": "Cosechero/a de arándanos", "employer": "Agrícola Los Robles Ltda."}
HELD = "SELECT count(*) FROM vacancies.lease WHERE state = 'held'"


async def _leases(house: House, http: Door) -> tuple[str, list[dict[str, Any]]]:
    asked = {"commune": SAN_CARLOS, "seats": 3, "profile": PROFILE}
    vacancy: str = (await http.post("/vacancies", json=asked)).json()["vacancy_id"]
    candidates = tuple(Candidate(candidate_ref=f"c-{n}", score=500 - n, minutes=30) for n in range(3))
    offer = OfferMade(offer_id="o-1", vacancy_id=vacancy, commune=SAN_CARLOS, tier=0, candidates=candidates)
    await house.say("offers", "/mesa/matching", offer)
    await house.until_count(3, HELD)
    return vacancy, (await http.get(f"/vacancies/{vacancy}")).json()["leases"]


def _entry(lease: dict[str, Any], act: str, **more: Any) -> dict[str, Any]:
    return {"lease_id": lease["lease_id"], "fence": lease["fence"], "act": act, **more}


async def test_what_happened_with_several_seats_is_said_in_one_request(
    kafka_server: str, database: str, prefix: str
) -> None:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS, NIQUEN])
        await house.join(SAN_CARLOS, NIQUEN)
        async with open_door(house, SERVICE, ROUTERS) as http:
            await house.until_count(2, "SELECT count(*) FROM vacancies.member")
            vacancy, leases = await _leases(house, http)
            await _settled(http, f"/vacancies/{vacancy}", leases)


async def _settled(http: Door, at: str, leases: list[dict[str, Any]]) -> None:
    entries = [
        _entry(leases[0], "extend", hours=9),
        {**_entry(leases[1], "refer"), "fence": 99},
        _entry(leases[2], "place"),
    ]
    body = {"commune": SAN_CARLOS, "leases": entries}
    tried = await http.post(f"{at}/leases/settle", json=body, params={"dry_run": True})
    assert tried.status_code == 200, tried.text
    assert (await http.get(at)).json()["leases"] == leases, "nothing was done"
    key = {"Idempotency-Key": "settle-1"}
    first, again = [await http.post(f"{at}/leases/settle", json=body, headers=key) for _ in range(2)]
    assert first.json() == tried.json() == again.json()
    extended, stale, placed = first.json()["leases"]
    assert datetime.fromisoformat(extended["expires_at"]) > datetime.fromisoformat(leases[0]["expires_at"])
    assert [fault["code"] for fault in stale["faults"]] == ["stale_fence"]
    assert (placed["done"], bool(placed["placement_id"])) == (True, True)

    nothing = await http.post(f"{at}/leases/settle", json={**body, "leases": [entries[1], entries[2]]})
    assert nothing.status_code == 409
    told = [(fault["code"], fault["pointer"]) for fault in nothing.json()["errors"]]
    assert told == [("stale_fence", "/leases/0/fence"), ("stale_lease", "/leases/1/lease_id")]

    when = (http.app.state.runtime.now() + timedelta(seconds=2)).isoformat()
    waits = {**body, "leases": [_entry(leases[1], "release", why="no_show")], "not_before": when}
    held = await http.post(f"{at}/leases/settle", json=waits)
    assert (held.status_code, set(held.json())) == (202, {"held_id", "held_until"})

    async def given_back() -> bool:
        return bool((await http.get(at)).json()["leases"][1]["state"] == "released")

    await until(given_back, "the seat to be given back")
