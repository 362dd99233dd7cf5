"""`mesa help-desk` as it is typed, against the service by TCP: ask, list, answer, accept, search, and refusals."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.errors import OperatorError
from tests.real.deploy.typed import Typed, typing
from tests.real.house import NIQUEN, SAN_CARLOS, House

CARD = {
    "code": "PP33",
    "title": "Qué firma la empresa que recibe a una persona",
    "text": "Por verificar.",
    "review_on": "2026-09-01",
}


@pytest.fixture
async def mesa(
    tmp_path: Path, kafka_server: str, database: str, prefix: str, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Typed]:
    async with typing("help-desk", tmp_path / "casa", House(kafka_server, database, prefix), capsys) as typed:
        yield typed


async def test_a_question_goes_from_a_terminal_to_its_answer(mesa: Typed) -> None:
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


async def test_what_a_card_answers_is_shown_before_the_question_is_sent(mesa: Typed) -> None:
    assert "Ninguna ficha lo responde" in await mesa("search", "bencina")
    made = await mesa.door.post("/help/cards", json={"commune": SAN_CARLOS, **CARD})
    assert made.status_code == 201, made.text
    assert CARD["title"] in await mesa("search", "que firma la enpresa")
    assert (await mesa("ask", "PP33", "que firma la empresa")).index(CARD["title"]) < 10


@pytest.mark.parametrize(
    ("typed", "told"),
    [(("ask", "PP99", "¿Qué?"), "there is no process PP99"), (("accept", "nada"), "no question begins with nada")],
)
async def test_what_cannot_be_says_what_to_do(mesa: Typed, typed: tuple[str, ...], told: str) -> None:
    with pytest.raises(OperatorError, match=told) as refused:
        await mesa(*typed)
    assert refused.value.do
