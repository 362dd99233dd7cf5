"""Seekers in a queue or proposal who no longer fit, because the vacancy or their profile changed.

Only queues and proposals change. A seeker with a seat keeps it: that is between them and the employer.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from services.matching.model.offers import OfferTransition, way_to, withdrawn
from services.matching.model.proposals import Proposal
from services.matching.model.score import excluded
from services.matching.model.seeker import Seeker, today
from services.matching.model.vacancy import OfferingCommune, VacancyCopy
from shared.contracts.envelope import Fact
from shared.contracts.reasons import DeclineReason, OfferWithdrawnReason
from shared.messaging.decisions import Aggregate, LoadedAggregates


def shut_out(aggregates: LoadedAggregates, vacancy: VacancyCopy, seeker: Seeker, now: datetime) -> DeclineReason | None:
    """The first hard limit of the vacancy that a seeker does not meet; None for one whose profile is not kept here."""
    commune = aggregates.get(OfferingCommune, seeker.commune)
    if commune is None or seeker.profile is None:
        return None
    return excluded(seeker.profile, vacancy.profile, way_to(commune, vacancy), today(now))


def without_misfits(aggregates: LoadedAggregates, vacancy: VacancyCopy, now: datetime) -> OfferTransition:
    """The amended vacancy, without the seekers in its queues and proposals who do not meet its limits any more.

    A seeker whose lease arrived before the amendment is not in the queue, and keeps the seat. A seeker who is leased
    from the queue before this withdrawal arrives gives the seat back.
    """
    out: dict[str, list[Seeker]] = {}
    for seeker in aggregates.all(Seeker):
        if seeker.queue_place(vacancy.vacancy_id) and shut_out(aggregates, vacancy, seeker, now):
            out.setdefault(seeker.commune, []).append(seeker)
    facts: list[Fact] = []
    for commune, seekers in sorted(out.items()):
        lost = [
            (vacancy.vacancy_id, place.offer_id, seeker.candidate_ref)
            for seeker in seekers
            if (place := seeker.queue_place(vacancy.vacancy_id))
        ]
        vacancy = vacancy.lost(commune, len(lost))
        facts += withdrawn(commune, lost, OfferWithdrawnReason.VACANCY_CHANGED)
    left = tuple(seeker.without_queue_places(vacancy.vacancy_id) for seekers in out.values() for seeker in seekers)
    # the amended limits may admit seekers who were excluded, so no call has all its candidates any more
    vacancy = replace(vacancy, calls=tuple(replace(call, complete=False) for call in vacancy.calls))
    return OfferTransition(vacancy, tuple(facts), left, tuple(_narrowed(aggregates, vacancy, now)))


def _narrowed(aggregates: LoadedAggregates, vacancy: VacancyCopy, now: datetime) -> Iterable[Proposal]:
    """The open proposals without those who no longer fit; not complete, because the limits may admit others now."""
    for one in aggregates.of(Proposal, vacancy.vacancy_id):
        if one.open:
            people = [aggregates.get(Seeker, ref) for ref in sorted(one.refs)]
            gone = {each.candidate_ref for each in people if each and shut_out(aggregates, vacancy, each, now)}
            yield replace(one.without(gone), complete=False)


def out_of_proposals(
    aggregates: LoadedAggregates, seeker: Seeker, met: dict[str, Aggregate], now: datetime
) -> dict[str, Aggregate]:
    """The open proposals without a seeker who no longer fits or has left, and the vacancies that change, by key.

    A proposal without candidates lapses, and candidates for its call are looked for again. `met`: the aggregates that
    this decision has changed already.
    """
    changed: dict[str, Aggregate] = {}
    for one in aggregates.all(Proposal):
        vacancy = met.get(one.vacancy_id) or aggregates.get(VacancyCopy, one.vacancy_id)
        if not one.open or seeker.candidate_ref not in one.refs or not isinstance(vacancy, VacancyCopy):
            continue
        if seeker.gone or shut_out(aggregates, vacancy, seeker, now):
            after = one.without({seeker.candidate_ref})
            changed[after.key] = after
            # an empty proposal would leave its call without an answer
            if not after.open:
                changed[vacancy.key] = vacancy.due(now)
    return changed
