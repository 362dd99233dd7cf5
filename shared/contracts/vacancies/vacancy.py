"""Facts of the vacancy itself: posted, amended, called for, filled, closed; and how each call ended."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Cut, Fact, Folio, Instant, Part, Ref, Revision, Seats, Text
from shared.contracts.reasons import CallEnd, CloseReason, LinkReason, PassedOverReason, SilenceReason, UnfilledReason
from shared.contracts.vacancies.profile import Profile
from shared.contracts.vocabulary import Urgency


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
    folio: Folio | None = None


class VacancyAmended(VacancyFact):
    """The whole new state, so that a consumer that missed the earlier one is right as well.

    `seats_left` are the seats without lease or placement at this moment. Who holds a copy acknowledges `revision`.
    """

    WIRE: ClassVar[str] = "cl.mesa.vacancy.amended.v1"
    ORDERED: ClassVar[bool] = True

    seats: Seats
    profile: Profile
    urgency: Urgency = Urgency.NORMAL
    valid_through: Instant
    changed: tuple[str, ...] = ()
    seats_left: int | None = Field(default=None, ge=0)
    folio: Folio | None = None
    revision: Revision | None = None


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
    folio: Folio | None = None
    revision: Revision | None = None


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
    passed_over_more: int = Field(default=0, ge=0)
    revision: Revision | None = None


class VacancyClosed(VacancyFact):
    """Closed with seats left, and why. Who holds a copy acknowledges `revision`."""

    WIRE: ClassVar[str] = "cl.mesa.vacancy.closed.v1"

    title: Text
    why: CloseReason
    seats: Seats
    filled: int = Field(ge=0)
    by: dict[Cut, int]
    passed_over: tuple[PassedOver, ...] = ()
    passed_over_more: int = Field(default=0, ge=0)
    revision: Revision | None = None


class VacancyLinked(VacancyFact):
    """It was recognised as one that stands already: its seats are those of `twin_of`, and nobody is called for it.

    An officer may part the two; then it is posted.
    """

    WIRE: ClassVar[str] = "cl.mesa.vacancy.linked.v1"

    folio: Folio | None = None
    title: Text
    twin_of: Ref
    twin_commune: Cut
    twin_folio: Folio | None = None
    why: LinkReason


class VacancyParted(VacancyFact):
    """It is not the same as `twin_of` after all; `vacancy.posted` follows."""

    WIRE: ClassVar[str] = "cl.mesa.vacancy.parted.v1"

    title: Text
    twin_of: Ref


class CallEnded(VacancyFact):
    """Every call ends so: who was asked, who answered, and why nobody waits any longer."""

    WIRE: ClassVar[str] = "cl.mesa.call.ended.v1"

    tier: int = Field(ge=1)
    invited: tuple[Cut, ...]
    answered: tuple[Cut, ...] = ()
    why: CallEnd
    called_at: Instant
    answer_by: Instant


class CallUnanswered(VacancyFact):
    """An invited office let its working hours pass. Never published for hours in which our own bus was down."""

    WIRE: ClassVar[str] = "cl.mesa.call.unanswered.v1"

    title: Text
    office: Cut
    tier: int = Field(ge=1)
    code: SilenceReason = SilenceReason.NO_ANSWER
    called_at: Instant
    answer_by: Instant


class CallExtended(VacancyFact):
    """The bus was down while offices were to answer: they have the lost working time again."""

    WIRE: ClassVar[str] = "cl.mesa.call.extended.v1"

    title: Text
    tier: int = Field(ge=1)
    waiting_for: tuple[Cut, ...]
    code: SilenceReason = SilenceReason.BUS_DOWN
    down_minutes: int = Field(ge=0)
    answer_by: Instant


class BusPulse(Fact):
    """A heartbeat of the bus: `matching` sends it back, so that an outage of either is measured."""

    WIRE: ClassVar[str] = "cl.mesa.bus.pulse.v1"

    pulse_id: Ref

    @property
    def subject(self) -> str:
        return self.pulse_id
