"""The copies of vacancies and communes that matching makes from their facts, and the calls with their answers."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.contracts.communes import Contact, Mode, Offers, Windows
from shared.contracts.vacancies import Profile

MOST = 4000
"""Candidates in one offer at most (the contract's own limit)."""


@dataclass(frozen=True, slots=True)
class Way:
    """The way from one commune to another: minutes one way, and their provenance."""

    minutes: int
    provenance: str


@dataclass(frozen=True, slots=True)
class OfferingCommune:
    """A commune according to its facts: whether it is in the Mesa (`at_table`), which system answers for it (`mode`),
    whether its offers are confirmed by an officer (`offers`), and the ways to other communes.

    `answer_hours`: working hours that its office has to answer a call. `contact`: how to reach the office.
    """

    commune: str
    name: str
    mode: Mode = Mode.HOSTED
    at_table: bool = True
    ways: dict[str, Way] = field(default_factory=dict)
    offers: Offers = Offers.AUTOMATIC
    answer_hours: float = Windows().answer_hours
    contact: Contact | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.commune

    @property
    def hosted(self) -> bool:
        """Whether matching answers for it."""
        return self.at_table and self.mode is Mode.HOSTED

    @property
    def confirms(self) -> bool:
        """Whether an officer must confirm every offer of its seekers."""
        return self.hosted and self.offers is Offers.CONFIRMED


@dataclass(frozen=True, slots=True)
class InvitedCall:
    """A commune that is asked for candidates, and its answer.

    `answered`: it offered or declined. `complete`: it has no more candidates now. `standing`: its candidates in the
    queue. `owes`: the revision to acknowledge once the facts say whether the commune is hosted; 0: none.
    """

    commune: str
    tier: int
    answered: bool = False
    complete: bool = False
    standing: int = 0
    owes: int = 0

    def wants(self, open_seats: int) -> int:
        """How many more candidates to offer: until the queue has half as many again as open seats, one at least."""
        # spare candidates fill a seat that is released, without another look
        spare = max(1, (open_seats + 1) // 2)
        return min(MOST, max(0, open_seats + spare - self.standing))

    def runs_dry(self, open_seats: int) -> bool:
        """Whether fewer candidates wait than there are seats, and the commune may have more."""
        return self.answered and not self.complete and self.standing < max(1, open_seats)


@dataclass(frozen=True, slots=True)
class VacancyCopy:
    """The copy of a vacancy. `open_seats` follows the facts of its seats."""

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
        """With this call, in place of the one to the same commune. They stand, and are answered, by their tiers."""
        calls = (*(known for known in self.calls if known.commune != call.commune), call)
        return replace(self, calls=tuple(sorted(calls, key=lambda each: (each.tier, each.commune))))

    def lost(self, commune: str, count: int) -> "VacancyCopy":
        """With so many candidates of a commune fewer in the queue."""
        call = self.call(commune)
        if call is None or count == 0:
            return self
        return self.with_call(replace(call, standing=max(0, call.standing - count)))

    def due(self, now: datetime) -> "VacancyCopy":
        """Due for another look. Each time has an instant of its own, because the inbox recognises a timer by it."""
        if self.over or self.look_at is not None:
            return self
        earliest = self.looked_at + timedelta(microseconds=1) if self.looked_at else now
        return replace(self, look_at=max(now, earliest))

    def looked(self) -> "VacancyCopy":
        return replace(self, look_at=None, looked_at=self.look_at or self.looked_at)


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The seekers of a commune that the store found for a vacancy, so that not all of them must be loaded.

    Without one (in memory) all seekers of the commune are considered. `more`: the list was cut off. `fit`: these
    seekers can be offered; if it is False none can, and these are witnesses: they show the reasons.
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
