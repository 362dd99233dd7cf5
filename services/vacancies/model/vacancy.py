"""The vacancy: its stage, the leases of its seats, the candidates in hand, the call that is out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.contracts.reasons import CloseReason, ReleaseReason, UnfilledReason
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Urgency


class Stage(StrEnum):
    """Where a vacancy stands. `COVERED`: every seat is leased or placed; a release takes it back.

    `LINKED`: it repeats another vacancy, so that no office is called for it until an officer parts the two.
    """

    LINKED = "linked"
    LOCAL = "local"
    CALLING = "calling"
    COVERED = "covered"
    EXHAUSTED = "exhausted"
    FILLED = "filled"
    CLOSED = "closed"


OVER = frozenset({Stage.FILLED, Stage.CLOSED})
ASKING = frozenset({Stage.CALLING, Stage.EXHAUSTED})


class LeaseState(StrEnum):
    """`ENDED`: the job is over; the seat was filled, and its person is free."""

    HELD = "held"
    PLACED = "placed"
    ENDED = "ended"
    RELEASED = "released"


FILLED_BY = frozenset({LeaseState.PLACED, LeaseState.ENDED})
SEATED = frozenset({LeaseState.HELD, LeaseState.PLACED})


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
    extended: int = 0
    referred_at: datetime | None = None

    @property
    def takes_seat(self) -> bool:
        return self.state is not LeaseState.RELEASED

    @property
    def seats_person(self) -> bool:
        """Whether its candidate can be given no other seat."""
        return self.state in SEATED


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A candidate in hand, without a seat. `score` 0..1000, `minutes` one way or None if unknown."""

    candidate_ref: str
    commune: str
    offer_id: str
    tier: int
    score: int
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Call:
    """A call to neighbours that is out: the offices asked, those that have answered, and the time to answer.

    `quota`: seats kept for small offices that have not answered, until `quota_until`; None: no seat is given before
    every office has answered. `made_good`: time lost in outages of our bus up to then was given back. `held_until`: the
    bus may be away, so that silence is not judged before. `settle_until`: every office has answered, and the call waits
    until then for rival calls, to be decided together with them. `joined`: offices that joined the Mesa while the call
    was out; those for whom some of its time was left are also `invited`, the others are not waited for.
    """

    invited: tuple[str, ...]
    answered: tuple[str, ...]
    answer_by: datetime
    called_at: datetime
    quota: int | None = None
    quota_until: datetime | None = None
    made_good: datetime | None = None
    held_until: datetime | None = None
    settle_until: datetime | None = None
    joined: tuple[str, ...] = ()

    @property
    def ends_at(self) -> datetime:
        return max(self.answer_by, self.held_until or self.answer_by)

    @property
    def asked(self) -> tuple[str, ...]:
        """Every office that was asked, waited for or not."""
        return self.invited + tuple(cut for cut in self.joined if cut not in self.invited)

    @property
    def silent(self) -> tuple[str, ...]:
        """The offices that are waited for and have not answered."""
        return tuple(cut for cut in self.invited if cut not in self.answered)

    @property
    def accountable(self) -> tuple[str, ...]:
        """The silent offices that had the whole time of the call: only for them it is extended, only they are named."""
        return tuple(cut for cut in self.silent if cut not in self.joined)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """One vacancy with N seats. seats = placed + held + open, always. `revision` grows with every change people see."""

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
    waiting: tuple[QueueEntry, ...] = ()
    folio: str | None = None
    revision: int = 1
    revised_at: datetime | None = None
    fingerprint: str = ""
    twin_of: str | None = None
    external_ref: str | None = None

    @property
    def key(self) -> str:
        return self.vacancy_id

    @property
    def due_at(self) -> datetime | None:
        """The first moment at which the clock must look again: end of the window, the call, a lease or the validity."""
        return None if self.stage in OVER else min(self._deadlines())

    @property
    def tallied(self) -> tuple[str, ...]:
        """The offices for which this vacancy counts as an unanswered call."""
        return self.call.silent if self.call and self.stage is Stage.CALLING else ()

    @property
    def taken(self) -> int:
        return sum(lease.takes_seat for lease in self.leases)

    @property
    def placed(self) -> int:
        return sum(lease.state in FILLED_BY for lease in self.leases)

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
            yield self.call.ends_at
            if self.call.quota and self.call.quota_until:
                yield self.call.quota_until
            if self.call.settle_until:
                yield self.call.settle_until
        yield from (lease.expires_at for lease in self.leases if lease.state is LeaseState.HELD)


def default_validity(now: datetime) -> datetime:
    """A vacancy is valid for 30 days if the request names no end. Unverified."""
    return now + timedelta(days=30)
