"""Requests of offices that answer calls: by systems of their own, or an officer by hand."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.envelope import Ref
from shared.contracts.intake.held import Holdable
from shared.contracts.intake.vacancy import AboutVacancy
from shared.contracts.matching import MOST_CANDIDATES, CandidateRefs, DeclineReasons, ProposedCandidates
from shared.contracts.reasons import OfferWithdrawnReason

OfferedByHand = Annotated[tuple[Ref, ...], Field(min_length=1, max_length=MOST_CANDIDATES)]


class OfferMake(AboutVacancy):
    """A commune with systems of its own offers candidates."""

    WIRE: ClassVar[str] = "cl.mesa.offer.make.v1"

    candidates: ProposedCandidates
    """Whom the commune offers, best first."""
    complete: bool = True
    """Whether there is nobody more for now."""


class CandidateOffer(AboutVacancy):
    """An officer offers people of a commune for which the Mesa answers; how well they fit, the Mesa knows."""

    WIRE: ClassVar[str] = "cl.mesa.candidate.offer.v1"

    candidate_refs: OfferedByHand
    """Pseudonyms of those who are offered."""


class OfferDecline(AboutVacancy, Holdable):
    """Offer nobody, and say why. What waits for an officer of the commune is answered by it."""

    WIRE: ClassVar[str] = "cl.mesa.offer.decline.v1"

    reasons: DeclineReasons
    """Codes of why nobody is offered, the most frequent first."""


class OfferWithdraw(AboutVacancy, Holdable):
    WIRE: ClassVar[str] = "cl.mesa.offer.withdraw.v1"

    offer_id: Ref
    candidate_refs: CandidateRefs
    """Pseudonyms of those who no longer stand for the vacancy."""
    why: OfferWithdrawnReason = OfferWithdrawnReason.SEEKER_WITHDREW
    """The code of why. `offered_by_mistake` says nothing of the person, who may be offered again."""
