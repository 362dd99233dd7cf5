"""A vacancy as it was heard, with what each commune that is called has answered; and a commune as it was heard."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.contracts.communes import Mode, Offers, Windows
from shared.contracts.vacancies import Profile

MOST = 4000
"""Candidates in one offer at most (the contract's own limit)."""


@dataclass(frozen=True, slots=True)
class Way:
    """How far it is from one commune to another: minutes one way and where they come from."""

    minutes: int
    provenance: str


@dataclass(frozen=True, slots=True)
class OfferingCommune:
    """A commune as its facts told: whether it is at the table, who reacts for it and how, the ways to others.

    `answer_hours`: working hours its office has to answer a call.
    """

    commune: str
    name: str
    mode: Mode = Mode.HOSTED
    at_table: bool = True
    ways: dict[str, Way] = field(default_factory=dict)
    offers: Offers = Offers.AUTOMATIC
    answer_hours: float = Windows().answer_hours

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.commune

    @property
    def hosted(self) -> bool:
        """Whether we answer for it."""
        return self.at_table and self.mode is Mode.HOSTED

    @property
    def confirms(self) -> bool:
        """Whether an officer must confirm before any of its people is offered."""
        return self.hosted and self.offers is Offers.CONFIRMED


@dataclass(frozen=True, slots=True)
class InvitedCall:
    """A commune that is asked for candidates, and what it has said.

    `answered`: it offered or declined. `complete`: it has nobody more for now. `standing`: its candidates who wait.
    `owes`: the revision to acknowledge when it is known who answers for the commune; 0: none.
    """

    commune: str
    tier: int
    answered: bool = False
    complete: bool = False
    standing: int = 0
    owes: int = 0

    def wants(self, open_seats: int) -> int:
        """How many more candidates would be welcome: half as many again as there are open seats, one at least."""
        spare = max(1, (open_seats + 1) // 2)
        return min(MOST, max(0, open_seats + spare - self.standing))

    def runs_dry(self, open_seats: int) -> bool:
        """Whether fewer wait than there are seats, and there may be more to offer."""
        return self.answered and not self.complete and self.standing < max(1, open_seats)


@dataclass(frozen=True, slots=True)
class VacancyCopy:
    """The copy. `open_seats` follows the ledger's facts."""

    vacancy_id: str
    commune: str
    profile: Profile
    open_seats: int
    seats: int
    posted_at: datetime
    over: bool = False
    calls: tuple[InvitedCall, ...] = ()
    look_at: datetime | None = None
    looked_at: datetime | None = None

    @property
    def key(self) -> str:
        return self.vacancy_id

    @property
    def due_at(self) -> datetime | None:
        """When to look again for candidates in the communes that are called."""
        return None if self.over else self.look_at

    def call(self, commune: str) -> InvitedCall | None:
        return next((call for call in self.calls if call.commune == commune), None)

    def with_call(self, call: InvitedCall) -> "VacancyCopy":
        """With this call in the place of the one of its commune."""
        if self.call(call.commune) is None:
            return replace(self, calls=(*self.calls, call))
        return replace(self, calls=tuple(call if c.commune == call.commune else c for c in self.calls))

    def lost(self, commune: str, count: int) -> "VacancyCopy":
        """So many candidates of a commune no longer wait."""
        call = self.call(commune)
        if call is None or count == 0:
            return self
        return self.with_call(replace(call, standing=max(0, call.standing - count)))

    def due(self, now: datetime) -> "VacancyCopy":
        """To be looked at. Each time has an instant of its own, for a tick is known by it."""
        if self.over or self.look_at is not None:
            return self
        earliest = self.looked_at + timedelta(microseconds=1) if self.looked_at else now
        return replace(self, look_at=max(now, earliest))

    def looked(self) -> "VacancyCopy":
        return replace(self, look_at=None, looked_at=self.look_at or self.looked_at)


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The seekers of a commune that a store found for a vacancy, so that nobody looks at all of them.

    Where there is none (in memory), all seekers of the commune are looked at. `more`: it was cut off. `fit`: they can
    be offered; otherwise nobody can, and they are witnesses of why.
    """

    vacancy_id: str
    commune: str
    refs: tuple[str, ...]
    more: bool = False
    fit: bool = True

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return shortlist_key(self.vacancy_id, self.commune)


def shortlist_key(vacancy_id: str, commune: str) -> str:
    return f"{vacancy_id}/{commune}"
