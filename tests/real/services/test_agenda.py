"""The joint agenda on real servers: one venue for two offices, dates that are voted on, clashes, the rights of each."""

import asyncio
from typing import Any

import asyncpg
import pytest

from services.events.api import ROUTERS
from services.events.app import SERVICE as EVENTS
from shared.contracts import intake
from shared.contracts.agenda import ClashFound, ClashResolved, DateFixed, MeetingScheduled
from tests.real.doors import Door, open_door
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN, House
from tests.real.punilla import CLOCK, door, house

__all__ = ["door", "house"]

GYM = {"name": "Gimnasio", "place": "Serrano 350", "kind": "gymnasium", "capacity": 400}
TEN = {"starts_at": "2026-03-20T10:00:00-03:00", "ends_at": "2026-03-20T13:00:00-03:00"}
NOON = {"starts_at": "2026-03-20T12:00:00-03:00", "ends_at": "2026-03-20T15:00:00-03:00"}
LATER = {"starts_at": "2026-03-27T10:00:00-03:00", "ends_at": "2026-03-27T13:00:00-03:00"}


async def _gym(door: Door) -> str:
    made = await door.post("/venues", json={"commune": SAN_CARLOS, **GYM})
    assert made.status_code == 201, made.text
    return str(made.json()["venue_id"])


def _fair(commune: str, **more: Any) -> dict[str, Any]:
    return {"commune": commune, "title": f"Feria de {commune}", "place": "Serrano 350", **more}


async def test_of_two_offices_that_book_one_venue_at_once_one_gets_it(house: House, door: Door) -> None:
    gym = await _gym(door)
    async with open_door(house, EVENTS, ROUTERS, clock=CLOCK) as other:
        asked = [
            (door, _fair(SAN_CARLOS, **TEN, venue_id=gym)),
            (other, _fair(NIQUEN, **NOON, venue_id=gym)),
            (door, _fair(SAN_FABIAN, **TEN, venue_id=gym)),
        ]
        answers = await asyncio.gather(*(at.post("/fairs", json=body) for at, body in asked))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409], [answer.text for answer in answers]
    refused = next(answer for answer in answers if answer.status_code == 409).json()["errors"][0]
    assert (refused["code"], refused["pointer"]) == ("venue_taken", "/venue_id")
    assert "ya está reservado para «Feria de" in refused["text"]
    later = await door.post("/fairs", json=_fair(NIQUEN, **LATER, venue_id=gym))
    assert later.status_code == 201, "at another time it is free"


async def test_postgres_itself_takes_no_second_booking(house: House, door: Door) -> None:
    gym = await _gym(door)
    await door.post("/fairs", json=_fair(SAN_CARLOS, **TEN, venue_id=gym))
    async with house.as_service("events") as db:
        with pytest.raises(asyncpg.ExclusionViolationError):
            await db.execute(
                "INSERT INTO activity (activity_id, kind, commune, title, place, starts_at, ends_at, venue_id)"
                " SELECT 'second', kind, commune, title, place, starts_at, ends_at, venue_id FROM activity"
            )


async def test_a_date_is_fixed_when_the_last_office_has_answered_by_whatever_door(house: House, door: Door) -> None:
    options = [{**time, "commune": NIQUEN, "place": "Sala municipal"} for time in (TEN, LATER)]
    body = {"commune": SAN_CARLOS, "kind": "meeting", "title": "Reunión de marzo", "options": options}
    made = await door.post("/dates", json={**body, "invited": [NIQUEN, SAN_FABIAN]})
    at = made.headers["Location"].removeprefix("/v1")
    assert (await door.get(at)).json()["silent"] == [NIQUEN, SAN_FABIAN]
    voted = await door.post(f"{at}/vote", json={"commune": NIQUEN, "yes": [2], "if_needed": [1]})
    assert voted.status_code == 200, voted.text
    proposal_id = made.json()["proposal_id"]
    await house.ask(intake.DateVote(commune=SAN_FABIAN, proposal_id=proposal_id, yes=(2,)))
    await house.until_count(1, "SELECT count(*) FROM events.date_proposal WHERE state = 'fixed'")
    known = (await door.get(at)).json()
    held = (await door.get(f"/activities/{known['activity_id']}")).json()
    assert (held["kind"], held["starts_at"], held["commune"]) == ("meeting", "2026-03-27T13:00:00Z", NIQUEN)
    assert set(held["invited"]) == {SAN_CARLOS, SAN_FABIAN}
    late = await door.post(f"{at}/vote", json={"commune": NIQUEN, "yes": [1]})
    assert (late.status_code, late.json()["errors"][0]["code"]) == (409, "stale_date")
    await house.until_count(0, "SELECT count(*) FROM events.outbox WHERE published_at IS NULL")
    said = [heard.envelope.data for heard in await house.heard("agenda")]
    (fixed,) = [fact for fact in said if isinstance(fact, DateFixed)]
    assert (fixed.yes, fixed.if_needed, fixed.silent) == ((NIQUEN, SAN_FABIAN), (), ())
    assert [fact.meeting_id for fact in said if isinstance(fact, MeetingScheduled)] == [fixed.activity_id]


