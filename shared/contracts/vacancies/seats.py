"""Facts of one seat and the candidate who holds it."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Cut, Fence, Instant, Ref, Text
from shared.contracts.reasons import ReleaseReason
from shared.contracts.vacancies.vacancy import VacancyFact


class SeatFact(VacancyFact):
    """One seat and the candidate who holds or held it. `fence` grows with every lease of the vacancy."""

    lease_id: Ref
    fence: Fence
    seat: int = Field(ge=1)
    candidate_ref: Ref
    candidate_commune: Cut


class SeatLeased(SeatFact):
    """The seat is held for the candidate until `expires_at`. `because` are codes of the decision, best first."""

    WIRE: ClassVar[str] = "cl.mesa.seat.leased.v1"

    title: Text
    offer_id: Ref
    expires_at: Instant
    because: tuple[str, ...] = ()


class SeatReleased(SeatFact):
    WIRE: ClassVar[str] = "cl.mesa.seat.released.v1"

    title: Text
    why: ReleaseReason


class SeatExtended(SeatFact):
    """The lease runs on until `expires_at`."""

    WIRE: ClassVar[str] = "cl.mesa.seat.extended.v1"

    title: Text
    expires_at: Instant
    times: int = Field(ge=1)
