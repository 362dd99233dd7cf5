"""A vacancy as the page shows it: its seats, calls, offers, proposals, disclosures and copies."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

from services.notifications.board.matters.base import Amount, Said, State
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Urgency


class Stage(StrEnum):
    """Where a vacancy stands, as the ledger of vacancies has it. `COVERED`: every seat is leased or placed."""

    LINKED = "linked"
    LOCAL = "local"
    CALLING = "calling"
    COVERED = "covered"
    EXHAUSTED = "exhausted"
    FILLED = "filled"
    CLOSED = "closed"


OVER = frozenset({Stage.FILLED, Stage.CLOSED})


class SeatState(StrEnum):
    """What the chair of a lease shows, less certain first; `ENDED`: the job is over and the seat was filled."""

    RELEASED = "released"
    RESERVED = "reserved"
    REFERRED = "referred"
    PLACED = "placed"
    ENDED = "ended"


HELD = frozenset({SeatState.RESERVED, SeatState.REFERRED})


class Proof(StrEnum):
    """What the contribution record said of a placement, if it was asked."""

    DECLARED = "declared"
    UNDONE = "undone"
    VERIFIED = "verified"
    REFUTED = "refuted"


class Lease(State):
    """A seat and the candidate who holds or held it. `commune`: where the candidate is registered."""

    lease_id: str
    fence: int
    seat: int
    candidate_ref: str
    commune: str
    state: SeatState = SeatState.RESERVED
    leased: Said | None = None
    expires_at: datetime | None = None
    extended: int = 0
    why: str | None = None
    placement_id: str | None = None
    proof: Proof | None = None
    declared: Said | None = None
    undone: Said | None = None
    proved: Said | None = None
    ended_on: date | None = None
    credit: dict[str, int] = {}
    credits: tuple[Amount, ...] = ()
    """How the credit came about, fact by fact: its sum is `credit`."""


class Call(State):
    """A call to neighbours. `ended`: why nobody waits any longer; None: it is out."""

    tier: int
    invited: tuple[str, ...]
    called: Said
    answer_by: datetime | None
    ended: str | None = None
    silent: dict[str, Said] = {}


class Person(State):
    """A candidate of an offer, by pseudonym. `minutes`: one way, None if unknown; `withdrawn`: why, if they were."""

    score: int
    minutes: int | None = None
    provenance: str | None = None
    withdrawn: str | None = None


class Offer(State):
    """What a commune offered: its candidates by pseudonym."""

    commune: str
    tier: int
    made: Said
    complete: bool = False
    candidates: dict[str, Person] = {}


class Answer(State):
    """An office's answer to the vacancy: an offer, or (with `reasons`) that it has nobody."""

    commune: str
    tier: int
    said: Said
    reasons: tuple[str, ...] = ()


class Proposal(State):
    """How many people wait for an officer; 0: it is over. `answer_by` None: it was opened by a fact not heard yet."""

    commune: str
    candidates: int = 0
    answer_by: datetime | None = None


class Disclosure(State):
    """An identity that an office holds. `revoked`: it must erase it; `erased`: it said that it did."""

    commune: str
    candidate_ref: str
    expires_at: datetime | None = None
    revoked: str | None = None
    erased: Said | None = None


class HeldState(StrEnum):
    """What became of a held request; `WAITING`: it can be taken back."""

    WAITING = "waiting"
    TAKEN_BACK = "taken_back"
    DONE = "done"
    REFUSED = "refused"


class Held(State):
    """A request that is, or was, held. `service` takes it back; `codes`: of its faults, if it was refused."""

    asked: str
    commune: str
    service: str
    officer: str | None = None
    not_before: datetime | None = None
    state: HeldState = HeldState.WAITING
    codes: tuple[str, ...] = ()


class Vacancy(State):
    """A matter that begins with whatever fact comes first; `commune` None: its own topic said nothing yet."""

    vacancy_id: str
    commune: str | None = None
    folio: str | None = None
    title: str = ""
    profile: Profile | None = None
    urgency: Urgency = Urgency.NORMAL
    seats: int = 0
    seats_posted: tuple[Amount, ...] = ()
    phase: Stage | None = None
    """Where it stands apart from its seats; `stage` has both."""
    local_until: datetime | None = None
    valid_through: datetime | None = None
    why_closed: str | None = None
    twin_of: str | None = None
    revision: int = 0
    holders: tuple[str, ...] = ()
    leases: dict[str, Lease] = {}
    calls: tuple[Call, ...] = ()
    # what follows is written by facts of the topic of offers
    offers: dict[str, Offer] = {}
    answers: tuple[Answer, ...] = ()
    proposals: dict[str, Proposal] = {}
    disclosures: dict[str, Disclosure] = {}
    copies: dict[str, int] = {}
    held: dict[str, Held] = {}
    """By `held_id`; each of them is written by the facts of one topic."""

    @property
    def taken(self) -> int:
        return sum(lease.state is not SeatState.RELEASED for lease in self.leases.values())

    @property
    def open_seats(self) -> int:
        return self.seats - self.taken

    @property
    def stage(self) -> Stage | None:
        """None: not posted, so that the page hides it."""
        if self.phase in (None, Stage.LINKED, *OVER):
            return self.phase
        return Stage.COVERED if self.taken >= self.seats else self.phase

    @property
    def call(self) -> Call | None:
        """The call that is out."""
        return self.calls[-1] if self.calls and self.calls[-1].ended is None else None

    def held_by(self, commune: str) -> dict[str, Held]:
        """What an office can still take back."""
        waits = ((name, one) for name, one in self.held.items() if one.state is HeldState.WAITING)
        return {name: one for name, one in waits if one.commune == commune}

    def answers_to(self, call: Call) -> Iterator[Answer]:
        """The first answer of each office that a call asked.

        By the tier, which each call has for itself; never by time, for the clocks of two services are two clocks.
        """
        for cut in call.invited:
            found = (answer for answer in self.answers if (answer.commune, answer.tier) == (cut, call.tier))
            if first := next(found, None):
                yield first
