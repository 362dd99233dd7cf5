"""What an HTTP request about one vacancy carries in its body: the intake request without what its path says."""

from pydantic import Field

from shared.contracts.envelope import Instant, Seats, Text
from shared.contracts.reasons import CloseReason, ReleaseReason, UnfilledReason
from shared.contracts.vacancies import Pay
from shared.contracts.vocabulary import Urgency
from shared.http import Body


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
