"""Requests of communes that answer calls by systems of their own."""

from typing import ClassVar

from shared.contracts.envelope import Ref
from shared.contracts.intake.vacancy import AboutVacancy
from shared.contracts.matching import CandidateRefs, DeclineReasons, ProposedCandidates
from shared.contracts.reasons import OfferWithdrawnReason


class OfferMake(AboutVacancy):
    """A commune with systems of its own offers candidates."""

    WIRE: ClassVar[str] = "cl.mesa.offer.make.v1"

    candidates: ProposedCandidates
    complete: bool = True


class OfferDecline(AboutVacancy):
    WIRE: ClassVar[str] = "cl.mesa.offer.decline.v1"

    reasons: DeclineReasons


class OfferWithdraw(AboutVacancy):
    WIRE: ClassVar[str] = "cl.mesa.offer.withdraw.v1"

    offer_id: Ref
    candidate_refs: CandidateRefs
    why: OfferWithdrawnReason = OfferWithdrawnReason.SEEKER_WITHDREW
