"""Requests from outside: what a commune's systems and officers ask, by intake topic or HTTP alike."""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from shared.contracts.envelope import Instant, Ref, Request, Seats, Text
from shared.contracts.matching import Candidate
from shared.contracts.reasons import (
    CloseReason,
    ConsentMeans,
    DeclineReason,
    OfferWithdrawnReason,
    Purpose,
    ReleaseReason,
    UnfilledReason,
)
from shared.contracts.vacancies import Pay, Profile
from shared.contracts.vocabulary import Urgency


class AboutVacancy(Request):
    """A request about one vacancy."""

    vacancy_id: Ref

    @property
    def subject(self) -> str:
        return self.vacancy_id


class VacancyPost(Request):
    """Post a vacancy of the asking commune. Windows default from the commune's file and the urgency."""

    WIRE: ClassVar[str] = "cl.mesa.vacancy.post.v1"

    seats: Seats
    profile: Profile
    urgency: Urgency = Urgency.NORMAL
    local_hours: float | None = Field(default=None, ge=0, le=400)
    valid_through: Instant | None = None
    external_ref: Ref | None = None


class VacancyAmend(AboutVacancy):
    """Change what is named; what is left out stays."""

    WIRE: ClassVar[str] = "cl.mesa.vacancy.amend.v1"

    title: Text | None = None
    seats: Seats | None = None
    pay: Pay | None = None
    urgency: Urgency | None = None
    valid_through: Instant | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set - {"commune", "vacancy_id"}:
            raise ValueError("Hay que cambiar al menos uno: título, cupos, sueldo, urgencia o vigencia")
        return self


class VacancyWithdraw(AboutVacancy):
    WIRE: ClassVar[str] = "cl.mesa.vacancy.withdraw.v1"

    why: CloseReason


class VacancyDeclareUnfilled(AboutVacancy):
    """The officer says: no damos abasto. The neighbours are asked now, without waiting for the window."""

    WIRE: ClassVar[str] = "cl.mesa.vacancy.declare-unfilled.v1"

    why: UnfilledReason = UnfilledReason.TEAM_CAPACITY


class SeatRelease(AboutVacancy):
    """Give a leased seat back. `fence` proves that the asker speaks of this lease and not of an older one."""

    WIRE: ClassVar[str] = "cl.mesa.seat.release.v1"

    lease_id: Ref
    fence: int = Field(ge=1)
    why: ReleaseReason


class PlacementDeclare(AboutVacancy):
    """The person of this lease was hired."""

    WIRE: ClassVar[str] = "cl.mesa.placement.declare.v1"

    lease_id: Ref
    fence: int = Field(ge=1)


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


class AboutProposal(Request):
    """An officer's answer to a proposal of their commune. `officer`: as the office names them, never a RUT."""

    proposal_id: Ref
    officer: Ref | None = None

    @property
    def subject(self) -> str:
        return self.proposal_id


class ProposalConfirm(AboutProposal):
    """Offer these candidates of the proposal; those left out are not proposed for this vacancy again."""

    WIRE: ClassVar[str] = "cl.mesa.proposal.confirm.v1"

    candidate_refs: tuple[Ref, ...] = Field(min_length=1, max_length=4000)


class ProposalDecline(AboutProposal):
    """Offer nobody, and say why."""

    WIRE: ClassVar[str] = "cl.mesa.proposal.decline.v1"

    reasons: tuple[DeclineReason, ...] = Field(min_length=1)


class AboutConsent(Request):
    """A request of the office where a person is registered about what they allow. `officer`: as the office names them,
    never a RUT.
    """

    candidate_ref: Ref
    officer: Ref

    @property
    def subject(self) -> str:
        return self.candidate_ref


class ConsentRecord(AboutConsent):
    """The person said yes: their identity may be given for this vacancy and this purpose, for so many days.

    Ley 21.719 asks that consent be free, informed, specific, and that it can be shown: who recorded it, when, how.
    """

    WIRE: ClassVar[str] = "cl.mesa.consent.record.v1"

    vacancy_id: Ref
    purpose: Purpose = Purpose.REFERRAL
    means: ConsentMeans
    days: int = Field(default=30, ge=1, le=180)


class ConsentRevoke(AboutConsent):
    """The person takes their yes back; whoever holds the identity by it hears of it."""

    WIRE: ClassVar[str] = "cl.mesa.consent.revoke.v1"

    consent_id: Ref


class DisclosureAsk(AboutVacancy):
    """The home office of a vacancy asks for the identity of who holds a seat. By this door it gets leave, no identity:
    that is read by HTTP alone, once.
    """

    WIRE: ClassVar[str] = "cl.mesa.disclosure.ask.v1"

    lease_id: Ref
    officer: Ref
    purpose: Purpose = Purpose.REFERRAL


class FairSchedule(Request):
    WIRE: ClassVar[str] = "cl.mesa.fair.schedule.v1"

    title: Text
    place: Text
    starts_at: Instant
    ends_at: Instant

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("La feria tiene que terminar después de empezar")
        return self
