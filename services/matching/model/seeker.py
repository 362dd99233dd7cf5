"""What a seeker is to the Mesa: a pseudonym, a profile, where they stand and where they sit."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.contracts.vocabulary import Education, Licence, Shift


class State(StrEnum):
    """What a seeker can be asked for now. Only who is `FREE` is offered."""

    FREE = "free"
    LEASED = "leased"
    PLACED = "placed"
    GONE = "gone"


class Hold(StrEnum):
    """What became of a seat the seeker was given."""

    HELD = "held"
    PLACED = "placed"
    ENDED = "ended"


_LATER = (Hold.HELD, Hold.PLACED, Hold.ENDED)


@dataclass(frozen=True, slots=True)
class Abilities:
    """The profile that is matched, and nothing else of a person: no sex, age, nationality or marital status.

    `occupations` are CIUO-08.CL codes; `cannot` the shifts they cannot work; `pay_floor` gross pesos a month (0: any);
    `max_minutes` the longest way to work, one way.
    """

    occupations: tuple[str, ...] = ()
    education: Education = Education.NONE
    experience_years: int = 0
    licences: tuple[Licence, ...] = ()
    cannot: tuple[Shift, ...] = ()
    pay_floor: int = 0
    max_minutes: int = 90


@dataclass(frozen=True, slots=True)
class Stand:
    """The offer in which a seeker stands for a vacancy, without a seat."""

    vacancy_id: str
    offer_id: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat the seeker was given, as heard from the ledger."""

    lease_id: str
    vacancy_id: str
    offer_id: str
    hold: Hold


MEMORY = 20
"""So many ended seats are remembered, for a lease that is heard after its release."""


@dataclass(frozen=True, slots=True)
class Seeker:
    """One person. `abilities` is None for who is offered by a commune's own systems: known by pseudonym alone.

    Facts of different vacancies come in any order, so a seeker may seem to sit on two seats for a moment: the ledger
    of vacancies holds that it is one; here, who sits anywhere is not free.
    """

    candidate_ref: str
    commune: str
    abilities: Abilities | None
    registered_at: datetime
    stands: tuple[Stand, ...] = ()
    seats: tuple[Seat, ...] = ()
    not_again: frozenset[str] = frozenset()
    gone: bool = False
    look_at: datetime | None = None
    looked_at: datetime | None = None

    @property
    def key(self) -> str:
        return self.candidate_ref

    @property
    def group(self) -> str:
        return self.commune

    @property
    def due_at(self) -> datetime | None:
        """When to look for what calls for this seeker: when they become free, are registered or change."""
        return self.look_at

    @property
    def state(self) -> State:
        holds = {seat.hold for seat in self.seats}
        if Hold.PLACED in holds:
            return State.PLACED
        if self.gone:
            return State.GONE
        return State.LEASED if Hold.HELD in holds else State.FREE

    def stand(self, vacancy_id: str) -> Stand | None:
        return next((stand for stand in self.stands if stand.vacancy_id == vacancy_id), None)

    def seat(self, lease_id: str) -> Seat | None:
        return next((seat for seat in self.seats if seat.lease_id == lease_id), None)

    def may_stand(self, vacancy_id: str) -> bool:
        """Whether they can be offered to this vacancy: free, not in it already, not done with it."""
        return self.state is State.FREE and vacancy_id not in self.not_again and self.stand(vacancy_id) is None

    def offered(self, vacancy_id: str, offer_id: str) -> "Seeker":
        return replace(self, stands=(*self.stands, Stand(vacancy_id, offer_id)))

    def without_stands(self, *vacancies: str) -> "Seeker":
        """Without their standing in these vacancies, or in all if none is named."""
        left = tuple(stand for stand in self.stands if vacancies and stand.vacancy_id not in vacancies)
        return replace(self, stands=left)

    def seated(self, seat: Seat) -> "Seeker":
        """With a seat as it is now known: held, then perhaps a job, then perhaps given back; never the other way."""
        before = self.seat(seat.lease_id)
        if before is not None and _LATER.index(seat.hold) <= _LATER.index(before.hold):
            return self
        others = [other for other in self.seats if other.lease_id != seat.lease_id]
        live = [other for other in others if other.hold is not Hold.ENDED]
        ended = [other for other in others if other.hold is Hold.ENDED][-MEMORY:]
        return replace(self, seats=(*ended, *live, seat))

    def due(self, now: datetime) -> "Seeker":
        """To be offered, if free. Each time has an instant of its own, for a tick is known by it."""
        if self.look_at is not None or self.abilities is None or self.state is not State.FREE:
            return self
        earliest = self.looked_at + timedelta(microseconds=1) if self.looked_at else now
        return replace(self, look_at=max(now, earliest))

    def looked(self) -> "Seeker":
        return replace(self, look_at=None, looked_at=self.look_at or self.looked_at)
