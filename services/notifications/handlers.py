"""Which facts notifications handles: the rooms that hear a fact are all asked, and their decisions joined."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.notifications.board.handlers import HANDLERS as BOARD
from services.notifications.notices.handlers import HANDLERS as NOTICES
from shared.contracts.envelope import Envelope
from shared.messaging.decisions import Decision, Handler, LoadedAggregates

ROOMS: tuple[Mapping[type, Handler], ...] = (NOTICES, BOARD)


def _joined(decides: tuple[Handler, ...]) -> Handler:
    """One decision of several rooms. No room changes an aggregate of another, so each sees what was loaded."""

    def decide(aggregates: LoadedAggregates, envelope: Envelope[Any], now: datetime) -> Decision:
        made = [each(aggregates, envelope, now) for each in decides]
        return Decision(
            tuple(aggregate for each in made for aggregate in each.changed),
            tuple(fact for each in made for fact in each.facts),
        )

    return decide


HANDLERS: Mapping[type, Handler] = {
    fact: _joined(tuple(room[fact] for room in ROOMS if fact in room))
    for fact in {f: None for room in ROOMS for f in room}
}
