"""Facts about the member communes, published by `mesa communes apply`."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, StringConstraints

from shared.contracts.envelope import Cut, Fact, Part, Text, WorkingHours, no_rut


class Mode(StrEnum):
    """Who reacts for a commune: our hosted matching, or the commune's own systems through its intake."""

    HOSTED = "hosted"
    EXTERNAL = "external"


class Offers(StrEnum):
    """Whether our matching offers a hosted commune's people by itself, or an officer confirms each answer first."""

    AUTOMATIC = "automatic"
    CONFIRMED = "confirmed"


class OmilType(StrEnum):
    """Type I (most experienced) to IV. What each exactly demands is unverified (DOMAIN)."""

    I = "I"  # noqa: E741 - the office's own name for it
    II = "II"
    III = "III"
    IV = "IV"


class Travel(Part):
    """The way to another commune's town: great-circle km and minutes, with where the minutes come from."""

    to: Cut
    km: float
    minutes: int
    provenance: str = "estimated"


class Windows(Part):
    """Working hours an office has: to fill with its own people, to answer a call, to turn a lease into a job."""

    local_hours: WorkingHours = 16.0
    """Working hours to fill a vacancy with its own people, before neighbours are asked."""
    answer_hours: WorkingHours = 8.0
    """Working hours to answer a call."""
    lease_hours: WorkingHours = 40.0
    """Working hours to turn a lease into a job."""


Telephone = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{7,14}$")]
"""A telephone as ITU-T E.164 writes it: `+56422412345`."""

Email = Annotated[
    str, StringConstraints(max_length=254, pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")
]


class Contact(Part):
    """How to reach the office of a commune: an institution, never a person."""

    office: Annotated[Text, AfterValidator(no_rut)]
    """The name of the office or of its desk."""
    telephone: Telephone
    """Its telephone, in E.164."""
    email: Email
    """The address of the office."""
    hours: Annotated[Text, AfterValidator(no_rut)]
    """When it is open, as people say it, in Spanish."""

    @property
    def text(self) -> str:
        """The contact as officers read it."""
        return f"{self.office}, teléfono {self.telephone}, correo {self.email}, horario: {self.hours}"


class CommuneFact(Fact):
    """What every fact of a member commune states. `travel` lists communes within 150 km."""

    ORDERED: ClassVar[bool] = True

    commune: Cut
    name: Text
    omil_type: OmilType = OmilType.IV
    mode: Mode = Mode.HOSTED
    offers: Offers = Offers.AUTOMATIC
    population: int = Field(default=0, ge=0)
    windows: Windows = Windows()
    travel: tuple[Travel, ...] = ()
    contact: Contact | None = None
    """How other offices reach this one, about a person whom it keeps in its own system."""

    @property
    def subject(self) -> str:
        return self.commune


class CommuneJoined(CommuneFact):
    WIRE: ClassVar[str] = "cl.mesa.commune.joined.v1"


class CommuneChanged(CommuneFact):
    WIRE: ClassVar[str] = "cl.mesa.commune.changed.v1"


class CommuneLeft(Fact):
    WIRE: ClassVar[str] = "cl.mesa.commune.left.v1"
    ORDERED: ClassVar[bool] = True

    commune: Cut
    name: Text

    @property
    def subject(self) -> str:
        return self.commune
