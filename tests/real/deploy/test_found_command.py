"""`mesa found` as it is typed, against the service by TCP: begins once, shows the steps, proposes the first agenda."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.errors import OperatorError
from tests.real.deploy.typed import Typed, typing
from tests.real.house import NIQUEN, SAN_CARLOS, House


@pytest.fixture
async def mesa(
    tmp_path: Path, kafka_server: str, database: str, prefix: str, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Typed]:
    async with typing("found", tmp_path / "casa", House(kafka_server, database, prefix), capsys) as typed:
        yield typed


async def _json(mesa: Typed, *arguments: str) -> Any:
    # the service logs into the same output while it is asked
    return json.loads((await mesa(*arguments, "--json")).splitlines()[-1])


async def test_two_neighbours_found_a_mesa_from_a_terminal_once(mesa: Typed) -> None:
    both = f"{SAN_CARLOS},{NIQUEN}"
    said = " ".join((await mesa(both)).split())
    for part in ("Mesa de San Carlos y Ñiquén", "Lo que sigue: Fijen las visitas", "Primera agenda", "--propose"):
        assert part in said, said
    first = await _json(mesa, both, "--propose")
    assert len(first["proposed"]) == 2, "a visit and a meeting; the encuentro has no venue"
    again = await _json(mesa, both, "--propose")
    assert again["founding"]["founding_id"] == first["founding"]["founding_id"]
    assert (again["proposed"], again["agenda"]["placed"]) == ([], []), "what waits for answers is not asked again"
    waits = [text for step in again["founding"]["steps"] for text in step["missing"] if "espera respuestas" in text]
    assert len(waits) == 2


async def test_who_is_no_neighbour_or_unknown_is_told_so(mesa: Typed) -> None:
    with pytest.raises(OperatorError, match="13101 no está en la Mesa"):
        await mesa(f"{SAN_CARLOS},13101", "--commune", SAN_CARLOS)
    with pytest.raises(OperatorError, match="99999"):
        await mesa(f"{SAN_CARLOS},99999")
