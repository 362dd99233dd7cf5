"""Help between offices on real servers: whose turn it is, cards that are found, rendiciones, who levels whom."""

import asyncio
from typing import Any

from services.events.api import ROUTERS
from services.events.app import SERVICE as EVENTS
from shared.contracts.agenda import HelpAccepted, HelpAnswered, HelpRouted
from tests.bench import help_desk
from tests.real.doors import Door, open_door
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN, House
from tests.real.punilla import CLOCK, door, house

__all__ = ["door", "house"]

AGENDA = 0x6167656E  # the lock of who changes the agenda (services/events/store/load.py)
QUESTION = {"code": "PP33", "question": "¿Qué firma la empresa al recibir a una persona derivada?"}
CARD = {
    "code": "renditions",
    "title": "Qué respaldo lleva un gasto de locomoción",
    "text": "La planilla firmada. Por verificar con finanzas.",
    "review_on": "2026-09-01",
}


async def _ask(door: Door, commune: str = NIQUEN, **more: Any) -> dict[str, Any]:
    made = await door.post("/help", json={"commune": commune, **QUESTION, **more})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = (await door.get(made.headers["Location"].removeprefix("/v1"))).json()
    return found


async def test_only_whose_turn_it_is_answers_and_what_helped_counts_at_the_next_question(
    house: House, door: Door
) -> None:
    asked = await _ask(door)
    turn, at = asked["office"], f"/help/{asked['help_id']}"
    other = next(cut for cut in (SAN_CARLOS, SAN_FABIAN) if cut != turn)
    refused = await door.post(f"{at}/answer", json={"commune": other, "answer": "Nada"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "not_your_turn")
    answered = await door.post(f"{at}/answer", json={"commune": turn, "answer": "Basta un correo. Por verificar."})
    assert answered.status_code == 200, answered.text
    foreign = await door.post(f"{at}/accept", json={"commune": other})
    assert (foreign.status_code, foreign.json()["errors"][0]["code"]) == (403, "not_your_question")
    assert (await door.post(f"{at}/accept", json={"commune": NIQUEN})).status_code == 200
    again = await _ask(door)
    assert again["office"] == turn
    assert "respondió bien 1 de PP33, no tiene preguntas pendientes" in again["reasons"][0]
    late = await door.post(f"{at}/answer", json={"commune": turn, "answer": "Otra"})
    assert (late.status_code, late.json()["errors"][0]["code"]) == (409, "stale_help")
    await house.until_count(0, "SELECT count(*) FROM events.outbox WHERE published_at IS NULL")
    said = [heard.envelope.data for heard in await house.heard("agenda")]
    told = [type(fact) for fact in said if isinstance(fact, HelpRouted | HelpAnswered | HelpAccepted)]
    assert sorted(each.__name__ for each in told) == ["HelpAccepted", "HelpAnswered", "HelpRouted", "HelpRouted"]


async def test_of_two_offices_that_answer_an_open_question_at_once_one_is_first(house: House, door: Door) -> None:
    asked = await _ask(door)
    async with house.as_service("events") as db:
        await db.execute("UPDATE help_question SET state = 'open', office = NULL, answer_by = NULL")
    async with open_door(house, EVENTS, ROUTERS, clock=CLOCK) as second:
        body = {"answer": "Así se hace"}
        answers = await asyncio.gather(
            door.post(f"/help/{asked['help_id']}/answer", json={"commune": SAN_CARLOS, **body}),
            second.post(f"/help/{asked['help_id']}/answer", json={"commune": SAN_FABIAN, **body}),
        )
    assert sorted(answer.status_code for answer in answers) == [200, 409], [answer.text for answer in answers]


async def test_who_asks_waits_neither_for_the_agenda_nor_for_the_question_of_another(house: House, door: Door) -> None:
    first = await _ask(door)
    async with house.as_service("events") as db, db.transaction():
        await db.execute("SELECT pg_advisory_xact_lock($1)", AGENDA)
        await db.execute("SELECT help_id FROM help_question WHERE help_id = $1 FOR UPDATE", first["help_id"])
        second = await asyncio.wait_for(_ask(door, SAN_FABIAN), 10)
    assert second["state"] == "routed"


async def test_a_new_version_takes_the_place_of_one_and_is_found_by_what_it_says(door: Door) -> None:
    made = await door.post("/help/cards", json={"commune": SAN_CARLOS, **CARD})
    assert made.status_code == 201, made.text
    at = made.headers["Location"].removeprefix("/v1")
    revised = {**CARD, "title": "Respaldo de la bencina", "words": ["combustible"], "replaces": 1}
    assert (await door.post(f"{at}/versions", json={"commune": NIQUEN, **revised})).status_code == 200
    stale = await door.post(f"{at}/versions", json={"commune": SAN_FABIAN, **revised})
    assert (stale.status_code, stale.json()["errors"][0]["code"]) == (409, "stale_card")
    (found,) = (await door.get("/help/cards/search", params={"q": "convustible para rendir"})).json()
    assert (found["version"], found["commune"]) == (2, NIQUEN)
    assert (await door.get("/help/cards/search", params={"q": "locomoción"})).json() == [], "the old version is history"
    assert (await door.post(f"{at}/use", json={"commune": SAN_FABIAN})).status_code == 200
    known = (await door.get(at)).json()
    assert ([each["version"] for each in known["earlier"]], known["used"]) == ([1], 1)
    assert (await door.get("/help/cards/search", params={"q": "x" * 301})).status_code == 422
    assert (await door.get("/help/cards/search", params={"q": "' & | ! :* %"})).json() == []


async def test_a_rendition_is_handed_in_by_its_office_with_hashes_alone(door: Door) -> None:
    planned = {"commune": NIQUEN, "what": "Gastos de febrero", "due_on": "2026-03-10", "remind_days": [3]}
    made = await door.post("/renditions", json=planned)
    at = f"/renditions/{made.json()['rendition_id']}"
    foreign = await door.post(f"{at}/submit", json={"commune": SAN_CARLOS, "evidence": ["0f" * 32]})
    assert (foreign.status_code, foreign.json()["errors"][0]["code"]) == (403, "not_your_rendition")
    assert (await door.post(f"{at}/submit", json={"commune": NIQUEN, "evidence": ["0f" * 32]})).status_code == 200
    (known,) = (await door.get("/renditions", auth=door.as_(NIQUEN))).json()
    assert (known["late"], known["evidence"]) == (False, ["0f" * 32])
    assert (await door.get("/renditions", auth=door.as_(SAN_CARLOS))).json() == []


async def test_levelling_says_who_asked_who_answered_and_how_fast(door: Door) -> None:
    asked = await _ask(door)
    at = f"/help/{asked['help_id']}"
    await door.post(f"{at}/answer", json={"commune": asked["office"], "answer": "Basta un correo"})
    await door.post(f"{at}/accept", json={"commune": NIQUEN})
    found = (await door.get("/help/levelling")).json()
    by_office = {row["commune"]: row for row in found["offices"]}
    assert (by_office[NIQUEN]["asked"], by_office[NIQUEN]["answered"]) == (1, 0)
    assert (by_office[asked["office"]]["answered"], by_office[asked["office"]]["helped"]) == (1, 1)
    assert by_office[NIQUEN]["quarter"] == "2026-01-01"
    (pp33,) = found["processes"]
    assert (pp33["code"], pp33["asked"], pp33["answered"]) == ("PP33", 1, 1)
    assert 0 <= pp33["median_hours"] < 1
    before = (await door.get("/help/levelling", params={"until": "2026-01-31"})).json()
    assert before == {"offices": [], "processes": [], "cards": []}


async def test_the_right_card_is_among_the_first_three(house: House) -> None:
    async with house.as_service("events") as db:
        report = await help_desk.measure(db)
    assert report.cards >= 40
    assert report.questions == 60
    assert report.first_three >= help_desk.GOAL, report.missed
