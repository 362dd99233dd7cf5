"""The answers of hosted communes to calls, and the end of a vacancy that called."""

from collections.abc import Iterable
from dataclasses import replace

from services.matching.context import Cause, confirmation_for, pool_for
from services.matching.model.offers import OfferTransition, answer
from services.matching.model.proposals import Proposal
from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import OfferingCommune, VacancyCopy
from shared.messaging.decisions import LoadedAggregates


def answer_calls(
    aggregates: LoadedAggregates, vacancy: VacancyCopy, cause: Cause, again: bool = False
) -> OfferTransition:
    """Answer the open calls of hosted communes; `again`: offer more candidates to answered calls too."""
    transition = OfferTransition(vacancy)
    for call in vacancy.calls:
        commune = aggregates.get(OfferingCommune, call.commune)
        if commune is None or not commune.hosted or (call.answered and not again):
            continue
        if call.answered and not call.wants(vacancy.open_seats):
            continue
        asking = confirmation_for(aggregates, commune, vacancy, cause)
        # its officer has a proposal to answer, and every further candidate would need that officer as well
        if commune.confirms and asking.waiting:
            continue
        # each commune is called once, so no seeker is in two of these answers
        answered = answer(
            transition.vacancy, call, commune, pool_for(aggregates, vacancy, call, cause.at), cause.id, asking
        )
        transition = OfferTransition(
            answered.vacancy,
            transition.facts + answered.facts,
            transition.seekers + answered.seekers,
            transition.proposals + answered.proposals,
        )
    return transition


def end_vacancy(vacancy: VacancyCopy, seekers: Iterable[Seeker], proposals: Iterable[Proposal]) -> OfferTransition:
    """The vacancy is over: its queues are emptied and its open proposals lapse."""
    calls = tuple(replace(call, standing=0) for call in vacancy.calls)
    left = tuple(s.without_queue_places(vacancy.vacancy_id) for s in seekers if s.queue_place(vacancy.vacancy_id))
    lapsed = tuple(one.lapsed() for one in proposals if one.open)
    return OfferTransition(replace(vacancy, over=True, calls=calls, look_at=None), (), left, lapsed)
