"""The bodies of HTTP requests, without the ids that stand in the path."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from services.events.agenda import PartOfDay
from shared.contracts.agenda import ActivityKind, OptionNumber
from shared.contracts.envelope import MOST_HOURS, Cut, Day, Instant, Officer, Part, Ref, Story, Text
from shared.contracts.intake import (
    CheckIn,
    CostShare,
    OpenHours,
    Owed,
    PersonRole,
    ProgrammeItem,
    ResourceKind,
    TaskAsked,
    VenueKind,
)
from shared.contracts.intake.activity import MOST_PEOPLE, ends_after_it_starts
from shared.contracts.intake.fair import MOST_PESOS
from shared.fetching import LONGEST_URL
from shared.http import Body

Address = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_URL, pattern=r"^[!-~]+$")]


class WhyBody(Body):
    why: Text
    """Why; whoever it concerns is told."""


class MoveBody(WhyBody):
    starts_at: Instant
    """When it begins: RFC 3339 with a zone."""
    ends_at: Instant
    """When it ends, after it begins: RFC 3339 with a zone."""
    place: Text | None = None
    """Where it is held now; null: where it was to be."""
    venue_id: Ref | None = None
    """The venue that is booked for it now; null: none of the Mesa's."""

    _in_order = model_validator(mode="after")(ends_after_it_starts)


class ConcludeBody(Body):
    attended: tuple[Cut, ...] = Field(default=(), max_length=400)
    """CUT codes of the communes that came."""
    employers: int | None = Field(default=None, ge=0, le=MOST_PEOPLE)
    """Employers who came."""
    summary: Story | None = None
    """What came of it. No names of people: it is told to the whole Mesa."""


class VoteBody(Body):
    yes: tuple[OptionNumber, ...] = Field(default=(), max_length=10)
    """The numbers of the options that suit the office, counted from 1."""
    if_needed: tuple[OptionNumber, ...] = Field(default=(), max_length=10)
    """The numbers of those to which it can come if need be; to the others it cannot."""


class VenueBody(Body):
    name: Text
    """Its name."""
    place: Text
    """Its address."""
    kind: VenueKind
    """What kind of place it is."""
    capacity: int = Field(ge=1, le=MOST_PEOPLE)
    """How many people it holds."""
    opens: tuple[OpenHours, ...] = Field(default=(), max_length=50)
    """When it can be had; without any, whenever the office works."""
    open: bool = True
    """Whether it can be booked at all."""


class ResourceBody(Body):
    kind: ResourceKind
    """What it is."""
    label: Officer | None = None
    """What the office calls a person or a vehicle inside (`niquen-1`); never a name or a RUT."""
    role: PersonRole | None = None
    """Of a person: what they are."""
    employer: Text | None = None
    """Of an employer: its name, as postings write it."""
    opens: tuple[OpenHours, ...] = Field(default=(), max_length=50)
    """When it can be had, or, of an employer, prefers to be; without any, whenever the office works."""
    active: bool = True
    """Whether it can be had at all."""


class PrepareBody(Body):
    booths: int | None = Field(default=None, ge=1, le=1000)
    """How many booths there are; null: nobody needs one."""
    programme: tuple[ProgrammeItem, ...] = Field(default=(), max_length=100)
    """What happens when."""
    tasks: tuple[TaskAsked, ...] = Field(default=(), max_length=200)
    """What must be done before."""
    total_pesos: int = Field(default=0, ge=0, le=MOST_PESOS)
    """What it costs, in pesos."""
    costs: tuple[CostShare, ...] = Field(default=(), max_length=60)
    """What each commune pays of it; together all of it."""

    @model_validator(mode="after")
    def _costs_add_up(self) -> Self:
        if sum(share.pesos for share in self.costs) != self.total_pesos:
            raise ValueError("Los aportes de las comunas tienen que sumar el costo total")
        return self


class InviteBody(Body):
    employer: Text
    """The employer's name, as postings write it."""


class EmployerAnswerBody(InviteBody):
    comes: bool
    """Whether it comes."""
    booth: bool = True
    """Whether it needs a booth."""


class CheckInBody(Body):
    device: Ref
    """Which device; no name of a person."""
    entries: tuple[CheckIn, ...] = Field(min_length=1, max_length=2000)
    """What it noted, in any order."""


class HarvestAsked(Part):
    """Days in which the people of a commune are in the fields."""

    commune: Cut
    """CUT code of the commune."""
    since: Day
    """The first of the days."""
    until: Day
    """The last of the days."""


class SearchBody(Body):
    kind: ActivityKind
    """What is to be held."""
    since: Day
    """The first day on which it may be, in Santiago."""
    until: Day
    """The last day on which it may be; at most half a year after the first."""
    minutes: int = Field(ge=30, le=720)
    """How long it lasts."""
    must: tuple[Cut, ...] = Field(min_length=1, max_length=60)
    """CUT codes of the communes without which there is no date."""
    should: tuple[Cut, ...] = Field(default=(), max_length=60)
    """CUT codes of the communes that should come if they can."""
    hosts: tuple[Cut, ...] = Field(default=(), max_length=60)
    """CUT codes of the communes that may host it; without any, all that come."""
    venue_kinds: tuple[VenueKind, ...] = Field(default=(), max_length=5)
    """Where it may be; without any: of a fair or encuentro anywhere but an office, of others anywhere."""
    expected: int = Field(default=0, ge=0, le=MOST_PEOPLE)
    """How many people are expected; 0: nobody knows."""
    notice_hours: float = Field(default=24.0, ge=0, le=MOST_HOURS)
    """Working hours of your office before it, at least."""
    lunch: bool = True
    """Whether the lunch hour is left free."""
    saturday: bool = False
    """Whether it may be on a Saturday."""
    part: PartOfDay | None = None
    """Before or after noon; null: either."""
    harvests: tuple[HarvestAsked, ...] = Field(default=(), max_length=60)
    """When the people of a commune are in the fields; it is avoided, not forbidden."""
    best: int = Field(default=5, ge=1, le=10)
    """How many dates are wanted."""

    @model_validator(mode="after")
    def _within_half_a_year(self) -> Self:
        if not self.since <= self.until <= self.since + timedelta(days=183):
            raise ValueError("El último día va después del primero, y a lo más medio año después")
        return self


class SubscribeBody(Body):
    owner: Ref | None = None
    """The id of a resource or venue; null: the whole office."""
    calendar: Ref = "calendar"
    """Which of the owner's calendars."""
    url: Address = Field(repr=False)
    """Its address (https or webcal). It is kept sealed and shown to nobody."""


class FeedBody(Body):
    of: Ref
    """`mesa`: all activities; `commune`: those in which yours takes part; the id of a resource: those that need it."""


class AgreeBody(Body):
    what: Text
    """What was agreed."""
    owner: Cut
    """CUT code of the commune that does it."""
    due_on: Day
    """Until which day."""


class ReportBody(Body):
    purpose: Text
    """What it was for."""
    looked_at: Story
    """What was looked at."""
    learned: Story
    """What was learned: interests, worries, how the work is done there."""
    owed: tuple[Owed, ...] = Field(default=(), max_length=50)
    """What offices will do; each becomes an agreement."""
