"""What is asked of matching about its own seekers. It comes by HTTP alone and never travels on the bus.

No request holds an identity: who the pseudonym is, only `identity` knows.
"""

from typing import ClassVar

from pydantic import Field

from services.matching.model.insurance import RefusalCause
from services.matching.model.seeker import Abilities
from shared.contracts.envelope import Part, Ref, Request
from shared.contracts.intake import AboutVacancy, DisclosureAsk
from shared.contracts.vacancies import Occupation
from shared.contracts.vocabulary import Education, Licence, Shift


class Can(Part):
    """The profile of a seeker as it is asked; see `model.seeker.Abilities` for units."""

    model_config = {"frozen": True, "extra": "forbid"}

    occupations: tuple[Occupation, ...] = Field(default=(), max_length=10)
    education: Education = Education.NONE
    experience_years: int = Field(default=0, ge=0, le=70)
    licences: tuple[Licence, ...] = ()
    cannot: tuple[Shift, ...] = ()
    pay_floor: int = Field(default=0, ge=0, le=100_000_000)
    max_minutes: int = Field(default=90, ge=0, le=600)

    @property
    def abilities(self) -> Abilities:
        return Abilities(
            occupations=tuple(dict.fromkeys(each.code for each in self.occupations)),
            education=self.education,
            experience_years=self.experience_years,
            licences=tuple(sorted(set(self.licences))),
            cannot=tuple(sorted(set(self.cannot))),
            pay_floor=self.pay_floor,
            max_minutes=self.max_minutes,
        )


class AboutSeeker(Request):
    """A request about one seeker of the asking commune."""

    candidate_ref: Ref

    @property
    def subject(self) -> str:
        return self.candidate_ref


class SeekerRegister(AboutSeeker):
    WIRE: ClassVar[str] = "cl.mesa.seeker.register.v1"

    can: Can


class SeekerStepBack(AboutSeeker):
    """The person no longer wants this vacancy; a seat they hold in it is given back."""

    WIRE: ClassVar[str] = "cl.mesa.seeker.step-back.v1"

    vacancy_id: Ref


class SeekerDeregister(AboutSeeker):
    """The person no longer looks for work, or not through the Mesa. `erase`: and nobody is to read who they were."""

    WIRE: ClassVar[str] = "cl.mesa.seeker.deregister.v1"

    erase: bool = False


class InsuranceNote(AboutSeeker):
    """Whether the person is paid by the Fondo de Cesantía Solidario; `last_pay` in gross pesos a month, if known."""

    WIRE: ClassVar[str] = "cl.mesa.insurance.note.v1"

    beneficiary: bool
    last_pay: int | None = Field(default=None, ge=1, le=100_000_000)


class RefusalRecord(AboutSeeker):
    """A person with the insurance refused a job. `far_minutes`: from how many on a place is far, as configured."""

    WIRE: ClassVar[str] = "cl.mesa.refusal.record.v1"

    vacancy_id: Ref
    cause: RefusalCause
    officer: Ref
    far_minutes: int = Field(ge=1, le=600)


class IdentityRead(DisclosureAsk):
    """The identity is asked for now, by HTTP, where it can be given."""

    WIRE: ClassVar[str] = "cl.mesa.identity.read.v1"


class DisclosureErased(AboutVacancy):
    """The office that was given an identity says that it has erased it."""

    WIRE: ClassVar[str] = "cl.mesa.disclosure.erased.v1"

    lease_id: Ref
