"""What a fact of a seat (leased, placed, released) changes in the seeker and in the copy of the vacancy."""

from dataclasses import replace
from datetime import datetime

from services.matching.model.offers import due_again
from services.matching.model.seeker import Seat, SeatState, Seeker
from services.matching.model.vacancy import VacancyCopy
from shared.contracts.vacancies import SeatFact
from shared.messaging.decisions import Aggregate, LoadedAggregates


def with_seats(
    aggregates: LoadedAggregates, fact: SeatFact, seeker: Seeker | None, more: int, now: datetime
) -> dict[str, Aggregate]:
    """The vacancy with `more` open seats and one candidate fewer in its queue, by key; empty if it is not known."""
    before = aggregates.get(VacancyCopy, fact.vacancy_id)
    if before is None:
        return {}
    # bounded, because a release may arrive before its lease
    after = replace(before, open_seats=min(before.seats, max(0, before.open_seats + more)))
    if seeker and queued_by(seeker, fact, getattr(fact, "offer_id", "")):
        after = after.lost(seeker.commune, 1)
    return {after.key: due_again(after, now)}


def seated_by(seeker: Seeker, fact: SeatFact, hold: SeatState, offer_id: str = "") -> Seeker:
    """The seeker with the seat of a fact. A placement or release does not name the offer: the lease named it."""
    offer = _offer_of(seeker, fact, offer_id)
    seated = seeker.seated(Seat(fact.lease_id, fact.vacancy_id, offer, hold))
    return seated.without_queue_places(fact.vacancy_id) if queued_by(seeker, fact, offer_id) else seated


def queued_by(seeker: Seeker, fact: SeatFact, offer_id: str = "") -> bool:
    """Whether the seeker is in the queue of the vacancy by the offer that this seat follows from.

    They may be there by a later offer, which was made before the fact of this seat arrived: that place is not used up.
    """
    place = seeker.queue_place(fact.vacancy_id)
    return place is not None and place.offer_id == _offer_of(seeker, fact, offer_id)


def _offer_of(seeker: Seeker, fact: SeatFact, offer_id: str) -> str:
    known = seeker.seat(fact.lease_id)
    return known.offer_id if known else offer_id
