"""A seeker: a pseudonym with a profile, places in the queues of vacancies, and seats."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from shared.calendar import SANTIAGO
from shared.contracts.vocabulary import Contract, Education, Licence, Shift, Transport

AHEAD = timedelta(days=14)
"""Seekers available within so many days are offered now, because a job does not begin at once. Unverified."""


class SeekerState(StrEnum):
    """Where a seeker is on the way to a job. Only a `FREE` seeker is offered."""

    FREE = "free"
    INACTIVE = "inactive"
    LEASED = "leased"
    PLACED = "placed"
    GONE = "gone"


class PauseReason(StrEnum):
    """Why a seeker is inactive: they asked for it, or their registration was not confirmed in time."""

    ASKED = "asked"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Pause:
    """A seeker does not look for work at present."""

    why: PauseReason
    since: datetime


class SeatState(StrEnum):
    """The state of a seat that the seeker was given."""

    HELD = "held"
    PLACED = "placed"
    ENDED = "ended"


_LATER = (SeatState.HELD, SeatState.PLACED, SeatState.ENDED)


@dataclass(frozen=True, slots=True)
class SeekerProfile:
    """The profile that is matched. It has no sex, age, nationality or marital status.

    `occupations` are CIUO-08.CL codes; `cannot` the shifts they cannot work; `pay_floor` gross pesos a month (0: any);
    `max_minutes` the longest way to work, one way. `contracts` are the kinds they accept (none named: any);
    `available_from` the first day they can work (None: now). `training` is shown to officers and scores nothing: a
    vacancy does not ask for it. `transport` decides what the way costs, not whether it is too long.
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
    """A seeker's place in the queue of a vacancy, with the offer that put them there."""

    vacancy_id: str
    offer_id: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat that the seeker was given, according to the facts of vacancies."""

    lease_id: str
    vacancy_id: str
    offer_id: str
    hold: SeatState


MEMORY = 20
"""Ended seats that are remembered, so that a lease that arrives after its release does not count as held."""


@dataclass(frozen=True, slots=True)
class Seeker:
    """One person. `profile` is None if a commune's own system offers them: they are known by pseudonym alone.

    Facts of different vacancies arrive in any order, so a seeker may have two held seats here for a moment. The seat
    ledger of vacancies ensures that it is one; here a seeker with any held seat is not free.

    `not_again`: vacancies to which they are not offered any more. `by_hand`: those to which they were offered by
    mistake: from now on only with the word of an officer.

    `waiting_since`: None means since `registered_at`. `valid_until`: without a confirmation before then they leave
    every queue (None: never). `version` grows with every change that an officer makes.
    """

    candidate_ref: str
    commune: str
    profile: SeekerProfile | None
    registered_at: datetime
    queue_places: tuple[QueuePlace, ...] = ()
    seats: tuple[Seat, ...] = ()
    not_again: frozenset[str] = frozenset()
    by_hand: frozenset[str] = frozenset()
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
        """When to look for vacancies for this seeker, or, if they are free, when their registration lapses."""
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
        """Whole days of waiting since they registered; inactive time does not count."""
        return max(0, (at - self.waits_since).days)

    def stale(self, now: datetime) -> bool:
        """Whether they are free and their registration was not confirmed in time."""
        return self.state is SeekerState.FREE and self.valid_until is not None and self.valid_until <= now

    def queue_place(self, vacancy_id: str) -> QueuePlace | None:
        return next((place for place in self.queue_places if place.vacancy_id == vacancy_id), None)

    def seat(self, lease_id: str) -> Seat | None:
        return next((seat for seat in self.seats if seat.lease_id == lease_id), None)

    def may_queue(self, vacancy_id: str) -> bool:
        """Whether they can be offered to this vacancy: free, not in its queue, and not excluded from it."""
        return (
            self.state is SeekerState.FREE and vacancy_id not in self.not_again and self.queue_place(vacancy_id) is None
        )

    def offered(self, vacancy_id: str, offer_id: str) -> "Seeker":
        """In the queue of this vacancy. After a mistake an officer has said so, for no machine offers them there."""
        places = (*self.queue_places, QueuePlace(vacancy_id, offer_id))
        return replace(self, queue_places=places, by_hand=self.by_hand - {vacancy_id})

    def excluded(self, vacancy_id: str) -> "Seeker":
        """They are not offered to this vacancy again."""
        return replace(self, not_again=self.not_again | {vacancy_id})

    def mistaken(self, vacancy_id: str) -> "Seeker":
        """They were offered to this vacancy by mistake; nothing is said of them."""
        return replace(self, by_hand=self.by_hand | {vacancy_id})

    def without_queue_places(self, *vacancies: str) -> "Seeker":
        """Without their places in the queues of these vacancies, or of all if none is named."""
        left = tuple(place for place in self.queue_places if vacancies and place.vacancy_id not in vacancies)
        return replace(self, queue_places=left)

    def seated(self, seat: Seat) -> "Seeker":
        """With a seat in its latest state: held, placed, ended. An earlier state that arrives later changes nothing."""
        before = self.seat(seat.lease_id)
        # facts of one seat may arrive in any order
        if before is not None and _LATER.index(seat.hold) <= _LATER.index(before.hold):
            return self
        # the newest seats stay at the end, so that the oldest ended ones are forgotten first
        others = [other for other in self.seats if other.lease_id != seat.lease_id]
        live = [other for other in others if other.hold is not SeatState.ENDED]
        ended = [other for other in others if other.hold is SeatState.ENDED][-MEMORY:]
        return replace(self, seats=(*ended, *live, seat))

    def due(self, now: datetime) -> "Seeker":
        """Due to be offered, if free. Each time has its own instant, because the inbox knows a timer by it."""
        if self.look_at is not None or self.profile is None or self.state is not SeekerState.FREE:
            return self
        earliest = self.looked_at + timedelta(microseconds=1) if self.looked_at else now
        return replace(self, look_at=max(now, earliest, _from(self.profile.available_from, now)))

    def paused(self, why: PauseReason, now: datetime) -> "Seeker":
        """Inactive from now on; profile and identity stay."""
        return replace(self, pause=Pause(why, now), look_at=None, valid_until=None, version=self.version + 1)

    def confirmed(self, now: datetime, days: int) -> "Seeker":
        """Confirmed for so many days. A seeker who was inactive keeps the days waited before that."""
        # moved forward by the inactive time, which does not count as waiting
        since = self.waits_since + (now - self.pause.since) if self.pause else self.waiting_since
        ends = now + timedelta(days=days)
        return replace(self, pause=None, waiting_since=since, valid_until=ends, version=self.version + 1)

    def renewed(self, now: datetime, days: int) -> "Seeker":
        """If free, valid for so many days at least: a seat that was just released shows that they are looking."""
        if self.valid_until is None or self.state is not SeekerState.FREE:
            return self
        return replace(self, valid_until=max(self.valid_until, now + timedelta(days=days)))

    def back(self, before: "Seeker") -> "Seeker":
        """This new registration of a seeker who had left, with the seats and excluded vacancies of the one before."""
        known = replace(
            self, seats=before.seats, not_again=before.not_again, by_hand=before.by_hand, looked_at=before.looked_at
        )
        return replace(known, version=before.version + 1)

    def looked(self) -> "Seeker":
        return replace(self, look_at=None, looked_at=self.look_at or self.looked_at)


def today(at: datetime) -> date:
    """The day in Chile at an instant."""
    return at.astimezone(SANTIAGO).date()


def _from(available: date | None, now: datetime) -> datetime:
    """From when a seeker who is available from a day is offered; `now` if there is no day."""
    return datetime.combine(available - AHEAD, time(), SANTIAGO).astimezone(now.tzinfo) if available else now
