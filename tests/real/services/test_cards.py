"""Cards and warnings over HTTP on real servers: everybody is weighed, hindrances are told, lists have pages."""

from dataclasses import replace
from typing import Any

import asyncpg
import httpx

from services.matching import store
from services.matching.model.insurance import Insurance
from services.matching.model.seeker import Pause, PauseReason, QueuePlace, Seat, SeatState
from services.matching.model.vacancy import VacancyCopy
from shared.contracts.vacancies import Pay
from shared.messaging.decisions import LoadedAggregates
from tests.real.house import House
from tests.real.services.test_matching_process import house, http
from tests.unit.services.matching.mothers import HARVEST, NIQUEN, NOW, NURSE, PICKER, SAN_CARLOS, seeker, seekers

__all__ = ["house", "http"]

UNCODED = HARVEST.model_copy(update={"occupation": None})


async def keep(house: House, *aggregates: Any) -> None:
    changed = LoadedAggregates()
    changed.apply(aggregates)
    db = await asyncpg.connect(house.dsn_of("matching"))
    try:
        async with db.transaction():
            await store.save(db, changed)
    finally:
        await db.close()


async def cards(http: httpx.AsyncClient, vacancy: str = "v1") -> dict[str, Any]:
    found: dict[str, Any] = (await http.get(f"/v1/vacancies/{vacancy}/cards", params={"commune": SAN_CARLOS})).json()
    return found


async def test_everybody_of_a_large_commune_is_weighed_portion_by_portion(
    house: House, http: httpx.AsyncClient
) -> None:
    poor = replace(PICKER, pay_floor=9_000_000, cannot=(), max_minutes=90)
    await keep(house, VacancyCopy("v1", SAN_CARLOS, UNCODED, 2, 2, NOW))
    await keep(house, *seekers(5200, can=poor), seeker("zz-last", can=replace(PICKER, experience_years=20), days=9000))
    found = await cards(http)
    assert found["candidates"][0]["candidate_ref"] == "zz-last"
    assert len(found["candidates"]) == 20


async def test_who_cannot_be_offered_comes_behind_and_says_why(house: House, http: httpx.AsyncClient) -> None:
    best = replace(PICKER, experience_years=9)
    back = replace(seeker("back", can=best), not_again=frozenset({"v1"}))
    seated = replace(seeker("seated", can=best), seats=(Seat("v2.1", "v2", "o", SeatState.HELD),))
    idle = replace(seeker("idle"), pause=Pause(PauseReason.STALE, NOW))
    await keep(house, VacancyCopy("v1", SAN_CARLOS, HARVEST, 2, 2, NOW), back, seated, idle, seeker("ana"))
    found = (await cards(http))["candidates"]
    assert found[0]["candidate_ref"] == "ana"
    told = {one["candidate_ref"]: one["why_not"] for one in found}
    assert (told["ana"], told["seated"]) == (None, "Tiene un cupo reservado")
    assert told["back"].startswith("Desistió de esta vacante")
    card = (await http.get("/v1/vacancies/v1/cards/idle")).json()
    assert (card["available"], card["fits"]) == (False, True)
    assert card["summary"].endswith(
        "Ahora no se puede ofrecer: está inactiva: su inscripción venció sin que se confirmara."
    )


async def test_before_a_vacancy_is_published_its_own_office_is_told_how_many_fit(
    house: House, http: httpx.AsyncClient
) -> None:
    seated = replace(seeker("seated"), seats=(Seat("v2.1", "v2", "o", SeatState.HELD),))
    dear, dearer = (seeker(ref, can=replace(PICKER, pay_floor=700_000)) for ref in ("dear", "dearer"))
    weak = seeker("weak", can=replace(PICKER, pay_floor=700_000, max_minutes=90, experience_years=0))
    await keep(house, seeker("ana"), seeker("eva"), seated, dear, dearer, weak, seeker("nurse", can=NURSE))
    await keep(house, seeker("other", NIQUEN))
    wanted = HARVEST.model_copy(update={"experience_years": 4, "pay": Pay(least=600_000)})
    body = wanted.model_dump(mode="json", exclude_none=True)
    found = (await http.post("/v1/vacancies/fit", params={"commune": SAN_CARLOS}, json=body)).json()
    assert (found["commune"], found["fit"]) == (SAN_CARLOS, 2)
    counted = {name: [(one["code"], one["count"]) for one in found[name]] for name in ("hindered", "near", "not_fit")}
    assert counted == {"hindered": [("leased", 1)], "near": [("pay_below_floor", 2)], "not_fit": [("experience", 1)]}
    assert "ana" not in str(found)


async def test_warnings_come_by_pages(house: House, http: httpx.AsyncClient) -> None:
    stands = (QueuePlace("v1", "o1"), QueuePlace("v2", "o2"))
    people = [replace(seeker(ref, NIQUEN), queue_places=stands) for ref in ("ana", "eva")]
    notes = [Insurance(one.candidate_ref, NIQUEN, True, None, NOW) for one in people]
    vacancies = [VacancyCopy(one, SAN_CARLOS, HARVEST, 2, 2, NOW) for one in ("v1", "v2")]
    await keep(house, *vacancies, *people, *notes, seeker("nurse", NIQUEN, NURSE))
    first = await http.get("/v1/insurance-warnings", params={"commune": NIQUEN, "limit": 3})
    rest = await http.get(first.headers["Link"].partition(">")[0].removeprefix("<"))
    met = [(one["candidate_ref"], one["vacancy_id"]) for page in (first, rest) for one in page.json()]
    assert met == [("ana", "v1"), ("ana", "v2"), ("eva", "v1"), ("eva", "v2")]
    assert "Link" not in rest.headers
