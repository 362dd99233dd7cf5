"""What matching says back to the one who owns a vacancy: whose copies are up to date, and that the bus is alive."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from services.matching.model.vacancy import OfferingCommune, VacancyCopy
from shared.contracts.envelope import Envelope
from shared.contracts.matching import CopyAcknowledged, PulseReturned
from shared.contracts.vacancies import BusPulse
from shared.messaging.decisions import Decision, LoadedAggregates


def acknowledged(
    aggregates: LoadedAggregates, vacancy: VacancyCopy, revision: int | None
) -> tuple[VacancyCopy, tuple[CopyAcknowledged, ...]]:
    """One fact for each commune that we answer for and that holds the vacancy; others acknowledge by themselves.

    Of whom we have not heard yet who they are (too early), it is owed.
    """
    if revision is None:  # said by a writer from before copies were acknowledged
        return vacancy, ()
    facts = []
    for call in sorted(vacancy.calls, key=lambda call: call.commune):
        commune = aggregates.get(OfferingCommune, call.commune)
        if commune is None:
            vacancy = vacancy.with_call(replace(call, owes=revision))
        elif commune.hosted:
            facts.append(_fact(vacancy, call.commune, revision))
    return vacancy, tuple(facts)


def paid(
    vacancies: Iterable[VacancyCopy], commune: OfferingCommune
) -> tuple[list[VacancyCopy], tuple[CopyAcknowledged, ...]]:
    """A commune is known now: what was owed for it is said, if it is we who answer for it."""
    owing = [(v, call) for v in vacancies if (call := v.call(commune.commune)) and call.owes]
    facts = [_fact(v, commune.commune, call.owes) for v, call in owing] if commune.hosted else []
    return [v.with_call(replace(call, owes=0)) for v, call in owing], tuple(facts)


def _fact(vacancy: VacancyCopy, commune: str, revision: int) -> CopyAcknowledged:
    return CopyAcknowledged(vacancy_id=vacancy.vacancy_id, commune=commune, revision=revision)


def on_pulse(aggregates: LoadedAggregates, event: Envelope[BusPulse], now: datetime) -> Decision:
    """The heartbeat goes back at once."""
    return Decision((), (PulseReturned(pulse_id=event.data.pulse_id, sent_at=event.time),))