async def test_a_clash_is_told_and_gone_when_one_of_the_two_is_moved(house: House, door: Door) -> None:
    first = await door.post("/meetings", json=_fair(SAN_CARLOS, **TEN, invited=[NIQUEN]))
    await door.post("/visits", json=_fair(NIQUEN, **NOON))
    (clash,) = (await door.get("/clashes", params={"commune": NIQUEN})).json()
    assert clash["kind"] == "person"
    assert "La oficina de Ñiquén no alcanza para estar a la vez en" in clash["text"]
    at = f"/activities/{first.json()['meeting_id']}"
    moved = await door.post(f"{at}/move", json={"commune": SAN_CARLOS, **LATER, "why": "Ñiquén no alcanza"})
    assert moved.status_code == 200, moved.text
    assert (await door.get("/clashes")).json() == []
    not_theirs = await door.post(f"{at}/cancel", json={"commune": NIQUEN, "why": "x"}, auth=door.as_(NIQUEN))
    assert (not_theirs.status_code, not_theirs.json()["errors"][0]["code"]) == (403, "not_your_activity")
    await house.until_count(0, "SELECT count(*) FROM events.outbox WHERE published_at IS NULL")
    said = [heard.envelope.data for heard in await house.heard("agenda")]
    assert [type(fact) for fact in said if isinstance(fact, ClashFound | ClashResolved)] == [ClashFound, ClashResolved]


async def test_what_somebody_is_busy_with_is_asked_nowhere_and_all_of_the_mesa_sees_when(door: Door) -> None:
    person = {"commune": NIQUEN, "kind": "person", "label": "niquen-1", "role": "officer"}
    made = (await door.post("/resources", json=person)).json()["resource_id"]
    busy = {"commune": NIQUEN, "owner": made, "stretch": TEN, "weekly_until": "2026-04-10"}
    assert (await door.post("/busy", json={**busy, "title": "Médico"})).status_code == 422
    entered = await door.post("/busy", json=busy)
    assert entered.status_code == 201, entered.text
    seen = (await door.get("/busy", auth=door.as_(SAN_FABIAN))).json()
    assert [one["starts_at"] for one in seen] == [
        "2026-03-20T13:00:00Z", "2026-03-27T13:00:00Z", "2026-04-03T13:00:00Z", "2026-04-10T14:00:00Z",
    ], "ten o'clock, before and after the clock was changed"  # fmt: skip
    assert all(one["owner"] == made for one in seen)
    assert (await door.get("/resources", auth=door.as_(SAN_FABIAN))).json() == [], "who works there is its own affair"
    foreign = {"commune": SAN_FABIAN, "owner": made, "stretch": TEN}
    refused = await door.post("/busy", json=foreign)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "not_your_resource")
    removed = await door.post(f"/busy/{entered.json()['busy_id']}/remove", json={"commune": NIQUEN})
    assert removed.status_code == 200
    assert (await door.get("/busy")).json() == []


