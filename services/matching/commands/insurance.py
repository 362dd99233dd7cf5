"""What an office notes of the seguro de cesantía of its own people: who is paid by it, and what they refused."""

from dataclasses import replace
from datetime import datetime

from services.matching import requests
from services.matching.commands import offers as commands
from services.matching.model.insurance import Insurance, Refusal, is_far, noted, pays_under_half
from services.matching.model.offers import way_to
from services.matching.model.score import most_pay
from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import Commune, Vacancy
from services.matching.table import held_seats
from shared.bus.work import Outcome, Work, reject
from shared.contracts.envelope import Envelope, derived_id
from shared.contracts.reasons import OfferWithdrawnReason


def note_insurance(work: Work, said: Envelope[requests.InsuranceNote], now: datetime) -> Outcome:
    """The person is, or is no longer, paid by the fund."""
    seeker = commands.own_seeker(work, said.data)
    insurance = Insurance(seeker.candidate_ref, seeker.commune, said.data.beneficiary, said.data.last_pay, now)
    return Outcome((insurance,), (), {"candidate_ref": seeker.candidate_ref})


def record_refusal(work: Work, said: Envelope[requests.RefusalRecord], now: datetime) -> Outcome:
    """A refused job with its legal cause. The person leaves its line as if they stepped back; nobody is told why."""
    asked = said.data
    seeker = commands.own_seeker(work, asked)
    insurance = work.get(Insurance, seeker.candidate_ref)
    if insurance is None or not insurance.beneficiary or seeker.abilities is None:
        text = "La persona no figura con seguro de cesantía: basta registrar que desiste"
        raise reject("not_beneficiary", text, "candidate_ref")
    vacancy = work.get(Vacancy, asked.vacancy_id)
    if vacancy is None:
        raise reject("unknown_vacancy", f"No existe la vacante {asked.vacancy_id}", "vacancy_id")
    home = work.get(Commune, seeker.commune) or Commune(seeker.commune, seeker.commune)
    way = way_to(home, vacancy)
    minutes, most_minutes = way.minutes if way else None, seeker.abilities.max_minutes
    far = is_far(minutes, most_minutes, asked.far_minutes)
    refusal = Refusal(
        refusal_id=derived_id(said.id, "refusal", seeker.candidate_ref),
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
    left = _left(work, seeker, vacancy.vacancy_id, now)
    return replace(left, changed=(*left.changed, refusal), result={"refusal_id": refusal.refusal_id})


def _left(work: Work, seeker: Seeker, vacancy_id: str, now: datetime) -> Outcome:
    """Out of the line, or the seat given back; who was only going to be offered is not offered any more."""
    if seeker.stand(vacancy_id) or held_seats(seeker, vacancy_id):
        return commands.leave(work, [seeker], vacancy_id, OfferWithdrawnReason.SEEKER_WITHDREW, now, {})
    return Outcome((replace(seeker, not_again=seeker.not_again | {vacancy_id}),))
