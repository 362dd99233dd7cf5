"""The books in memory keep the promises of the real ones."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.messaging.memory import MemoryUnitOfWorkFactory
from tests.bench.tally import Tally
from tests.conformance.cases import CASES


class InMemory:
    def __init__(self) -> None:
        self.ledger = MemoryUnitOfWorkFactory()

    async def tallies(self) -> dict[str, int]:
        return {key: one.times for (kind, key), one in self.ledger.aggregates.items() if kind is Tally}

    async def said(self) -> list[str]:
        return [out.envelope.causation_id or "" for out in self.ledger.outbox]

    async def ids(self) -> list[str]:
        return [out.envelope.id for out in self.ledger.outbox]

    async def parked(self) -> list[str]:
        return [parked.code for parked in self.ledger.dead_letters]

    async def replay(self) -> None:
        self.ledger.to_replay += self.ledger.dead_letters


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
async def test_books_in_memory(case: Callable[[Any], Any]) -> None:
    await case(InMemory())
