"""Conditions that a request about seekers or offers must meet before it is decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.matching import requests
from services.matching.commands.fitting import shut_out
from services.matching.model.card_texts import LABELS
from services.matching.model.hindrance import Hindrance, hindrance
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
    aggregates: LoadedAggregates, asked: intake.OfferMake | intake.CandidateOffer | intake.OfferDecline
) -> tuple[OfferingCommune, VacancyCopy, InvitedCall]:
    """The commune that asks, the open vacancy, and its call to the commune. Raises Rejected."""
    commune = member(aggregates, asked.commune)
    vacancy = known_vacancy(aggregates, asked.vacancy_id)
    if vacancy.over:
        raise reject("stale_vacancy", "La vacante ya terminó", "vacancy_id")
    call = vacancy.call(asked.commune)
    if call is None:
        raise reject("not_invited", "La comuna no está invitada a esta vacante", "commune")
    return commune, vacancy, call


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


def why_not(
    aggregates: LoadedAggregates,
    vacancy: VacancyCopy,
    asked: intake.CandidateOffer | intake.ProposalConfirm,
    now: datetime,
) -> dict[str, str]:
    """Of whom an officer offers, those who cannot be offered now, each with why, in Spanish."""
    found = {ref: _why_not(aggregates, vacancy, asked.commune, ref, now) for ref in asked.candidate_refs}
    return {ref: why for ref, why in found.items() if why}


def none_free(refs: Sequence[str], whys: Mapping[str, str]) -> list[Fault]:
    """One fault for each of those people who cannot be offered, so that the officer sees what changed."""
    return [
        Fault(code="no_candidate_free", field=f"candidate_refs.{n}", text=f"{ref}: {whys[ref]}")
        for n, ref in enumerate(refs)
        if ref in whys
    ]


def _why_not(aggregates: LoadedAggregates, vacancy: VacancyCopy, commune: str, ref: str, now: datetime) -> str:
    """Why a person cannot be offered; empty if they can."""
    seeker = aggregates.get(Seeker, ref)
    if seeker is None or seeker.commune != commune:
        return Hindrance.GONE.text
    if hindered := hindrance(seeker, vacancy.vacancy_id):
        return hindered.text
    limit = shut_out(aggregates, vacancy, seeker, now)
    return f"No calza por: {LABELS[limit].lower()}" if limit else ""
