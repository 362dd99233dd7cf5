"""The bodies of the HTTP requests of matching."""

from pydantic import Field

from services.matching.model.insurance import RefusalCause
from services.matching.requests import LastPay, SeekerProfileFields, SeekerProfilePatch
from services.matching.vault import Identity
from shared.contracts.envelope import Officer, Ref
from shared.contracts.intake.consent import ConsentDays
from shared.contracts.intake.offer import OfferedByHand
from shared.contracts.intake.proposal import ChosenRefs, LaterRefs
from shared.contracts.matching import CandidateRefs, DeclineReasons, ProposedCandidates
from shared.contracts.reasons import ConsentMeans, OfferWithdrawnReason, Purpose
from shared.http import Body, HoldableBody

MOST_OF_A_SHEET = 960_000
"""Letters of a file in base64, 720 KB of it; a larger one goes by `mesa seekers import`."""


class RegisterBody(Body):
    profile: SeekerProfileFields
    """What is matched."""
    identity: Identity = Field(repr=False)
    """Who the person is: sealed when it arrives, and never returned."""


class SheetBody(Body):
    """A sheet of people, whole."""

    content: str = Field(max_length=MOST_OF_A_SHEET, pattern="^[A-Za-z0-9+/]*={0,2}$", repr=False)
    """The file as it is, XLSX or CSV, in base64: one person a row, the columns named in the first."""
    check_only: bool = False
    """Whether it is only looked through: nobody is registered."""


class AmendSeekerBody(Body):
    changes: SeekerProfilePatch
    """The fields that change; the others stay."""


class StepBackBody(Body):
    vacancy_id: Ref
    """The vacancy that the person does not want any more."""


class DeregisterBody(Body):
    erase: bool = False
    """Whether to erase who the person is as well: nobody can read it again."""


class CorrectIdentityBody(Body):
    officer: Officer
    """Whatever the office calls the officer inside; never a RUT."""
    identity: Identity = Field(repr=False)
    """The whole of it, as it shall be. Without a RUT the one kept stays; the RUT of a person is never changed."""


class ErasedBody(Body):
    officer: Officer | None = None
    """Whatever the office calls the officer inside; never a RUT."""


class RecordConsentBody(Body):
    officer: Officer
    """Whatever the office calls the officer inside; never a RUT."""
    vacancy_id: Ref
    """The only vacancy for which the identity may be given."""
    purpose: Purpose = Purpose.REFERRAL
    """The only purpose for which the identity may be given."""
    means: ConsentMeans
    """How the person said yes."""
    days: ConsentDays = 30
    """For how many days it holds."""


class RevokeConsentBody(Body):
    officer: Officer
    """Whatever the office calls the officer inside; never a RUT."""


class ReadIdentityBody(Body):
    officer: Officer
    """Whatever the office calls the officer inside; never a RUT."""
    purpose: Purpose = Purpose.REFERRAL
    """What the identity is wanted for: the consent must cover it."""


class NoteInsuranceBody(Body):
    beneficiary: bool
    """Whether the person is paid by the Fondo de Cesantía Solidario now."""
    last_pay: LastPay | None = None
    """Their last gross pay in pesos a month; null: not stated."""


class RecordRefusalBody(Body):
    vacancy_id: Ref
    """The vacancy that the person refused."""
    cause: RefusalCause
    """The cause that the person gave."""
    officer: Officer
    """Whatever the office calls the officer inside; never a RUT."""


class OfferByHandBody(Body):
    candidate_refs: OfferedByHand
    """Pseudonyms of those who are offered."""


class OfferBody(Body):
    candidates: ProposedCandidates
    """Whom the commune offers, best first."""
    complete: bool = True
    """Whether there is nobody more for now."""


class DeclineBody(HoldableBody):
    reasons: DeclineReasons
    """Codes of why nobody is offered, the most frequent first."""


class ConfirmProposalBody(Body):
    candidate_refs: ChosenRefs
    """Pseudonyms of those who are offered; those left out are not proposed for this vacancy again."""
    later_refs: LaterRefs = ()
    """Pseudonyms of those about whom the officer answers later: they stay in the proposal, until its deadline."""
    officer: Officer | None = None
    """Whatever the office calls the officer inside; never a RUT."""


class DeclineProposalBody(DeclineBody):
    officer: Officer | None = None
    """Whatever the office calls the officer inside; never a RUT."""


class WithdrawOfferBody(HoldableBody):
    candidate_refs: CandidateRefs
    """Pseudonyms of those who no longer stand for the vacancy."""
    why: OfferWithdrawnReason = OfferWithdrawnReason.SEEKER_WITHDREW
    """The code of why. `offered_by_mistake` says nothing of the person, who may be offered again."""
