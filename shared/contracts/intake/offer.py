"""Requests of communes that answer calls by systems of their own."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Ref
from shared.contracts.intake.vacancy import AboutVacancy
from shared.contracts.matching import Candidate
from shared.contracts.reasons import DeclineReason, OfferWithdrawnReason


class OfferMake(AboutVacancy):
    """A commune with systems of its own offers candidates."""

    WIRE: ClassVar[str] = "cl.mesa.offer.make.v1"

    candidates: tuple[Candidate, ...] = Field(min_length=1, max_length=4000)
    complete: bool = True


class OfferDecline(AboutVacancy):
    WIRE: ClassVar[str] = "cl.mesa.offer.decline.v1"

    reasons: tuple[DeclineReason, ...] = Field(min_length=1)


class OfferWithdraw(AboutVacancy):
    WIRE: ClassVar[str] = "cl.mesa.offer.withdraw.v1"

    offer_id: Ref
    candidate_refs: tuple[Ref, ...] = Field(min_length=1)
    why: OfferWithdrawnReason = OfferWithdrawnReason.SEEKER_WITHDREW
