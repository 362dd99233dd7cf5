"""The bodies of the HTTP requests of matching."""

from pydantic import Field

from services.matching.model.insurance import RefusalCause
from services.matching.requests import SeekerProfileFields, SeekerProfilePatch
from services.matching.vault import Identity
from shared.contracts.envelope import Officer, Ref
from shared.contracts.matching import Candidate
from shared.contracts.reasons import ConsentMeans, DeclineReason, OfferWithdrawnReason, Purpose
from shared.http import Body


class RegisterBody(Body):
    profile: SeekerProfileFields
    identity: Identity = Field(repr=False)


class AmendSeekerBody(Body):
    changes: SeekerProfilePatch


class StepBackBody(Body):
    vacancy_id: Ref


class DeregisterBody(Body):
    erase: bool = Field(default=False, description="Borrar también quién es: nadie podrá volver a leerlo")


class CorrectIdentityBody(Body):
    officer: Officer
    identity: Identity = Field(
        repr=False, description="Entera, como queda. Sin RUT, queda el que tiene; el RUT de una persona no se cambia"
    )


class ErasedBody(Body):
    officer: Officer | None = None


class RecordConsentBody(Body):
    officer: Officer
    vacancy_id: Ref
    purpose: Purpose = Purpose.REFERRAL
    means: ConsentMeans
    days: int = Field(default=30, ge=1, le=180)


class RevokeConsentBody(Body):
    officer: Officer


class ReadIdentityBody(Body):
    officer: Officer
    purpose: Purpose = Purpose.REFERRAL


class NoteInsuranceBody(Body):
    beneficiary: bool
    last_pay: int | None = Field(default=None, ge=1, le=100_000_000)


class RecordRefusalBody(Body):
    vacancy_id: Ref
    cause: RefusalCause
    officer: Officer


class OfferBody(Body):
    candidates: tuple[Candidate, ...] = Field(min_length=1, max_length=4000)
    complete: bool = True


class DeclineBody(Body):
    reasons: tuple[DeclineReason, ...] = Field(min_length=1)


class ConfirmProposalBody(Body):
    candidate_refs: tuple[Ref, ...] = Field(min_length=1, max_length=4000)
    officer: Officer | None = None


class DeclineProposalBody(DeclineBody):
    officer: Officer | None = None


class WithdrawOfferBody(Body):
    candidate_refs: tuple[Ref, ...] = Field(min_length=1)
    why: OfferWithdrawnReason = OfferWithdrawnReason.SEEKER_WITHDREW
