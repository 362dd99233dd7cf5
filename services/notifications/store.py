"""The SQL of a batch of notifications: what its rooms load and save."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.notifications.board import store as board
from services.notifications.notices import store as notices
from shared.contracts.envelope import Envelope
from shared.messaging.decisions import LoadedAggregates, TimerFired

ROOMS = (notices, board)
"""In the order in which they lock."""


async def load(tx: Any, messages: Sequence[Envelope[Any]], policy: Any = None) -> LoadedAggregates:
    """What the rooms need of the aggregates that the messages name, locked."""
    return LoadedAggregates([found for room in ROOMS for found in await room.load(tx, messages)])


async def due(tx: Any, now: datetime, limit: int, but: Sequence[str] = ()) -> list[TimerFired]:
    """No timers: nothing in notifications waits for a time."""
    return []


async def save(tx: Any, aggregates: LoadedAggregates) -> None:
    """Each room saves its own."""
    for room in ROOMS:
        await room.save(tx, aggregates)
