"""What an HTTP request about one vacancy carries in its body: the intake request without what its path says."""

from pydantic import ConfigDict, Field

from shared.contracts.envelope import Cut, Instant, Part, Seats, Text
from shared.contracts.reasons import CloseReason, ReleaseReason, UnfilledReason
from shared.contracts.vacancies import Pay
from shared.contracts.vocabulary import Urgency


class Body(Part):
    """Who asks. A field that nobody knows is a fault, not a guess."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    commune: Cut


class Amend(Body):
    title: Text | None = None
    seats: Seats | None = None
    pay: Pay | None = None
    urgency: Urgency | None = None
    valid_through: Instant | None = None


class Withdraw(Body):
    why: CloseReason


class DeclareUnfilled(Body):
    why: UnfilledReason = UnfilledReason.TEAM_CAPACITY


class Place(Body):
    fence: int = Field(ge=1)


class Release(Place):
    why: ReleaseReason
