"""`mesa keys` as it is typed, in a real database: a narrowed key is stored in every service, shown, and rotated."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.cli import application
from deploy.keys import HomeKeys, KeyTable
from deploy.machine.home import Home, RunningStack
from deploy.machine.service import NAMES
from shared.access.actors import Role
from shared.errors import OperatorError
from shared.messaging.address import BusAddress
from tests.real.house import SAN_CARLOS, House

ONLY = ["cl.mesa.vacancy.post.v1", "vacancies_several"]
NARROWED = ("--role", "system", "--commune", SAN_CARLOS, "--only", ONLY[1], "--only", ONLY[0])


@pytest.fixture
async def home(tmp_path: Path, database: str, prefix: str) -> Home:
    async with House("", database, prefix) as house:
        await house.migrate(NAMES)
    home = Home(tmp_path / "casa")
    home.make()
    home.tell(RunningStack(BusAddress("", "mesa"), database, "", {}, True))
    return home


class Mesa:
    """Types `mesa keys …`."""

    def __init__(self, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.capsys = home, capsys

    async def __call__(self, *arguments: str) -> str:
        given = ["keys", *arguments, "--home", str(self.home.folder)]
        self.capsys.readouterr()
        await asyncio.to_thread(application(given), given, standalone_mode=False)
        return "".join(self.capsys.readouterr())

    async def json(self, *arguments: str) -> Any:
        return json.loads(await self(*arguments, "--json"))


@pytest.fixture
def mesa(home: Home, capsys: pytest.CaptureFixture[str]) -> Mesa:
    return Mesa(home, capsys)


async def _stored(database: str, key_id: str) -> list[Sequence[str] | None]:
    db = await asyncpg.connect(database)
    try:
        found = []
        for name in NAMES:
            await db.execute("SELECT set_config('search_path', $1, false)", name)
            found.append(await db.fetchval("SELECT narrowed_to FROM access_key WHERE key_id = $1", key_id))
        return found
    finally:
        await db.close()


async def test_a_narrowed_key_is_stored_in_every_service_shown_and_kept_narrow_by_rotate(
    mesa: Mesa, database: str
) -> None:
    made = await mesa.json("create", *NARROWED)
    assert made["only"] == ONLY
    assert await _stored(database, made["id"]) == [ONLY] * len(NAMES)
    other = await mesa.json("create", "--role", "system", "--commune", SAN_CARLOS)
    assert await _stored(database, other["id"]) == [None] * len(NAMES)
    assert {row["key"]: row["only"] for row in await mesa.json("list")} == {made["id"]: ONLY, other["id"]: None}
    assert f"{made['id']} only: {ONLY[0]}, {ONLY[1]}" in await mesa("list")
    assert (await mesa.json("show", made["id"]))["only"] == ONLY
    shown = await mesa("show", made["id"])
    assert all(name in shown for name in ONLY)
    new = await mesa.json("rotate", made["id"])
    assert (new["only"], new["commune"]) == (ONLY, SAN_CARLOS)
    assert await _stored(database, new["id"]) == [ONLY] * len(NAMES)


async def test_a_name_of_no_row_makes_no_key(mesa: Mesa) -> None:
    with pytest.raises(OperatorError, match=r"to do: the nearest that system may: .*vacancy\.post"):
        await mesa("create", *NARROWED, "--only", "vacancy.post")
    assert await mesa.json("list") == []


async def test_a_narrowed_key_in_a_home_is_no_wider_where_it_was_lost(mesa: Mesa, database: str) -> None:
    made = await mesa.json("create", "--role", "operator", "--only", "health_metrics")
    keys = HomeKeys(mesa.home.keys)
    keys.keep(made["key"], Role.OPERATOR, None)
    db = await asyncpg.connect(database)
    try:
        await db.execute("DELETE FROM matching.access_key")
        await keys.ensure(KeyTable(db), [])
    finally:
        await db.close()
    assert await _stored(database, made["id"]) == [["health_metrics"]] * len(NAMES)
