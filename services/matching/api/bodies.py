"""The bodies of the HTTP requests of matching."""

from pydantic import Field

from services.matching.model.insurance import RefusalCause
from services.matching.requests import LastPay, SeekerProfileFields, SeekerProfilePatch
from services.matching.vault import Identity
from shared.contracts.envelope import Officer, Ref
from shared.contracts.intake.consent import ConsentDays
from shared.contracts.intake.proposal import ChosenRefs
from shared.contracts.matching import CandidateRefs, Candidates, DeclineReasons
from shared.contracts.reasons import ConsentMeans, OfferWithdrawnReason, Purpose
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
    days: ConsentDays = 30


class RevokeConsentBody(Body):
    officer: Officer


class ReadIdentityBody(Body):
    officer: Officer
    purpose: Purpose = Purpose.REFERRAL


class NoteInsuranceBody(Body):
    beneficiary: bool
    last_pay: LastPay | None = None


class RecordRefusalBody(Body):
    vacancy_id: Ref
    cause: RefusalCause
    officer: Officer


class OfferBody(Body):
    candidates: Candidates
    complete: bool = True


class DeclineBody(Body):
    reasons: DeclineReasons


class ConfirmProposalBody(Body):
    candidate_refs: ChosenRefs
    officer: Officer | None = None


class DeclineProposalBody(DeclineBody):
    officer: Officer | None = None


class WithdrawOfferBody(Body):
    candidate_refs: CandidateRefs
    why: OfferWithdrawnReason = OfferWithdrawnReason.SEEKER_WITHDREW
