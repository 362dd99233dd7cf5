"""Where a service keeps its books: one transaction per batch. PostgreSQL in shared.db, memory for simulation."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.bus.wire import Heard, Outgoing, Record
from shared.bus.work import Tick, Work
from shared.contracts.replies import Fault


class Passing(Exception):
    """The database or the broker is away or busy; the same work will do later."""


class Permanent(Exception):
    """The database refuses this data and will refuse it again."""


class Unfit(Permanent):
    """What was given cannot be kept or compared: a NUL in a text, a number out of range."""


class Contended(Permanent):
    """Somebody else was faster with a thing that exists once. Loaded again, the work may well do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is told: a result, or every fault. Kept in the inbox, so that a repeat hears the same.

    `digest` is of the request, so that another one under the same id is not taken for a repeat; empty: not known.
    """

    request_id: str
    request_type: str
    commune: str
    result: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Parked:
    """A message put aside with why: nothing it asked has happened, nothing of it is lost."""

    code: str
    detail: str
    traceback: str = ""
    record: Record | None = None
    heard: Heard | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """What one batch adds to the books beside the changed aggregates."""

    outbox: list[Outgoing] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """Which messages are new, by identity, and how the requests that came before were answered."""

    fresh: frozenset[tuple[str, str]]
    answered: Mapping[tuple[str, str], Answer] = field(default_factory=dict)


class Books(Protocol):
    """The books within one transaction. Raises Passing or Permanent."""

    async def claim(self, heard: Sequence[Heard]) -> Claim:
        """Enter the identities into the inbox; those already there are not fresh."""

    async def blocked(self, subjects: Sequence[str]) -> frozenset[str]:
        """The subjects behind which a message is parked."""

    async def load(self, heard: Sequence[Heard]) -> Work:
        """Every aggregate the messages name, locked until the end of the transaction."""

    async def due(self, now: datetime, limit: int) -> list[Tick]:
        """Aggregates the clock must look at, locked, those that others hold passed over."""

    async def replays(self, limit: int) -> list[Record]:
        """Parked records an operator asked to take again; their identities leave the inbox."""

    async def record(self, work: Work, page: Page) -> None:
        """Save the changed aggregates, the outbox rows, the answers and what is parked."""


class Ledger(Protocol):
    """Opens the books of one service."""

    def transaction(self) -> AbstractAsyncContextManager[Books]:
        """Commits at the end; rolls everything back if the block raises."""
