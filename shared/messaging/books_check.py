"""Whether the books of a service know all that it has said. After a restore from an older copy they do not."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

import structlog

from shared.messaging.unit_of_work import TransientError

log = structlog.get_logger()
NOT_COMPARED = "the books have not been compared with the bus yet"
OLDER = "the books are older than the bus: stop the services and run mesa restore"
RESTORED = "the books were restored while this process was running: start it again"


class OwnFact(NamedTuple):
    """A fact that this service has published, as it stands on the bus."""

    id: str
    subject: str
    time: datetime


class OwnTopics(NamedTuple):
    """What the bus holds of a service: the newest facts of each of its topics, and which log each topic is."""

    newest: list[OwnFact]
    logs: dict[str, str]


class Bus(Protocol):
    async def own_topics(self) -> OwnTopics:
        """What stands on the topics that this service writes. Raises TransientError."""


class Books(Protocol):
    async def unknown(self, facts: Sequence[OwnFact]) -> list[OwnFact]:
        """Which of these facts of its own the service does not know. Raises TransientError."""

    async def epoch(self) -> int:
        """How often the books were restored. Raises TransientError."""


@dataclass
class BooksCheck:
    """`behind` says why the service must take nothing; empty if it may. `epoch`: as the process knows it."""

    epoch: int = 0
    behind: str = field(default=NOT_COMPARED, init=False)
    compared: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    """Set when the books were found to be as new as the bus for the first time."""

    def require(self) -> None:
        """Raises TransientError unless the service may take anything."""
        if self.behind:
            raise TransientError(self.behind)

    async def compare(self, bus: Bus, books: Books) -> None:
        """Compare what the bus has of this service with its books.

        Raises TransientError if the books are behind, or if one of the two cannot be asked.
        """
        there = await bus.own_topics()
        unknown = sorted(await books.unknown(there.newest), key=lambda fact: fact.time)
        restored = await books.epoch() != self.epoch
        behind = OLDER if unknown else RESTORED if restored else ""
        if behind and behind != self.behind:
            newest = unknown[-1].id if unknown else None
            log.error("nothing_is_taken", why=behind, facts=len(unknown), newest=newest)
        self.behind = behind
        self.require()
        self.compared.set()
