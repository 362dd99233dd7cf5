"""The books in memory keep the promises of the real ones."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.bus.memory import MemoryLedger
from tests.bench.tally import Tally
from tests.conformance.books import CASES


class InMemory:
    def __init__(self) -> None:
        self.ledger = MemoryLedger()

    async def tallies(self) -> dict[str, int]:
        return {key: one.times for (kind, key), one in self.ledger.aggregates.items() if kind is Tally}

    async def said(self) -> list[str]:
        return [out.envelope.causation_id or "" for out in self.ledger.outbox]

    async def ids(self) -> list[str]:
        return [out.envelope.id for out in self.ledger.outbox]

    async def parked(self) -> list[str]:
        return [parked.code for parked in self.ledger.parked]

    async def replay(self) -> None:
        self.ledger.to_replay += self.ledger.parked


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
async def test_books_in_memory(case: Callable[[Any], Any]) -> None:
    await case(InMemory())
