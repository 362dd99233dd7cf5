"""The plan of a year on real servers: lines by the door, how they stand by what is held, dates by the solver."""

import asyncio

from services.events.api import ROUTERS
from services.events.app import SERVICE as EVENTS
from tests.real.doors import Door, open_door
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN, House
from tests.real.punilla import CLOCK, door, house

__all__ = ["door", "house"]

GYM = {"name": "Gimnasio", "place": "Serrano 350", "kind": "gymnasium", "capacity": 400}
MEETING = {"kind": "meeting", "title": "Reunión de abril", "month": 4, "host": NIQUEN, "invited": [SAN_CARLOS]}
FAIR = {"kind": "fair", "title": "Feria de otoño", "month": 5, "host": SAN_CARLOS, "invited": [NIQUEN, SAN_FABIAN]}
GOAL = {"measure": "meetings", "number": 3, "due_on": "2026-12-31"}


async def test_the_first_lines_of_a_year_by_two_replicas_at_once_all_stand(house: House, door: Door) -> None:
    async with open_door(house, EVENTS, ROUTERS, clock=CLOCK) as other:
        asked = [each.post("/plan/2026/goals", json={"commune": SAN_CARLOS, "goal": GOAL}) for each in (door, other)]
        answers = await asyncio.gather(*asked)
    assert [answer.status_code for answer in answers] == [201, 201], [answer.text for answer in answers]
    plan = (await door.get("/plan/2026")).json()
    assert {line["line_id"] for line in plan["lines"]} == {answer.json()["line_id"] for answer in answers}
    assert (await door.get("/plan/2027")).json() == {"year": 2027, "lines": []}


async def test_a_year_is_planned_gets_its_dates_and_shows_how_it_goes(door: Door) -> None:
    made = [await door.post("/plan/2026/goals", json={"commune": SAN_CARLOS, "goal": GOAL})]
    made += [await door.post("/plan/2026/activities", json={"commune": NIQUEN, "activity": a}) for a in (MEETING, FAIR)]
    goal, meeting, fair = (answer.json()["line_id"] for answer in made)
    found = (await door.post("/plan/2026/search", json={"commune": SAN_CARLOS})).json()
    (placed,), (unplaced,) = found["placed"], found["unplaced"]
    assert (placed["id"], placed["date"]["commune"], found["proven"], found["gap"]) == (meeting, NIQUEN, True, 0)
    assert placed["date"]["starts_at"].startswith("2026-04")
    assert placed["date"]["reasons"]
    assert (unplaced["id"], "recinto registrado" in unplaced["why"]) == (fair, True), "no gymnasium is known"
    gym = await door.post("/venues", json={"commune": SAN_CARLOS, **GYM})
    found = (await door.post("/plan/2026/search", json={"commune": SAN_CARLOS})).json()
    assert [each["id"] for each in found["placed"]] == [meeting, fair]
    assert found["placed"][1]["date"]["venue_id"] == gym.json()["venue_id"]

    when = {name: placed["date"][name] for name in ("starts_at", "ends_at", "place")}
    held = {"commune": NIQUEN, "title": "Reunión", "invited": [SAN_CARLOS], **when}
    activity = (await door.post("/meetings", json=held)).json()["meeting_id"]
    lines = {line["line_id"]: line for line in (await door.get("/plan/2026")).json()["lines"]}
    assert (lines[meeting]["standing"], lines[meeting]["activity_id"]) == ("scheduled", activity)
    assert lines[meeting]["text"].startswith("Agendada para el ")
    assert (lines[goal]["text"], lines[goal]["what"]) == (
        "Van 0 de 3, y 1 agendada.",
        "3 reuniones, hasta el jueves 31 de diciembre",
    )
    assert (lines[fair]["standing"], lines[fair]["text"]) == ("not_yet", "Todavía sin fecha.")
    found = (await door.post("/plan/2026/search", json={"commune": SAN_CARLOS})).json()
    assert [each["id"] for each in found["placed"]] == [fair], "what has a date is asked for no more"

    strange = await door.post(f"/plan/2026/lines/{meeting}/drop", json={"commune": SAN_FABIAN, "why": "No"})
    assert (strange.status_code, strange.json()["errors"][0]["code"]) == (403, "not_your_line")
    gone = await door.post(f"/plan/2026/lines/{fair}/drop", json={"commune": SAN_FABIAN, "why": "No hay buses"})
    assert gone.status_code == 200, "it takes part"
    corrected = {**MEETING, "month": 6}
    await door.put(f"/plan/2026/activities/{meeting}", json={"commune": SAN_CARLOS, "activity": corrected})
    lines = {line["line_id"]: line for line in (await door.get("/plan/2026")).json()["lines"]}
    assert set(lines) == {goal, meeting}
    assert lines[meeting]["standing"] == "not_yet", "a meeting of April is not that of June"


async def test_neighbours_found_a_mesa_step_by_step(door: Door) -> None:
    asked = {"commune": SAN_CARLOS, "communes": [NIQUEN, SAN_FABIAN]}
    made = await door.post("/foundings", json=asked)
    assert made.status_code == 201, made.text
    at = f"/foundings/{made.json()['founding_id']}"
    assert (await door.post("/foundings", json=asked)).json() == made.json()
    found = (await door.post(f"{at}/search", json={"commune": SAN_CARLOS})).json()
    assert [each["kind"] for each in found["placed"]].count("visit") == 3
    assert [each["kind"] for each in found["unplaced"]] == ["encuentro"], "no venue is registered"
    note = {"interests": "Empresas", "worries": "El tiempo", "will_do": "Enseñar a rendir"}
    for cut in (SAN_CARLOS, NIQUEN, SAN_FABIAN):
        assert (await door.post(f"{at}/note", json={"commune": cut, **note})).status_code == 200
    await door.post(f"{at}/vision", json={"commune": SAN_CARLOS, "replaces": 0, "text": "Juntas"})
    for cut in (NIQUEN, SAN_FABIAN):
        assert (await door.post(f"{at}/agree", json={"commune": cut, "version": 1})).status_code == 200
    shown = (await door.get(at)).json()
    assert [step["step"] for step in shown["steps"] if step["done"]] == ["interests", "collaboration", "vision"]
    assert shown["next"].startswith("Fijen las visitas")
    assert (await door.get("/foundings/none")).status_code == 404
