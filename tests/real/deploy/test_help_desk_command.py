"""`mesa help-desk` as it is typed, against the service by TCP: ask, list, answer, accept, search, and refusals."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from deploy.cli import application
from deploy.keys import HomeKeys
from deploy.machine.home import Home, RunningStack
from services.events.api import ROUTERS
from services.events.app import SERVICE as EVENTS
from shared.access.actors import Role
from shared.errors import OperatorError
from shared.messaging.address import BusAddress
from tests.real.doors import Door, open_door, served
from tests.real.house import NIQUEN, SAN_CARLOS, House

CLOCK = "2026-03-02T09:00-03:00@1"
CARD = {
    "code": "PP33",
    "title": "Qué firma la empresa que recibe a una persona",
    "text": "Por verificar.",
    "review_on": "2026-09-01",
}


class Mesa:
    """Types `mesa help-desk …`."""

    def __init__(self, home: Home, door: Door, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.door, self.capsys = home, door, capsys

    async def __call__(self, *arguments: str) -> str:
        given = ["help-desk", *arguments, "--home", str(self.home.folder)]
        self.capsys.readouterr()
        await asyncio.to_thread(application(given), given, standalone_mode=False)
        return self.capsys.readouterr().out

    async def json(self, *arguments: str) -> Any:
        return json.loads(await self(*arguments, "--json"))


@pytest.fixture
async def mesa(
    tmp_path: Path, kafka_server: str, database: str, prefix: str, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Mesa]:
    home = Home(tmp_path / "casa")
    home.make()
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["events"], [SAN_CARLOS, NIQUEN])
        await house.join(SAN_CARLOS, NIQUEN)
        async with open_door(house, EVENTS, ROUTERS, clock=CLOCK) as door, served(door) as url:
            await house.until_count(2, "SELECT count(*) FROM events.member WHERE at_table")
            home.tell(RunningStack(BusAddress("", "mesa"), database, "", {"events": url}, True))
            for cut in (SAN_CARLOS, NIQUEN):
                HomeKeys(home.keys).keep(await door.keys.of(Role.OFFICER, cut), Role.OFFICER, cut)
            yield Mesa(home, door, capsys)


async def test_a_question_goes_from_a_terminal_to_its_answer(mesa: Mesa) -> None:
    told = await mesa("ask", "pp33", "¿Qué firma la empresa?", "--commune", NIQUEN)
    assert "La responde San Carlos, hasta el " in told
    assert "San Carlos: todavía no ha respondido de PP33, no tiene preguntas pendientes" in told
    (question,) = await mesa.json("list")
    assert (question["office"], question["state"]) == (SAN_CARLOS, "routed")
    begins = question["help_id"][:8]
    assert begins in await mesa("list", "--commune", SAN_CARLOS)
    with pytest.raises(OperatorError, match="de su propia oficina"):
        await mesa("answer", begins, "Nada", "--commune", NIQUEN)
    assert "Respuesta anotada" in await mesa("answer", begins, "Un correo. Por verificar.", "--commune", SAN_CARLOS)
    assert "Aceptada" in await mesa("accept", begins, "--commune", NIQUEN)
    assert "San Carlos respondió (sirvió):\nUn correo" in await mesa("show", begins)
    assert "No hay preguntas abiertas." in await mesa("list")
    assert [one["state"] for one in await mesa.json("list", "--every")] == ["accepted"]


async def test_what_a_card_answers_is_shown_before_the_question_is_sent(mesa: Mesa) -> None:
    assert "Ninguna ficha lo responde" in await mesa("search", "bencina")
    made = await mesa.door.post("/help/cards", json={"commune": SAN_CARLOS, **CARD})
    assert made.status_code == 201, made.text
    assert CARD["title"] in await mesa("search", "que firma la enpresa")
    assert (await mesa("ask", "PP33", "que firma la empresa")).index(CARD["title"]) < 10


@pytest.mark.parametrize(
    ("typed", "told"),
    [(("ask", "PP99", "¿Qué?"), "there is no process PP99"), (("accept", "nada"), "no question begins with nada")],
)
async def test_what_cannot_be_says_what_to_do(mesa: Mesa, typed: tuple[str, ...], told: str) -> None:
    with pytest.raises(OperatorError, match=told) as refused:
        await mesa(*typed)
    assert refused.value.do
