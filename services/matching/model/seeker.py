"""What a seeker is to the Mesa: a pseudonym, a profile, where they stand and where they sit."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from shared.calendar import SANTIAGO
from shared.contracts.vocabulary import Contract, Education, Licence, Shift, Transport

AHEAD = timedelta(days=14)
"""Who is available within so many days is proposed now: a job that is found does not begin at once. Unverified."""


class SeekerState(StrEnum):
    """What a seeker can be asked for now. Only who is `FREE` is offered."""

    FREE = "free"
    INACTIVE = "inactive"
    LEASED = "leased"
    PLACED = "placed"
    GONE = "gone"


class PauseReason(StrEnum):
    """Why a seeker is inactive: they asked for it, or nobody confirmed their registration in time."""

    ASKED = "asked"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Pause:
    """A seeker does not look for work for now."""

    why: PauseReason
    since: datetime


class SeatState(StrEnum):
    """What became of a seat the seeker was given."""

    HELD = "held"
    PLACED = "placed"
    ENDED = "ended"


_LATER = (SeatState.HELD, SeatState.PLACED, SeatState.ENDED)


@dataclass(frozen=True, slots=True)
class SeekerProfile:
    """The profile that is matched, and nothing else of a person: no sex, age, nationality or marital status.

    `occupations` are CIUO-08.CL codes; `cannot` the shifts they cannot work; `pay_floor` gross pesos a month (0: any);
    `max_minutes` the longest way to work, one way. `contracts` are the kinds they accept (none named: any);
    `available_from` the first day they can work (None: now). `training` is shown to officers and scores nothing: a
    vacancy does not ask for it. `transport` decides what the way costs, never whether it is too long.
    """

    occupations: tuple[str, ...] = ()
    education: Education = Education.NONE
    experience_years: int = 0
    licences: tuple[Licence, ...] = ()
    cannot: tuple[Shift, ...] = ()
    pay_floor: int = 0
    max_minutes: int = 90
    contracts: tuple[Contract, ...] = ()
    available_from: date | None = None
    training: tuple[str, ...] = ()
    transport: Transport = Transport.PUBLIC


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """The offer in which a seeker stands for a vacancy, without a seat."""

    vacancy_id: str
    offer_id: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat the seeker was given, as heard from the ledger."""

    lease_id: str
    vacancy_id: str
    offer_id: str
    hold: SeatState


MEMORY = 20
"""So many ended seats are remembered, for a lease that is heard after its release."""


