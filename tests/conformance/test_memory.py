"""The store in memory keep the promises of the real ones."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.messaging.memory import MemoryUnitOfWorkFactory
from shared.messaging.unit_of_work import Heard
from tests.bench.tally import Tally
from tests.conformance.cases import CASES


class InMemory:
    def __init__(self) -> None:
        self.factory = MemoryUnitOfWorkFactory()

    async def tallies(self) -> dict[str, int]:
        return {key: one.times for (kind, key), one in self.factory.aggregates.items() if kind is Tally}

    async def causes(self) -> list[str]:
        return [out.envelope.causation_id or "" for out in self.factory.outbox]

    async def ids(self) -> list[str]:
        return [out.envelope.id for out in self.factory.outbox]

    async def dead_letters(self) -> list[str]:
        return [parked.code for parked in self.factory.dead_letters]

    async def bodies(self) -> list[str]:
        return [out.data for out in self.factory.outbox]

    async def heard(self) -> dict[tuple[str, int], Heard]:
        return self.factory.heard

    async def replay(self) -> None:
        self.factory.to_replay += [one for one in self.factory.dead_letters if one not in self.factory.to_replay]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
async def test_a_store_in_memory(case: Callable[[Any], Any]) -> None:
    await case(InMemory())
