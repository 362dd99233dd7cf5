"""What one service keeps of its messages, a transaction a batch: in PostgreSQL, or in memory for simulation."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from shared.contracts.envelope import Request
from shared.contracts.replies import Fault
from shared.messaging.cloudevents import IncomingMessage, OutboxMessage
from shared.messaging.decisions import LoadedAggregates, TimerFired
from shared.messaging.records import Record

Identity = tuple[str, str]
"""(source, id) of a message: the same twice is the same message."""

OrderKey = tuple[str, str]
"""(topic, key): Kafka keeps the order of the messages that share it, and of no others."""


FIRST_TIMER_PAUSE = timedelta(minutes=1)
LONGEST_TIMER_PAUSE = timedelta(hours=1)


def timer_pause(tries: int) -> timedelta:
    """How long a timer rests after it failed for the nth time: twice as long each time, up to an hour."""
    return min(FIRST_TIMER_PAUSE * (1 << min(tries - 1, 10)), LONGEST_TIMER_PAUSE)


class TransientError(Exception):
    """The database or the broker is away or busy; the same work will succeed later."""


class PermanentError(Exception):
    """The database refuses this data and will refuse it again."""


class InvalidData(PermanentError):
    """A value that cannot be stored or compared: a NUL in a text, a number out of range."""


class ConflictError(PermanentError):
    """Another transaction took something that exists once. Loaded and decided again, the work may succeed."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request: a result, or every fault. Kept in the inbox, so that a repeat gets the same.

    `digest` is of the request, so that another one under the same id is not taken for a repeat; empty: not known.
    """

    request_id: str
    request_type: str
    commune: str
    result: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    digest: str = ""

    def is_to(self, asked: Request) -> bool:
        """Whether it answers this request, and not another one under the same id."""
        return self.request_type == asked.WIRE and self.digest in ("", asked.digest)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that could not be processed, and why. `message` is None if its record could not be read.

    `now`: of a timer, when it failed by the service's clock.
    """

    code: str
    detail: str
    traceback: str = ""
    record: Record | None = None
    message: IncomingMessage | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    now: datetime | None = None

    @property
    def timer(self) -> TimerFired | None:
        """The timer that failed, if it is one."""
        data = self.message.envelope.data if self.message else None
        return data if isinstance(data, TimerFired) else None


class Heard(NamedTuple):
    """How far a partition has been heard: which log it is (see `Record.log`), and the offset that comes next."""

    log: str
    next_offset: int


@dataclass(slots=True)
class Effects:
    """What one batch leads to beside the changed aggregates. `heard`: by topic and partition, how far it reaches."""

    outbox: list[OutboxMessage] = field(default_factory=list)
    dead_letters: list[DeadLetter] = field(default_factory=list)
    replies: dict[Identity, Reply] = field(default_factory=dict)
    heard: dict[tuple[str, int], Heard] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InboxClaim:
    """Which messages are new, by identity, and the replies to requests that were processed before."""

    fresh: frozenset[Identity]
    replies: Mapping[Identity, Reply] = field(default_factory=dict)


class UnitOfWork(Protocol):
    """One open transaction of a service. Raises TransientError or PermanentError."""

    async def claim(self, messages: Sequence[IncomingMessage]) -> InboxClaim:
        """Insert the identities into the inbox; those that are there already are not fresh."""

    async def blocked_by_key(self, keys: Sequence[OrderKey]) -> frozenset[OrderKey]:
        """Which of these (topic, key) have a dead letter that was neither replayed nor dropped."""

    async def load(self, messages: Sequence[IncomingMessage]) -> LoadedAggregates:
        """Every aggregate that the messages name, locked until the end of the transaction."""

    async def due_timers(self, now: datetime, limit: int, but: Sequence[str] = ()) -> list[TimerFired]:
        """Aggregates whose `due_at` has come, without those that another transaction holds.

        Nor those that failed and whose pause is not over, nor the keys in `but`.
        """

    async def take_replays(self, limit: int) -> list[Record]:
        """Dead letters that an operator marked for replay, in the order of their topic. They count as new.

        What the broker refused is put back into the outbox by this call. Only one replica replays at a time.
        """

    async def commit(self, aggregates: LoadedAggregates, effects: Effects) -> None:
        """Save the changed aggregates, outbox messages, replies, dead letters and how far was heard.

        Committed when the block ends. A timer that failed is set aside with a pause: its identity leaves the inbox.
        """


class UnitOfWorkFactory(Protocol):
    """Opens transactions of one service."""

    def transaction(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Commits at the end of the block; rolls everything back if the block raises."""
