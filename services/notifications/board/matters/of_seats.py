"""How facts of seats and placements change the leases of a vacancy."""

from collections.abc import Mapping
from typing import Any

from services.notifications.board.matters.base import Amount, Fold, said
from services.notifications.board.matters.of_vacancies import begun
from services.notifications.board.matters.vacancy import Lease, Proof, SeatState, Vacancy
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.vacancies import (
    CandidateReferred,
    PlacementCorrected,
    PlacementDeclared,
    PlacementEnded,
    PlacementFact,
    PlacementRefuted,
    PlacementUndone,
    PlacementVerified,
    SeatExtended,
    SeatFact,
    SeatLeased,
    SeatReleased,
)


def _changed(before: Vacancy | None, fact: SeatFact, **changed: Any) -> Vacancy:
    """With the lease of a fact changed; one that was never heard of begins with what the fact names of it."""
    vacancy = begun(before, fact)
    return vacancy.having(leases={**vacancy.leases, fact.lease_id: _lease(before, fact).having(**changed)})


def _lease(before: Vacancy | None, fact: SeatFact) -> Lease:
    known = before.leases.get(fact.lease_id) if before else None
    return known or Lease(
        lease_id=fact.lease_id,
        fence=fact.fence,
        seat=fact.seat,
        candidate_ref=fact.candidate_ref,
        commune=fact.candidate_commune,
    )


def on_leased(before: Vacancy | None, envelope: Envelope[SeatLeased]) -> Vacancy:
    fact = envelope.data
    return _changed(before, fact, state=SeatState.RESERVED, leased=said(envelope), expires_at=fact.expires_at)


def on_extended(before: Vacancy | None, envelope: Envelope[SeatExtended]) -> Vacancy:
    fact = envelope.data
    return _changed(before, fact, expires_at=fact.expires_at, extended=fact.times)


def on_released(before: Vacancy | None, envelope: Envelope[SeatReleased]) -> Vacancy:
    return _changed(before, envelope.data, state=SeatState.RELEASED, why=envelope.data.why)


def on_referred(before: Vacancy | None, envelope: Envelope[CandidateReferred]) -> Vacancy:
    return _changed(before, envelope.data, state=SeatState.REFERRED)


def on_declared(before: Vacancy | None, envelope: Envelope[PlacementDeclared]) -> Vacancy:
    return _placed(before, envelope, state=SeatState.PLACED, proof=Proof.DECLARED, declared=said(envelope))


def on_undone(before: Vacancy | None, envelope: Envelope[PlacementUndone]) -> Vacancy:
    """Its seat is open again."""
    why = envelope.data.why
    return _placed(before, envelope, state=SeatState.RELEASED, proof=Proof.UNDONE, undone=said(envelope), why=why)


def on_ended(before: Vacancy | None, envelope: Envelope[PlacementEnded]) -> Vacancy:
    fact = envelope.data
    return _placed(before, envelope, state=SeatState.ENDED, ended_on=fact.ended_on, why=fact.why)


def on_verified(before: Vacancy | None, envelope: Envelope[PlacementVerified]) -> Vacancy:
    return _placed(before, envelope, proof=Proof.VERIFIED, proved=said(envelope))


def on_refuted(before: Vacancy | None, envelope: Envelope[PlacementRefuted]) -> Vacancy:
    return _placed(before, envelope, proof=Proof.REFUTED, proved=said(envelope))


def on_corrected(before: Vacancy | None, envelope: Envelope[PlacementCorrected]) -> Vacancy:
    return _placed(before, envelope)


def _placed(before: Vacancy | None, envelope: Envelope[PlacementDeclared] | Envelope[Any], **changed: Any) -> Vacancy:
    """With a placement changed, and by how much this fact changed the credit of each commune."""
    fact: PlacementDeclared | PlacementFact = envelope.data
    lease, by = _lease(before, fact), said(envelope)
    differences = {c: fact.credit.get(c, 0) - lease.credit.get(c, 0) for c in sorted({*lease.credit, *fact.credit})}
    more = [Amount(at=by.at, fact_id=by.fact_id, commune=cut, amount=n) for cut, n in differences.items() if n]
    shares = (*lease.credits, *more)
    return _changed(before, fact, placement_id=fact.placement_id, credit=fact.credit, credits=shares, **changed)


FOLDS: Mapping[type[Fact], Fold] = {
    SeatLeased: on_leased,
    SeatExtended: on_extended,
    SeatReleased: on_released,
    CandidateReferred: on_referred,
    PlacementDeclared: on_declared,
    PlacementUndone: on_undone,
    PlacementEnded: on_ended,
    PlacementVerified: on_verified,
    PlacementRefuted: on_refuted,
    PlacementCorrected: on_corrected,
}