async def test_the_search_knows_who_is_busy_and_says_what_would_have_to_give(door: Door) -> None:
    thursday = {"starts_at": "2026-03-19T10:00:00-03:00", "ends_at": "2026-03-19T13:00:00-03:00"}
    await door.post("/busy", json={"commune": NIQUEN, "stretch": thursday})
    asked = {
        "commune": SAN_CARLOS, "kind": "meeting", "since": "2026-03-19", "until": "2026-03-19", "minutes": 120,
        "must": [SAN_CARLOS, NIQUEN], "should": [SAN_FABIAN],
    }  # fmt: skip
    found = (await door.post("/dates/search", json=asked)).json()
    assert found["otherwise"] == []
    best = found["dates"][0]
    assert best["starts_at"] >= "2026-03-19T16:00:00Z", "Ñiquén is busy until one"
    assert best["reasons"], best
    assert best["cannot"] == []
    await door.post("/busy", json={"commune": NIQUEN, "stretch": {**thursday, "ends_at": "2026-03-19T18:00:00-03:00"}})
    none = (await door.post("/dates/search", json=asked)).json()
    assert none["dates"] == []
    assert any("una semana más" in one["text"] or "Ñiquén" in one["text"] for one in none["otherwise"]), none
    outside = await door.post("/dates/search", json={**asked, "must": [SAN_CARLOS, "13101"]})
    assert [(f["code"], f["field"]) for f in outside.json()["errors"]] == [("unknown_commune", "must.1")]
    foreign = await door.post("/dates/search", json={**asked, "commune": NIQUEN}, auth=door.as_(SAN_CARLOS))
    assert foreign.status_code == 403


async def test_a_fair_from_its_list_of_companies_to_its_totals(house: House, door: Door) -> None:
    made = await door.post("/fairs", json=_fair(SAN_CARLOS, **TEN, invited=[NIQUEN]))
    at, fair = f"/activities/{made.json()['fair_id']}", made.json()["fair_id"]
    tasks = [{"what": "Afiches", "owner": NIQUEN, "days_before": 10}]
    plan = {"commune": SAN_CARLOS, "booths": 1, "tasks": tasks}
    assert (await door.post(f"{at}/prepare", json=plan)).status_code == 200
    (task,) = (await door.get(f"{at}/preparation")).json()["tasks"]
    assert (task["due_on"], task["done"]) == ("2026-03-10", False)
    robles = {"employer": "Agrícola Los Robles SpA"}
    both = await asyncio.gather(
        door.post(f"{at}/employers/invite", json={"commune": SAN_CARLOS, **robles}),
        door.post(f"{at}/employers/invite", json={"commune": NIQUEN, "employer": "agricola los robles"}),
    )
    assert sorted(answer.status_code for answer in both) == [200, 409], "one office calls it, not two"
    office = SAN_CARLOS if both[0].status_code == 200 else NIQUEN
    yes = await door.post(f"{at}/employers/answer", json={"commune": office, **robles, "comes": True})
    assert yes.json()["booth"] == "1"
    await door.post(f"{at}/employers/invite", json={"commune": SAN_CARLOS, "employer": "Packing Ñuble"})
    full = {"commune": SAN_CARLOS, "employer": "Packing Ñuble", "comes": True}
    assert (await door.post(f"{at}/employers/answer", json=full)).json()["errors"][0]["code"] == "no_booth_left"
    notes = [
        {"entry_id": f"e{n}", "kind": "visit", "at": TEN["starts_at"], "ticket": f"t{n}", "commune": NIQUEN}
        for n in range(7)
    ]
    notes += [{**notes[0], "entry_id": "i0", "kind": "interview", "vacancy_id": "v1", "candidate_ref": "c1"}]
    sent = {"commune": NIQUEN, "device": "puerta-1", "entries": notes}
    first = await door.post(f"/fairs/{fair}/check-in", json=sent)
    assert first.status_code == 422, "the fair is weeks ahead, and so are the notes"
    assert len(first.json()["errors"]) == len(notes)


