"""The requests about seekers that matching takes by HTTP alone; they never travel on the bus.

A request with an identity carries it beside its fields: it is sealed in the transaction of the request, and neither
the JSON nor the repr of the request shows it.
"""

from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, InstanceOf, StringConstraints

from services.matching.model.insurance import RefusalCause
from services.matching.model.seeker import SeekerProfile
from services.matching.vault import StatedIdentity
from shared.contracts.envelope import Officer, Part, Ref, Request
from shared.contracts.intake import AboutVacancy, DisclosureAsk
from shared.contracts.vacancies import Occupation
from shared.contracts.vocabulary import Contract, Education, Licence, Shift, Transport
from shared.occupations import NAMES

FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2100, 1, 1)
"""A day of availability must lie between these: a year beyond them was mistyped."""


def _in_the_list(one: Occupation) -> Occupation:
    if one.code not in NAMES:
        raise ValueError("Este código no existe en CIUO-08.CL")
    return one


def _within_reach(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"Tiene que ser una fecha entre el {FIRST_DAY:%d-%m-%Y} y el {LAST_DAY:%d-%m-%Y}")
    return day


ListedOccupation = Annotated[Occupation, AfterValidator(_in_the_list)]
Occupations = Annotated[tuple[ListedOccupation, ...], Field(max_length=10)]
AvailableDay = Annotated[date, AfterValidator(_within_reach)]
Years = Annotated[int, Field(ge=0, le=70)]
MOST_PESOS = 100_000_000
Pesos = Annotated[int, Field(ge=0, le=MOST_PESOS)]
LastPay = Annotated[int, Field(ge=1, le=MOST_PESOS)]
Minutes = Annotated[int, Field(ge=0, le=600)]
Course = Annotated[
    str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Training = Annotated[tuple[Course, ...], Field(max_length=20)]


class SeekerProfileFields(Part):
    """The profile of a seeker in a request; see `model.seeker.SeekerProfile` for units."""

    model_config = {"frozen": True, "extra": "forbid"}

    occupations: Occupations = ()
    """What the person can work as, by codes of CIUO-08.CL."""
    education: Education = Education.NONE
    """Their highest education."""
    experience_years: Years = 0
    """Years of experience."""
    licences: tuple[Licence, ...] = ()
    """Classes of their driving licences."""
    cannot: tuple[Shift, ...] = ()
    """The shifts that they cannot work."""
    pay_floor: Pesos = 0
    """The least gross pay that they accept, in pesos a month; 0: any."""
    max_minutes: Minutes = 90
    """The longest way to work, in minutes one way."""
    contracts: tuple[Contract, ...] = ()
    """The contracts that they accept; empty: any."""
    available_from: AvailableDay | None = None
    """The first day on which they can work; null: now."""
    training: Training = ()
    """Courses they took, by name; shown to officers and not scored."""
    transport: Transport = Transport.PUBLIC
    """How they get to work; it decides what the way costs."""

    @property
    def profile(self) -> SeekerProfile:
        return SeekerProfile(
            occupations=tuple(dict.fromkeys(each.code for each in self.occupations)),
            education=self.education,
            experience_years=self.experience_years,
            licences=tuple(sorted(set(self.licences))),
            cannot=tuple(sorted(set(self.cannot))),
            pay_floor=self.pay_floor,
            max_minutes=self.max_minutes,
            contracts=() if Contract.ANY in self.contracts else tuple(sorted(set(self.contracts))),
            available_from=self.available_from,
            training=tuple(dict.fromkeys(self.training)),
            transport=self.transport,
        )


class SeekerProfilePatch(Part):
    """Changes of a profile: a field that is left out stays, one that is null returns to its default.

    Source: JSON Merge Patch, RFC 7396.
    """

    model_config = {"frozen": True, "extra": "forbid"}

    occupations: Occupations | None = None
    """What the person can work as, by codes of CIUO-08.CL."""
    education: Education | None = None
    """Their highest education."""
    experience_years: Years | None = None
    """Years of experience."""
    licences: tuple[Licence, ...] | None = None
    """Classes of their driving licences."""
    cannot: tuple[Shift, ...] | None = None
    """The shifts that they cannot work."""
    pay_floor: Pesos | None = None
    """The least gross pay that they accept, in pesos a month; 0: any."""
    max_minutes: Minutes | None = None
    """The longest way to work, in minutes one way."""
    contracts: tuple[Contract, ...] | None = None
    """The contracts that they accept; empty: any."""
    available_from: AvailableDay | None = None
    """The first day on which they can work."""
    training: Training | None = None
    """Courses they took, by name; shown to officers and not scored."""
    transport: Transport | None = None
    """How they get to work; it decides what the way costs."""

    def of(self, before: SeekerProfile) -> SeekerProfile:
        """The profile after these changes."""
        codes = tuple(Occupation(code=code) for code in before.occupations)
        # stored values are not validated again: a rule that is stricter by now must not prevent other changes
        after = SeekerProfileFields.model_construct(**(asdict(before) | {"occupations": codes}))
        named = {name: getattr(self, name) for name in self.model_fields_set}
        defaults = {
            name: SeekerProfileFields.model_fields[name].default for name, value in named.items() if value is None
        }
        return after.model_copy(update=named | defaults).profile


class AboutSeeker(Request):
    """A request about one seeker of the asking commune."""

    candidate_ref: Ref

    @property
    def subject(self) -> str:
        return self.candidate_ref


class WithIdentity(AboutSeeker):
    """A request that states an identity. `stated` is None only in the simulation, whose people have no identity."""

    stated: InstanceOf[StatedIdentity] | None = Field(default=None, exclude=True, repr=False)

    @property
    def digest(self) -> str:
        """Includes the identity, so that another person under one Idempotency-Key is another request."""
        likeness = self.stated.likeness if self.stated else ""
        return sha256(f"{super().digest} {likeness}".encode()).hexdigest()[:32]


class SeekerRegister(WithIdentity):
    """Register a seeker. `candidate_ref` is the pseudonym of a new one; a person known by their RUT keeps theirs."""

    WIRE: ClassVar[str] = "cl.mesa.seeker.register.v1"
    MADE_ANEW: ClassVar[frozenset[str]] = frozenset({"candidate_ref"})

    can: SeekerProfileFields


class IdentityCorrect(WithIdentity):
    """The seeker's own office corrects their name or contact, or adds a RUT."""

    WIRE: ClassVar[str] = "cl.mesa.identity.correct.v1"

    officer: Officer


class AtVersion(AboutSeeker):
    """A request about a seeker at a version. `version`: the one that the officer saw; None: the current one."""

    version: int | None = None


class SeekerAmend(AtVersion):
    """Change a profile."""

    WIRE: ClassVar[str] = "cl.mesa.seeker.amend.v1"

    changes: SeekerProfilePatch


class SeekerConfirm(AtVersion):
    """The seeker still looks for work: the registration is renewed, and active again if it was not."""

    WIRE: ClassVar[str] = "cl.mesa.seeker.confirm.v1"


class SeekerDeactivate(AtVersion):
    """The seeker does not look for work at present. Profile and identity stay."""

    WIRE: ClassVar[str] = "cl.mesa.seeker.deactivate.v1"


class SeekerStepBack(AboutSeeker):
    """The seeker does not want this vacancy any more; a seat that they hold in it is given back."""

    WIRE: ClassVar[str] = "cl.mesa.seeker.step-back.v1"

    vacancy_id: Ref


class SeekerDeregister(AboutSeeker):
    """The seeker does not look for work through the Mesa any more. `erase`: their identity is erased as well."""

    WIRE: ClassVar[str] = "cl.mesa.seeker.deregister.v1"

    erase: bool = False


class InsuranceNote(AboutSeeker):
    """Whether the seeker is a beneficiary of the Fondo de Cesantía Solidario; `last_pay` in gross pesos a month."""

    WIRE: ClassVar[str] = "cl.mesa.insurance.note.v1"

    beneficiary: bool
    last_pay: LastPay | None = None


class RefusalRecord(AboutSeeker):
    """A beneficiary refused a job. `far_minutes`: the configured minutes from which a place counts as far."""

    WIRE: ClassVar[str] = "cl.mesa.refusal.record.v1"

    vacancy_id: Ref
    cause: RefusalCause
    officer: Officer
    far_minutes: int = Field(ge=1, le=600)


class IdentityRead(DisclosureAsk):
    """Permit and read an identity in one request; by HTTP only, because an identity never travels on the bus."""

    WIRE: ClassVar[str] = "cl.mesa.identity.read.v1"


class DisclosureErased(AboutVacancy):
    """The office that was given an identity has erased it; `officer` is optional."""

    WIRE: ClassVar[str] = "cl.mesa.disclosure.erased.v1"

    lease_id: Ref
    officer: Officer | None = None