@dataclass(frozen=True, slots=True)
class Seeker:
    """One person. `profile` is None for who is offered by a commune's own systems: known by pseudonym alone.

    Facts of different vacancies come in any order, so a seeker may seem to sit on two seats for a moment: the ledger
    of vacancies holds that it is one; here, who sits anywhere is not free.

    `waiting_since`: None is since they registered. `valid_until`: unless confirmed before, they leave the lines then
    (None: never). `version` grows with every change that an officer makes.
    """

    candidate_ref: str
    commune: str
    profile: SeekerProfile | None
    registered_at: datetime
    queue_places: tuple[QueuePlace, ...] = ()
    seats: tuple[Seat, ...] = ()
    not_again: frozenset[str] = frozenset()
    gone: bool = False
    look_at: datetime | None = None
    looked_at: datetime | None = None
    waiting_since: datetime | None = None
    valid_until: datetime | None = None
    pause: Pause | None = None
    version: int = 1

    @property
    def key(self) -> str:
        return self.candidate_ref

    @property
    def group(self) -> str:
        return self.commune

    @property
    def due_at(self) -> datetime | None:
        """When to look for what calls for this seeker, or, while they are free, to see whether they are stale."""
        ends = self.valid_until if self.state is SeekerState.FREE else None
        return min(filter(None, (self.look_at, ends)), default=None)

    @property
    def state(self) -> SeekerState:
        holds = {seat.hold for seat in self.seats}
        if SeatState.PLACED in holds:
            return SeekerState.PLACED
        if self.gone:
            return SeekerState.GONE
        if SeatState.HELD in holds:
            return SeekerState.LEASED
        return SeekerState.INACTIVE if self.pause else SeekerState.FREE

    @property
    def waits_since(self) -> datetime:
        return self.waiting_since or self.registered_at

    def waited(self, at: datetime) -> int:
        """Whole days without a job since they registered; the time they were inactive does not count."""
        return max(0, (at - self.waits_since).days)

    def stale(self, now: datetime) -> bool:
        """Free, and nobody has confirmed in time that they still look."""
        return self.state is SeekerState.FREE and self.valid_until is not None and self.valid_until <= now

    def queue_place(self, vacancy_id: str) -> QueuePlace | None:
        return next((place for place in self.queue_places if place.vacancy_id == vacancy_id), None)

    def seat(self, lease_id: str) -> Seat | None:
        return next((seat for seat in self.seats if seat.lease_id == lease_id), None)

    def may_queue(self, vacancy_id: str) -> bool:
        """Whether they can be offered to this vacancy: free, not in it already, not done with it."""
        return (
            self.state is SeekerState.FREE and vacancy_id not in self.not_again and self.queue_place(vacancy_id) is None
        )

    def offered(self, vacancy_id: str, offer_id: str) -> "Seeker":
        return replace(self, queue_places=(*self.queue_places, QueuePlace(vacancy_id, offer_id)))

    def without_queue_places(self, *vacancies: str) -> "Seeker":
        """Without their standing in these vacancies, or in all if none is named."""
        left = tuple(place for place in self.queue_places if vacancies and place.vacancy_id not in vacancies)
        return replace(self, queue_places=left)

    def seated(self, seat: Seat) -> "Seeker":
        """With a seat as it is now known: held, then perhaps a job, then perhaps given back; never the other way."""
        before = self.seat(seat.lease_id)
        if before is not None and _LATER.index(seat.hold) <= _LATER.index(before.hold):
            return self
        others = [other for other in self.seats if other.lease_id != seat.lease_id]
        live = [other for other in others if other.hold is not SeatState.ENDED]
        ended = [other for other in others if other.hold is SeatState.ENDED][-MEMORY:]
        return replace(self, seats=(*ended, *live, seat))

    def due(self, now: datetime) -> "Seeker":
        """To be offered, if free. Each time has an instant of its own, for a tick is known by it."""
        if self.look_at is not None or self.profile is None or self.state is not SeekerState.FREE:
            return self
        earliest = self.looked_at + timedelta(microseconds=1) if self.looked_at else now
        return replace(self, look_at=max(now, earliest, _from(self.profile.available_from, now)))

    def paused(self, why: PauseReason, now: datetime) -> "Seeker":
        """Inactive from now on; the profile and the identity stay."""
        return replace(self, pause=Pause(why, now), look_at=None, valid_until=None, version=self.version + 1)

    def confirmed(self, now: datetime, days: int) -> "Seeker":
        """They still look for work, and for so many days. Who was inactive goes on waiting where they had left off."""
        since = self.waits_since + (now - self.pause.since) if self.pause else self.waiting_since
        ends = now + timedelta(days=days)
        return replace(self, pause=None, waiting_since=since, valid_until=ends, version=self.version + 1)

    def renewed(self, now: datetime, days: int) -> "Seeker":
        """Whoever is free has just been dealt with: their registration does not lapse before so many days."""
        if self.valid_until is None or self.state is not SeekerState.FREE:
            return self
        return replace(self, valid_until=max(self.valid_until, now + timedelta(days=days)))

    def back(self, before: "Seeker") -> "Seeker":
        """This fresh registration of somebody who had left: seats, and what they are done with, are theirs still."""
        known = replace(self, seats=before.seats, not_again=before.not_again, looked_at=before.looked_at)
        return replace(known, version=before.version + 1)

    def looked(self) -> "Seeker":
        return replace(self, look_at=None, looked_at=self.look_at or self.looked_at)


def today(at: datetime) -> date:
    """The day in Chile at an instant."""
    return at.astimezone(SANTIAGO).date()


def _from(available: date | None, now: datetime) -> datetime:
    """When somebody available from a day is proposed; `now` if no day is named."""
    return datetime.combine(available - AHEAD, time(), SANTIAGO).astimezone(now.tzinfo) if available else now