async def test_the_agenda_of_a_meeting_writes_itself_from_what_is_open(door: Door) -> None:
    meeting = (await door.post("/meetings", json=_fair(SAN_CARLOS, **LATER, invited=[NIQUEN]))).json()["meeting_id"]
    fair = (await door.post("/fairs", json=_fair(NIQUEN, **{**TEN, "ends_at": "2026-03-20T18:00:00-03:00"}))).json()
    await door.post("/visits", json=_fair(NIQUEN, **NOON))
    tasks = [{"what": "Afiches", "owner": SAN_FABIAN, "days_before": 1}]
    await door.post(f"/activities/{fair['fair_id']}/prepare", json={"commune": NIQUEN, "tasks": tasks})
    owed = {"commune": SAN_CARLOS, "what": "Mandar la lista", "owner": NIQUEN, "due_on": "2026-03-25"}
    assert (await door.post(f"/activities/{meeting}/agreements", json=owed)).status_code == 201
    question = {"commune": SAN_FABIAN, "code": "PP33", "question": "¿Qué firma la empresa?"}
    assert (await door.post("/help", json=question)).status_code == 201
    option = {**LATER, "commune": NIQUEN, "place": "Sala"}
    asked = {"commune": NIQUEN, "kind": "visit", "title": "Visita", "invited": [SAN_FABIAN], "options": [option]}
    assert (await door.post("/dates", json=asked)).status_code == 201
    answer = await door.get(f"/meetings/{meeting}/items")
    assert answer.status_code == 200, answer.text
    items = answer.json()
    said = {item["kind"]: item["text"] for item in items}
    assert set(said) == {"date", "clash", "task", "agreement", "help"}, "what is held before the meeting is not to come"
    assert said["agreement"] == "Mandar la lista: Ñiquén, hasta el miércoles 25 de marzo"
    assert "San Fabián pregunta: ¿Qué firma la empresa?" in said["help"]
    assert (await door.get("/meetings/nobody/items")).status_code == 404


async def test_every_list_is_read_page_by_page_and_every_thing_by_its_id(door: Door) -> None:
    gyms = [await _gym(door) for _ in range(2)]
    fairs = [
        (await door.post("/fairs", json=_fair(NIQUEN, **time, venue_id=gym, expected=900))).json()["fair_id"]
        for time, gym in ((TEN, gyms[0]), (LATER, gyms[1]))
    ]
    for n in range(2):
        person = {"commune": SAN_CARLOS, "kind": "person", "label": f"san-carlos-{n}", "role": "officer"}
        await door.post("/resources", json=person)
        owed = {"commune": NIQUEN, "what": f"Acuerdo {n}", "owner": NIQUEN, "due_on": "2026-03-25"}
        await door.post(f"/activities/{fairs[n]}/agreements", json=owed)
        option = {**LATER, "commune": NIQUEN, "place": "Sala"}
        asked = {"commune": NIQUEN, "kind": "visit", "title": "Visita", "invited": [SAN_FABIAN], "options": [option]}
        await door.post("/dates", json=asked)
        await door.post(f"/activities/{fairs[0]}/employers/invite", json={"commune": NIQUEN, "employer": f"E {n}"})
    lists = {
        "/activities": {"kind": "fair", "commune": NIQUEN, "since": TEN["starts_at"], "until": "2026-12-01T00:00:00Z"},
        "/fairs": {"commune": NIQUEN},
        "/dates": {"commune": SAN_FABIAN, "open": "true"},
        "/clashes": {"commune": NIQUEN, "every": "true"},
        "/venues": {"commune": SAN_CARLOS},
        "/resources": {"commune": SAN_CARLOS},
        "/agreements": {"commune": NIQUEN, "open": "true"},
    }
    for path, query in lists.items():
        first = await door.get(path, params=query | {"limit": "1"})
        assert first.status_code == 200, f"{path}: {first.text}"
        second = await door.get(first.links["next"]["url"].removeprefix("/v1"))
        assert second.status_code == 200, f"{path}: {second.text}"
        assert [*first.json(), *second.json()] == (await door.get(path, params=query)).json(), path
    for path in (
        f"/venues/{gyms[0]}", f"/activities/{fairs[0]}", f"/activities/{fairs[0]}/preparation",
        f"/activities/{fairs[0]}/employers", f"/fairs/{fairs[0]}", f"/fairs/{fairs[0]}/results",
    ):  # fmt: skip
        assert (await door.get(path)).status_code == 200, path
        assert (await door.get(path.replace(fairs[0], "nobody").replace(gyms[0], "nobody"))).status_code == 404, path
    guests = (await door.get(f"/activities/{fairs[0]}/employers")).json()
    assert [(guest["employer"], guest["reply"]) for guest in guests] == [("E 0", "invited"), ("E 1", "invited")]
