"""Three offices of the Punilla at one table, and the door of events: fixtures for the tests that import them."""

from collections.abc import AsyncIterator

import pytest

from services.events.api import ROUTERS
from services.events.app import SERVICE as EVENTS
from tests.real.doors import Door, open_door
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN, House

CLOCK = "2026-03-02T09:00-03:00@1"
THREE = "SELECT count(*) FROM events.member WHERE at_table"


@pytest.fixture
async def house(kafka_server: str, database: str, prefix: str) -> AsyncIterator[House]:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["events"], [SAN_CARLOS, NIQUEN, SAN_FABIAN])
        await house.join(SAN_CARLOS, NIQUEN, SAN_FABIAN)
        yield house


@pytest.fixture
async def door(house: House) -> AsyncIterator[Door]:
    async with open_door(house, EVENTS, ROUTERS, clock=CLOCK) as door:
        await house.until_count(3, THREE)
        yield door
