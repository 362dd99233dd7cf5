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
    """Answer the calls of hosted communes that wait for it; `again`: offer more to those that were answered, too."""
    transition = OfferTransition(vacancy)
    for call in vacancy.calls:
        commune = aggregates.get(OfferingCommune, call.commune)
        if commune is None or not commune.hosted or (call.answered and not again):
            continue
        if call.answered and not call.wants(vacancy.open_seats):
            continue
        asking = confirmation_for(aggregates, commune, vacancy, cause)
        if commune.confirms and asking.waiting:
            continue
        # a commune is called once, so no seeker is in two answers
        said = answer(
            transition.vacancy, call, commune, pool_for(aggregates, vacancy, call, cause.at), cause.id, asking
        )
        transition = OfferTransition(
            said.vacancy,
            transition.facts + said.facts,
            transition.seekers + said.seekers,
            transition.proposals + said.proposals,
        )
    return transition


def end_vacancy(vacancy: VacancyCopy, seekers: Iterable[Seeker], proposals: Iterable[Proposal]) -> OfferTransition:
    """The vacancy is over: nobody stands in it any more, no officer is asked about it."""
    calls = tuple(replace(call, standing=0) for call in vacancy.calls)
    left = tuple(s.without_queue_places(vacancy.vacancy_id) for s in seekers if s.queue_place(vacancy.vacancy_id))
    lapsed = tuple(one.lapsed() for one in proposals if one.open)
    return OfferTransition(replace(vacancy, over=True, calls=calls, look_at=None), (), left, lapsed)
