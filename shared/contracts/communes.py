"""Facts about the member communes, published by `mesa communes apply`."""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Cut, Fact, Part, Text, WorkingHours


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
