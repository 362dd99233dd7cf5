"""Seekers leave queues and give seats back, in one vacancy or in all."""

from collections.abc import Sequence
from datetime import datetime

from services.matching.model.offers import due_again, withdrawn
from services.matching.model.seeker import SeatState, Seeker, SeekerState
from services.matching.model.vacancy import VacancyCopy
from shared.contracts.envelope import Fact
from shared.contracts.reasons import OfferWithdrawnReason
from shared.messaging.decisions import Aggregate, Decision, LoadedAggregates


def step_out(
    aggregates: LoadedAggregates,
    seekers: Sequence[Seeker],
    why: OfferWithdrawnReason,
    now: datetime,
    only: str | None = None,
) -> tuple[dict[str, Aggregate], list[Fact]]:
    """Take these seekers of one commune out of every queue, or only out of that of the vacancy `only`.

    Returns what changed, by key, and the facts. A vacancy that has too few candidates after it is due for another look.
    """
    lost = [
        (place.vacancy_id, place.offer_id, seeker.candidate_ref)
        for seeker in seekers
        for place in seeker.queue_places
        if only in (None, place.vacancy_id)
    ]
    changed: dict[str, Aggregate] = {}
    for seeker in seekers:
        changed[seeker.candidate_ref] = seeker.without_queue_places(*([only] if only else []))
    # all seekers are of one commune, so each vacancy loses candidates of one call only
    commune = seekers[0].commune if seekers else ""
    for vacancy_id in sorted({vacancy_id for vacancy_id, _, _ in lost}):
        if vacancy := aggregates.get(VacancyCopy, vacancy_id):
            count = sum(lost_there == vacancy_id for lost_there, _, _ in lost)
            changed[vacancy_id] = due_again(vacancy.lost(commune, count), now)
    return changed, list(withdrawn(commune, lost, why))


def held_seats(seeker: Seeker, vacancy_id: str | None = None) -> list[tuple[str, str, str]]:
    """(vacancy, offer, candidate) of the seats the seeker holds, in one vacancy or in all."""
    return [
        (seat.vacancy_id, seat.offer_id, seeker.candidate_ref)
        for seat in seeker.seats
        if seat.hold is SeatState.HELD and vacancy_id in (None, seat.vacancy_id)
    ]


def leave(
    aggregates: LoadedAggregates,
    seekers: list[Seeker],
    vacancy_id: str,
    why: OfferWithdrawnReason,
    now: datetime,
    result: dict[str, str],
) -> Decision:
    """These seekers leave one vacancy, with the seats they hold in it, and are not offered to it again; if they were
    offered by mistake, only when an officer says so.
    """
    mistake = why is OfferWithdrawnReason.OFFERED_BY_MISTAKE
    leaving = [s.mistaken(vacancy_id).due(now) if mistake else s.excluded(vacancy_id) for s in seekers]
    changed: dict[str, Aggregate]
    facts: list[Fact]
    changed, facts = step_out(aggregates, leaving, why, now, only=vacancy_id)
    seats = [held for seeker in seekers for held in held_seats(seeker, vacancy_id)]
    facts += withdrawn(seekers[0].commune, seats, why)
    return Decision(tuple(changed.values()), tuple(facts), result)


def out_of_the_rest(
    aggregates: LoadedAggregates,
    seated: Seeker,
    changed: dict[str, Aggregate],
    why: OfferWithdrawnReason,
    now: datetime,
) -> Decision:
    """The Decision of a seeker who was given a seat: they leave every other queue."""
    if seated.state is SeekerState.FREE:
        return Decision((*changed.values(), seated))
    more, facts = step_out(aggregates, [seated], why, now)
    return Decision(tuple((changed | more).values()), tuple(facts))
