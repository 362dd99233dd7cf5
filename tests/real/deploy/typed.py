"""A command of `mesa` as an office types it, in a home with its key, against events by TCP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from deploy.cli import application
from deploy.keys import HomeKeys
from deploy.machine.home import Home, RunningStack
from services.events.api import ROUTERS
from services.events.app import SERVICE as EVENTS
from shared.access.actors import Role
from shared.messaging.address import BusAddress
from tests.real.doors import Door, open_door, served
from tests.real.house import NIQUEN, SAN_CARLOS, House

CLOCK = "2026-03-02T09:00-03:00@1"


class Typed:
    """Types `mesa <command> …`."""

    def __init__(self, command: str, home: Home, door: Door, capsys: pytest.CaptureFixture[str]) -> None:
        self.command, self.home, self.door, self.capsys = command, home, door, capsys

    async def __call__(self, *arguments: str) -> str:
        given = [self.command, *arguments, "--home", str(self.home.folder)]
        self.capsys.readouterr()
        await asyncio.to_thread(application(given), given, standalone_mode=False)
        return self.capsys.readouterr().out

    async def json(self, *arguments: str) -> Any:
        return json.loads(await self(*arguments, "--json"))


@asynccontextmanager
async def typing(command: str, folder: Path, house: House, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[Typed]:
    """A home of two offices, in which events runs."""
    home = Home(folder)
    home.make()
    async with house:
        await house.provision(["events"], [SAN_CARLOS, NIQUEN])
        await house.join(SAN_CARLOS, NIQUEN)
        async with open_door(house, EVENTS, ROUTERS, clock=CLOCK) as door, served(door) as url:
            await house.until_count(2, "SELECT count(*) FROM events.member WHERE at_table")
            home.tell(RunningStack(BusAddress("", "mesa"), house.database, CLOCK, {"events": url}, True))
            for cut in (SAN_CARLOS, NIQUEN):
                HomeKeys(home.keys).keep(await door.keys.of(Role.OFFICER, cut), Role.OFFICER, cut)
            yield Typed(command, home, door, capsys)
