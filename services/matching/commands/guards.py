"""Conditions that a request about seekers or offers must meet before it is decided."""

from services.matching import requests
from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import InvitedCall, OfferingCommune, VacancyCopy
from shared.contracts import intake
from shared.contracts.replies import Fault
from shared.messaging.decisions import LoadedAggregates, Rejected, reject


def member(aggregates: LoadedAggregates, cut: str) -> OfferingCommune:
    """The commune that asks, if it is in the Mesa. Raises Rejected."""
    commune = aggregates.get(OfferingCommune, cut)
    if commune is None or not commune.at_table:
        raise reject("commune_not_in_mesa", f"La comuna {cut} no está en la Mesa", "commune")
    return commune


def known_vacancy(aggregates: LoadedAggregates, vacancy_id: str) -> VacancyCopy:
    """The copy of the vacancy that the request names, also of one that is over. Raises Rejected."""
    vacancy = aggregates.get(VacancyCopy, vacancy_id)
    if vacancy is None:
        raise reject("unknown_vacancy", f"No existe la vacante {vacancy_id}", "vacancy_id")
    return vacancy


def own_seeker(
    aggregates: LoadedAggregates, asked: requests.AboutSeeker | intake.AboutConsent, or_gone: bool = False
) -> Seeker:
    """The seeker that the request names, if the commune that asks registered them. Raises Rejected.

    `or_gone`: also one who has left, because a consent can always be revoked and an error corrected.
    """
    seeker = aggregates.get(Seeker, asked.candidate_ref)
    if seeker is None or (seeker.gone and not or_gone):
        raise reject("unknown_seeker", f"No hay nadie inscrito como {asked.candidate_ref}", "candidate_ref")
    if seeker.commune != asked.commune:
        raise reject("not_your_seeker", "La persona está inscrita en otra comuna", "commune")
    return seeker


def called(
    aggregates: LoadedAggregates, asked: intake.OfferMake | intake.OfferDecline
) -> tuple[VacancyCopy, InvitedCall]:
    """The open vacancy, and its call to the commune that asks. Raises Rejected."""
    if member(aggregates, asked.commune).hosted:
        raise reject("commune_is_hosted", f"Por la comuna {asked.commune} responde la Mesa misma", "commune")
    vacancy = known_vacancy(aggregates, asked.vacancy_id)
    if vacancy.over:
        raise reject("stale_vacancy", "La vacante ya terminó", "vacancy_id")
    call = vacancy.call(asked.commune)
    if call is None:
        raise reject("not_invited", "La comuna no está invitada a esta vacante", "commune")
    return vacancy, call


def require_own_candidates(aggregates: LoadedAggregates, asked: intake.OfferMake) -> None:
    """Raises Rejected if a candidate is of another commune or is named twice."""
    faults, met = [], set()
    for n, candidate in enumerate(asked.candidates):
        ref = candidate.candidate_ref
        known = aggregates.get(Seeker, ref)
        if known is not None and known.commune != asked.commune:
            text = f"{ref} es de otra comuna"
            faults.append(Fault(code="not_your_candidate", field=f"candidates.{n}.candidate_ref", text=text))
        if ref in met:
            text = f"{ref} está dos veces"
            faults.append(Fault(code="candidate_twice", field=f"candidates.{n}.candidate_ref", text=text))
        met.add(ref)
    if faults:
        raise Rejected(*faults)
