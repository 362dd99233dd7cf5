"""`mesa agenda` as it is typed, against the service by TCP: what is held, what waits, what clashes, and a search."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.errors import OperatorError
from tests.real.deploy.typed import Typed, typing
from tests.real.house import NIQUEN, SAN_CARLOS, House

TEN = {"starts_at": "2026-03-20T10:00:00-03:00", "ends_at": "2026-03-20T12:00:00-03:00"}


@pytest.fixture
async def mesa(
    tmp_path: Path, kafka_server: str, database: str, prefix: str, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Typed]:
    async with typing("agenda", tmp_path / "casa", House(kafka_server, database, prefix), capsys) as typed:
        yield typed


async def test_the_agenda_of_a_morning(mesa: Typed) -> None:
    assert (await mesa("show")).splitlines() == [
        "Agenda: nada", "Fechas por responder: nada", "Choques: nada", "Acuerdos: nada",
    ]  # fmt: skip
    held = {"title": "Reunión [de marzo]", "place": "Sala", **TEN, "invited": [NIQUEN]}
    made = await mesa.door.post("/meetings", json={"commune": SAN_CARLOS, **held})
    await mesa.door.post("/visits", json={"commune": NIQUEN, "title": "Visita", "place": "Packing", **TEN})
    owed = {"commune": SAN_CARLOS, "what": "Mandar la lista", "owner": NIQUEN, "due_on": "2026-03-31"}
    await mesa.door.post(f"/activities/{made.json()['meeting_id']}/agreements", json=owed)
    said = " ".join((await mesa("show")).split())
    for part in ("Reunión [de", "San Carlos y Ñiquén", "La oficina de", "Mandar la lista", "31-03-2026"):
        assert part in said, said
    found = await mesa.json("show", "--days", "10")
    assert found["activities"] == [], "they are later than ten days"
    assert len(found["clashes"]) == 1


async def test_a_date_is_searched_from_a_terminal(mesa: Typed) -> None:
    both = f"{SAN_CARLOS},{NIQUEN}"
    said = await mesa("search", "--must", both, "--since", "2026-03-10", "--weeks", "1")
    assert said.startswith("1. "), said
    assert "·" in said
    found = await mesa.json("search", "--must", both, "--since", "2026-03-10", "--weeks", "1")
    assert 1 <= len(found["dates"]) <= 5
    with pytest.raises(OperatorError, match=r"must\.1: La comuna 13101 no está en la Mesa"):
        await mesa("search", "--must", f"{SAN_CARLOS},13101")
    with pytest.raises(OperatorError, match="this is no day"):
        await mesa("search", "--must", both, "--since", "pronto")
