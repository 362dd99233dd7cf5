"""Requests about what a person allows, and who may know who they are."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.envelope import Officer, Ref, Request
from shared.contracts.intake.vacancy import AboutVacancy
from shared.contracts.reasons import ConsentMeans, Purpose

ConsentDays = Annotated[int, Field(ge=1, le=180)]


class AboutConsent(Request):
    """A request of the office where a person is registered about what they allow. `officer`: as the office names them,
    never a RUT.
    """

    candidate_ref: Ref
    officer: Officer

    @property
    def subject(self) -> str:
        return self.candidate_ref


class ConsentRecord(AboutConsent):
    """The person consents: their identity may be given for this vacancy and this purpose, for so many days.

    Ley 21.719 asks that consent be free, informed, specific, and that it can be shown: who recorded it, when, how.
    """

    WIRE: ClassVar[str] = "cl.mesa.consent.record.v1"

    vacancy_id: Ref
    purpose: Purpose = Purpose.REFERRAL
    means: ConsentMeans
    days: ConsentDays = 30


class ConsentRevoke(AboutConsent):
    """The person revokes a consent; the office that holds the identity by it is notified."""

    WIRE: ClassVar[str] = "cl.mesa.consent.revoke.v1"

    consent_id: Ref


class DisclosureAsk(AboutVacancy):
    """The home office of a vacancy asks for the identity of who holds a seat. By this door it gets leave, no identity:
    that is read by HTTP alone, once.
    """

    WIRE: ClassVar[str] = "cl.mesa.disclosure.ask.v1"

    lease_id: Ref
    officer: Officer
    purpose: Purpose = Purpose.REFERRAL
