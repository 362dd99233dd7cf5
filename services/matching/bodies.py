"""What an HTTP request of matching carries in its body."""

from pydantic import Field

from services.matching.identity import Identity
from services.matching.requests import Can, Changes
from shared.contracts.envelope import Ref
from shared.contracts.matching import Candidate
from shared.contracts.reasons import DeclineReason, OfferWithdrawnReason
from shared.http import Body


class Register(Body):
    profile: Can
    identity: Identity = Field(repr=False)


class Amend(Body):
    changes: Changes


class StepBack(Body):
    vacancy_id: Ref


class Offer(Body):
    candidates: tuple[Candidate, ...] = Field(min_length=1, max_length=4000)
    complete: bool = True


class Decline(Body):
    reasons: tuple[DeclineReason, ...] = Field(min_length=1)


class WithdrawOffer(Body):
    candidate_refs: tuple[Ref, ...] = Field(min_length=1)
    why: OfferWithdrawnReason = OfferWithdrawnReason.SEEKER_WITHDREW
