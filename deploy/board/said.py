"""What the services said that the board shows: from their outboxes, from the topics, and from its own history."""

import heapq
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import asyncpg

from services.notifications.board.matters import SUBJECTS
from shared.contracts.envelope import Envelope
from shared.contracts.registry import FACTS
from shared.contracts.topics import AGENDA, COMMUNES, OFFERS, VACANCIES
from shared.messaging.address import BusAddress
from shared.messaging.cloudevents import read
from shared.messaging.kafka import read_topic
from shared.messaging.records import UnknownType, UnreadableRecord

SPEAKERS = ("vacancies", "matching", "events")
TOPICS = (COMMUNES, VACANCIES, OFFERS, AGENDA)
WIRES = {fact.WIRE: fact for fact in SUBJECTS}


async def from_outboxes(db: asyncpg.Connection) -> list[Envelope[Any]]:
    """The facts that the services keep, each service's in its order."""
    said = [[_envelope(row) for row in await db.fetch(_OUTBOX[name], list(WIRES))] for name in SPEAKERS]
    # the order of one service holds, though it may have said a later fact with an earlier time
    return list(heapq.merge(*said, key=lambda envelope: envelope.time))


async def from_bus(bus: BusAddress) -> list[Envelope[Any]]:
    """The facts on the topics from their start, each once. Raises TransientError if no broker answers."""
    found: dict[str, Envelope[Any]] = {}
    async for record in read_topic(bus, [topic.name for topic in TOPICS]):
        # what is no message is set aside by the services too
        with suppress(UnknownType, UnreadableRecord):
            envelope = read(record).envelope
            if type(envelope.data) in SUBJECTS:
                found.setdefault(envelope.id, envelope)
    return list(found.values())


async def from_history(db: asyncpg.Connection) -> list[Envelope[Any]]:
    """The facts that the board has folded, in the order in which it did."""
    return [_envelope(row) for row in await db.fetch(_HISTORY, list(WIRES))]


def together(history: Sequence[Envelope[Any]], said: Sequence[Envelope[Any]]) -> list[Envelope[Any]]:
    """The facts of both, each once: first those that only the history has, which were deleted elsewhere by age."""
    known = {envelope.id for envelope in said}
    return [*(envelope for envelope in history if envelope.id not in known), *said]


def _envelope(row: Any) -> Envelope[Any]:
    fact = FACTS[row["type"]].model_validate_json(row["data"])
    return Envelope(
        row["id"],
        row["source"],
        row["type"],
        row["time"],
        fact.subject,
        row["id"],
        row["causation_id"],
        None,
        fact,
        row["officer"],
    )


_OUTBOX = {
    "vacancies": """
        SELECT id, source, type, time, causation_id, officer, data FROM vacancies.outbox
        WHERE type = ANY($1::text[]) ORDER BY position
        """,
    "matching": """
        SELECT id, source, type, time, causation_id, officer, data FROM matching.outbox
        WHERE type = ANY($1::text[]) ORDER BY position
        """,
    "events": """
        SELECT id, source, type, time, causation_id, officer, data FROM events.outbox
        WHERE type = ANY($1::text[]) ORDER BY position
        """,
}
_HISTORY = """
SELECT fact_id AS id, source, type, at AS time, causation_id, officer, data::text AS data
FROM notifications.board_history WHERE type = ANY($1::text[]) ORDER BY position
"""
