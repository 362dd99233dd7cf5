"""Acknowledgements to the owner of a vacancy that the copies of hosted communes are up to date."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from services.matching.model.vacancy import OfferingCommune, VacancyCopy
from shared.contracts.matching import CopyAcknowledged
from shared.messaging.decisions import LoadedAggregates


def acknowledged(
    aggregates: LoadedAggregates, vacancy: VacancyCopy, revision: int | None, among: Collection[str] | None = None
) -> tuple[VacancyCopy, tuple[CopyAcknowledged, ...]]:
    """One fact for each hosted commune that holds the vacancy; other communes acknowledge by their own systems.

    If no fact of a commune has arrived yet, its call keeps the revision as owed until one does. `among`: only these.
    """
    if revision is None:  # a fact from before copies were acknowledged
        return vacancy, ()
    facts = []
    for call in sorted(vacancy.calls, key=lambda call: call.commune):
        if among is not None and call.commune not in among:
            continue
        commune = aggregates.get(OfferingCommune, call.commune)
        if commune is None:
            vacancy = vacancy.with_call(replace(call, owes=revision))
        elif commune.hosted:
            facts.append(_fact(vacancy, call.commune, revision))
    return vacancy, tuple(facts)


def acknowledge_owed(
    vacancies: Iterable[VacancyCopy], commune: OfferingCommune
) -> tuple[list[VacancyCopy], tuple[CopyAcknowledged, ...]]:
    """The acknowledgements owed for a commune that is known now; facts only if it is hosted."""
    owing = [(v, call) for v in vacancies if (call := v.call(commune.commune)) and call.owes]
    # a commune with a system of its own acknowledges itself: only the debt is cleared
    facts = [_fact(v, commune.commune, call.owes) for v, call in owing] if commune.hosted else []
    return [v.with_call(replace(call, owes=0)) for v, call in owing], tuple(facts)


def _fact(vacancy: VacancyCopy, commune: str, revision: int) -> CopyAcknowledged:
    return CopyAcknowledged(vacancy_id=vacancy.vacancy_id, commune=commune, revision=revision)
