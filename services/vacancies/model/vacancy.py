"""What a vacancy is: its stage, its seats' leases, the candidates in hand, the call that is out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.contracts.communes import Windows
from shared.contracts.reasons import CloseReason, ReleaseReason, UnfilledReason
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Urgency


class Stage(StrEnum):
    """Where a vacancy stands. `COVERED`: every seat is leased or placed; a release takes it back."""

    LOCAL = "local"
    CALLING = "calling"
    COVERED = "covered"
    EXHAUSTED = "exhausted"
    FILLED = "filled"
    CLOSED = "closed"


OVER = frozenset({Stage.FILLED, Stage.CLOSED})
ASKING = frozenset({Stage.CALLING, Stage.EXHAUSTED})


class LeaseState(StrEnum):
    HELD = "held"
    PLACED = "placed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Lease:
    """A seat held for one candidate. `fence` grows with every lease of the vacancy: an older one proves nothing."""

    lease_id: str
    seat: int
    fence: int
    candidate_ref: str
    commune: str
    offer_id: str
    state: LeaseState
    leased_at: datetime
    expires_at: datetime
    because: tuple[str, ...] = ()
    ended_at: datetime | None = None
    why: ReleaseReason | None = None

    @property
    def takes_seat(self) -> bool:
        return self.state is not LeaseState.RELEASED


@dataclass(frozen=True, slots=True)
class Waiting:
    """A candidate in hand, without a seat. `score` 0..1000, `minutes` one way or None if unknown."""

    candidate_ref: str
    commune: str
    offer_id: str
    tier: int
    score: int
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Call:
    """A call to neighbours that is out: who was asked, who has answered, until when silence is not an answer."""

    invited: tuple[str, ...]
    answered: tuple[str, ...]
    answer_by: datetime

    @property
    def silent(self) -> tuple[str, ...]:
        return tuple(cut for cut in self.invited if cut not in self.answered)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """One vacancy with N seats. seats = placed + held + open, always."""

    vacancy_id: str
    commune: str
    profile: Profile
    urgency: Urgency
    seats: int
    posted_at: datetime
    local_until: datetime
    valid_through: datetime
    stage: Stage = Stage.LOCAL
    tier: int = 0
    fence: int = 0
    asked: tuple[str, ...] = ()
    call: Call | None = None
    reason: UnfilledReason | None = None
    why_closed: CloseReason | None = None
    leases: tuple[Lease, ...] = ()
    waiting: tuple[Waiting, ...] = ()

    @property
    def key(self) -> str:
        return self.vacancy_id

    @property
    def due_at(self) -> datetime | None:
        """The first moment at which the clock has something to say: the window, the call, a lease, the validity."""
        return None if self.stage in OVER else min(self._deadlines())

    @property
    def taken(self) -> int:
        return sum(lease.takes_seat for lease in self.leases)

    @property
    def placed(self) -> int:
        return sum(lease.state is LeaseState.PLACED for lease in self.leases)

    @property
    def open_seats(self) -> int:
        return self.seats - self.taken

    def lease(self, lease_id: str) -> Lease | None:
        return next((lease for lease in self.leases if lease.lease_id == lease_id), None)

    def _deadlines(self) -> Iterator[datetime]:
        yield self.valid_through
        if self.stage is Stage.LOCAL:
            yield self.local_until
        if self.call:
            yield self.call.answer_by
        yield from (lease.expires_at for lease in self.leases if lease.state is LeaseState.HELD)


@dataclass(frozen=True, slots=True)
class Hold:
    """Which lease a candidate holds in the whole network, if any: one at a time, whoever offers them."""

    candidate_ref: str
    lease_id: str | None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.candidate_ref


@dataclass(frozen=True, slots=True)
class Member:
    """A commune as its facts told: whether it is at the table, its windows, km to the towns within reach."""

    commune: str
    name: str
    at_table: bool
    windows: Windows
    km: dict[str, float]

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.commune
