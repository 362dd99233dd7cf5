"""A few requests drawn from each service's own description, the same each time: all are answered as it says.

`make fuzz` sends as many as are asked for.
"""

import pytest

from tests.real.doors import DOORS
from tests.real.house import House
from tests.real.unkind.fuzz import Tally, fuzz_door, fuzzed_doors


# the door is served within this process, and its pauses are drawn from `random` while a request is drawn
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
async def test_every_door_answers_as_its_description_says(kafka_server: str, database: str, prefix: str) -> None:
    async with House(kafka_server, database, prefix) as house, fuzzed_doors(house) as doors:
        for name in DOORS:
            tally = Tally()
            await fuzz_door(doors[name], tally, seed=1, each=1)
            assert not tally.failures, "\n".join(tally.failures.values())
            assert tally.sent > 5, name
            assert {status for status in tally.statuses if status < 300}, f"{name}: somebody is served"
