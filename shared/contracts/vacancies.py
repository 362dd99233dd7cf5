"""Facts said by `vacancies`: the vacancy, its seats and its placements."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Cut, Fact, Instant, Part, Ref, Seats, Text
from shared.contracts.reasons import CloseReason, PassedOverReason, ReleaseReason, UnfilledReason
from shared.contracts.vocabulary import Contract, Education, Licence, Shift, Urgency, WorkingTime


class Occupation(Part):
    """A code never travels without its scheme: CIUO-08.CL is not ISCO-08 (DOMAIN)."""

    scheme: str = Field(default="CIUO-08.CL", pattern=r"^CIUO-08\.CL$")
    code: str = Field(pattern=r"^\d{1,4}$")


class Pay(Part):
    """Gross monthly pay in integer pesos. A posting that hides its pay has no Pay at all, never 0."""

    least: int = Field(ge=0)
    most: int | None = Field(default=None, ge=0)


class Profile(Part):
    """What the vacancy asks and gives: all that matching needs, so that nobody calls back."""

    title: Text
    employer: Text
    occupation: Occupation | None = None
    education: Education | None = None
    experience_years: int = Field(default=0, ge=0, le=40)
    licences: tuple[Licence, ...] = ()
    shifts: tuple[Shift, ...] = ()
    working_time: WorkingTime | None = None
    contract: Contract | None = None
    pay: Pay | None = None
    practice: bool = False
    residents_first: bool = False


class VacancyFact(Fact):
    """What every fact of one vacancy names. `commune` is its home."""

    vacancy_id: Ref
    commune: Cut

    @property
    def subject(self) -> str:
        return self.vacancy_id


class VacancyPosted(VacancyFact):
    WIRE: ClassVar[str] = "cl.mesa.vacancy.posted.v1"
    ORDERED: ClassVar[bool] = True

    seats: Seats
    profile: Profile
    urgency: Urgency = Urgency.NORMAL
    local_until: Instant
    valid_through: Instant


class VacancyAmended(VacancyFact):
    """The whole new state, so that whoever missed the earlier one is right as well.

    `seats_left` are the seats without lease or placement at this moment.
    """

    WIRE: ClassVar[str] = "cl.mesa.vacancy.amended.v1"
    ORDERED: ClassVar[bool] = True

    seats: Seats
    profile: Profile
    urgency: Urgency = Urgency.NORMAL
    valid_through: Instant
    changed: tuple[str, ...] = ()
    seats_left: int | None = Field(default=None, ge=0)


class VacancyUnfilled(VacancyFact):
    """The home commune cannot fill the seats left: the invited neighbours are asked, or the network is exhausted.

    `exhausted` means nobody is left to ask (then `invited` is empty): the rest goes to the next fair.
    `silent` names those of the call before who gave no answer in their time.
    """

    WIRE: ClassVar[str] = "cl.mesa.vacancy.unfilled.v1"

    tier: int = Field(ge=1)
    invited: tuple[Cut, ...]
    silent: tuple[Cut, ...] = ()
    exhausted: bool = False
    seats_left: Seats
    reason: UnfilledReason
    answer_by: Instant | None = None
    profile: Profile
    urgency: Urgency = Urgency.NORMAL
    valid_through: Instant


class PassedOver(Part):
    """A candidate who waited and got no seat, and why."""

    candidate_ref: Ref
    commune: Cut
    reason: PassedOverReason


class VacancyFilled(VacancyFact):
    """Every seat has its placement. `by` counts seats by the commune that supplied the person."""

    WIRE: ClassVar[str] = "cl.mesa.vacancy.filled.v1"

    title: Text
    seats: Seats
    by: dict[Cut, int]
    passed_over: tuple[PassedOver, ...] = ()


class VacancyClosed(VacancyFact):
    """Closed with seats left, and why."""

    WIRE: ClassVar[str] = "cl.mesa.vacancy.closed.v1"

    title: Text
    why: CloseReason
    seats: Seats
    filled: int = Field(ge=0)
    by: dict[Cut, int]
    passed_over: tuple[PassedOver, ...] = ()


class SeatFact(VacancyFact):
    """One seat and the candidate who holds or held it. `fence` grows with every lease of the vacancy."""

    lease_id: Ref
    fence: int = Field(ge=1)
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


class PlacementDeclared(SeatFact):
    """The person was hired. `credit` shares 1000 thousandths between the communes that made it happen."""

    WIRE: ClassVar[str] = "cl.mesa.placement.declared.v1"

    placement_id: Ref
    title: Text
    credit: dict[Cut, int]
