"""Commands about the seguro de cesantía: an office notes a beneficiary of its own, and records a refused job."""

from dataclasses import replace
from datetime import datetime

from services.matching import requests
from services.matching.commands.guards import known_vacancy, own_seeker
from services.matching.commands.leaving import held_seats, leave
from services.matching.model.insurance import Insurance, Refusal, is_far, noted, pays_under_half
from services.matching.model.offers import way_to
from services.matching.model.score import most_pay
from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import OfferingCommune
from shared.contracts.envelope import Envelope, derived_id
from shared.contracts.reasons import OfferWithdrawnReason
from shared.messaging.decisions import Decision, LoadedAggregates, reject


def note_insurance(aggregates: LoadedAggregates, command: Envelope[requests.InsuranceNote], now: datetime) -> Decision:
    """Note whether a seeker is a beneficiary of the fund, and their last pay."""
    seeker = own_seeker(aggregates, command.data)
    insurance = Insurance(seeker.candidate_ref, seeker.commune, command.data.beneficiary, command.data.last_pay, now)
    return Decision((insurance,), (), {"candidate_ref": seeker.candidate_ref})


def record_refusal(aggregates: LoadedAggregates, command: Envelope[requests.RefusalRecord], now: datetime) -> Decision:
    """Record a refused job with its legal cause. The seeker leaves the queue as if they stepped back: the fact does not
    give the cause, because it stays in the commune.
    """
    asked = command.data
    seeker = own_seeker(aggregates, asked)
    insurance = aggregates.get(Insurance, seeker.candidate_ref)
    if insurance is None or not insurance.beneficiary or seeker.profile is None:
        text = "La persona no figura con seguro de cesantía: basta registrar que desiste"
        raise reject("not_beneficiary", text, "candidate_ref")
    vacancy = known_vacancy(aggregates, asked.vacancy_id)
    home = aggregates.get(OfferingCommune, seeker.commune) or OfferingCommune(seeker.commune, seeker.commune)
    way = way_to(home, vacancy)
    minutes, most_minutes = way.minutes if way else None, seeker.profile.max_minutes
    far = is_far(minutes, most_minutes, asked.far_minutes)
    refusal = Refusal(
        refusal_id=derived_id(command.id, "refusal", seeker.candidate_ref),
        candidate_ref=seeker.candidate_ref,
        commune=seeker.commune,
        vacancy_id=vacancy.vacancy_id,
        vacancy_commune=vacancy.commune,
        title=vacancy.profile.title,
        cause=asked.cause,
        noted=noted(far, pays_under_half(most_pay(vacancy.profile), insurance.last_pay)),
        minutes=minutes,
        max_minutes=most_minutes,
        officer=asked.officer,
        at=now,
    )
    left = _left(aggregates, seeker, vacancy.vacancy_id, now)
    return replace(left, changed=(*left.changed, refusal), result={"refusal_id": refusal.refusal_id})


def _left(aggregates: LoadedAggregates, seeker: Seeker, vacancy_id: str, now: datetime) -> Decision:
    """Out of the queue, or the seat given back; a seeker who was not offered yet is excluded from the vacancy."""
    if seeker.queue_place(vacancy_id) or held_seats(seeker, vacancy_id):
        return leave(aggregates, [seeker], vacancy_id, OfferWithdrawnReason.SEEKER_WITHDREW, now, {})
    return Decision((seeker.excluded(vacancy_id),))
