"""What an HTTP request of matching carries in its body."""

from pydantic import Field

from services.matching.identity import Identity
from services.matching.model.insurance import RefusalCause
from services.matching.requests import Can, Changes
from shared.contracts.envelope import Officer, Ref
from shared.contracts.matching import Candidate
from shared.contracts.reasons import ConsentMeans, DeclineReason, OfferWithdrawnReason, Purpose
from shared.http import Body


class Register(Body):
    profile: Can
    identity: Identity = Field(repr=False)


class Amend(Body):
    changes: Changes


class StepBack(Body):
    vacancy_id: Ref


class Deregister(Body):
    erase: bool = Field(default=False, description="Borrar también quién es: nadie podrá volver a leerlo")


class Correct(Body):
    officer: Officer
    identity: Identity = Field(
        repr=False, description="Entera, como queda. Sin RUT, queda el que tiene; el RUT de una persona no se cambia"
    )


class Erased(Body):
    officer: Officer | None = None


class RecordConsent(Body):
    officer: Officer
    vacancy_id: Ref
    purpose: Purpose = Purpose.REFERRAL
    means: ConsentMeans
    days: int = Field(default=30, ge=1, le=180)


class RevokeConsent(Body):
    officer: Officer


class ReadIdentity(Body):
    officer: Officer
    purpose: Purpose = Purpose.REFERRAL


class Insurance(Body):
    beneficiary: bool
    last_pay: int | None = Field(default=None, ge=1, le=100_000_000)


class Refuse(Body):
    vacancy_id: Ref
    cause: RefusalCause
    officer: Officer


class Offer(Body):
    candidates: tuple[Candidate, ...] = Field(min_length=1, max_length=4000)
    complete: bool = True


class Decline(Body):
    reasons: tuple[DeclineReason, ...] = Field(min_length=1)


class Confirm(Body):
    candidate_refs: tuple[Ref, ...] = Field(min_length=1, max_length=4000)
    officer: Officer | None = None


class DeclineProposal(Decline):
    officer: Officer | None = None


class WithdrawOffer(Body):
    candidate_refs: tuple[Ref, ...] = Field(min_length=1)
    why: OfferWithdrawnReason = OfferWithdrawnReason.SEEKER_WITHDREW
