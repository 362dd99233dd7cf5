"""Requests about what is held: schedule a fair, encuentro, meeting or visit, move it, call it off, conclude it."""

from datetime import datetime
from typing import Annotated, ClassVar, Protocol, TypeVar

from pydantic import Field, model_validator

from shared.contracts.agenda import ActivityKind
from shared.contracts.envelope import Cut, Instant, Ref, Request, Story, Text

MOST_PEOPLE = 20_000
"""More than any gymnasium of a commune holds."""


class HasTimes(Protocol):
    """What has a beginning and an end."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


T = TypeVar("T", bound=HasTimes)


def ends_after_it_starts(timed: T) -> T:
    """Raises ValueError for what ends before it begins, or as it begins: a check of whole models."""
    if timed.ends_at <= timed.starts_at:
        raise ValueError("Tiene que terminar después de empezar")
    return timed


class Timed(Request):
    """A request with a beginning and an end."""

    starts_at: Instant
    """When it begins: RFC 3339 with a zone."""
    ends_at: Instant
    """When it ends, after it begins: RFC 3339 with a zone."""

    _in_order = model_validator(mode="after")(ends_after_it_starts)


class ActivitySchedule(Timed):
    """What every request to schedule something says."""

    KIND: ClassVar[ActivityKind]

    title: Text
    """Its name."""
    place: Text
    """Where it is held: the sector or address."""
    venue_id: Ref | None = None
    """The venue of the Mesa that is booked for it; null: it is held elsewhere."""
    co_hosts: tuple[Cut, ...] = Field(default=(), max_length=60)
    """CUT codes of the communes that host it with yours."""
    invited: tuple[Cut, ...] = Field(default=(), max_length=400)
    """CUT codes of the communes that take part."""
    resources: tuple[Ref, ...] = Field(default=(), max_length=100)
    """Ids of the people and vehicles of the offices that are needed."""
    expected: int | None = Field(default=None, ge=1, le=MOST_PEOPLE)
    """How many people are expected."""
    employer: Text | None = None
    """The employer it is about, as postings write its name."""


class FairSchedule(ActivitySchedule):
    WIRE: ClassVar[str] = "cl.mesa.fair.schedule.v1"
    KIND: ClassVar[ActivityKind] = ActivityKind.FAIR


class EncuentroSchedule(ActivitySchedule):
    WIRE: ClassVar[str] = "cl.mesa.encuentro.schedule.v1"
    KIND: ClassVar[ActivityKind] = ActivityKind.ENCUENTRO


class MeetingSchedule(ActivitySchedule):
    WIRE: ClassVar[str] = "cl.mesa.meeting.schedule.v1"
    KIND: ClassVar[ActivityKind] = ActivityKind.MEETING

    monthly: bool = False
    """Whether the next one proposes itself when this one is concluded."""
    skip_months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field(default=(), max_length=11)
    """The months without a meeting, January 1."""


class VisitSchedule(ActivitySchedule):
    WIRE: ClassVar[str] = "cl.mesa.visit.schedule.v1"
    KIND: ClassVar[ActivityKind] = ActivityKind.VISIT


class AboutActivity(Request):
    """A request about one activity."""

    activity_id: Ref

    @property
    def subject(self) -> str:
        return self.activity_id


class ActivityMove(Timed, AboutActivity):
    """Hold it at another time or place."""

    WIRE: ClassVar[str] = "cl.mesa.activity.move.v1"

    place: Text | None = None
    """Where it is held now; null: where it was to be."""
    venue_id: Ref | None = None
    """The venue that is booked for it now; null: none of the Mesa's."""
    why: Text
    """Why; those who take part are told."""


class ActivityCancel(AboutActivity):
    """Call it off."""

    WIRE: ClassVar[str] = "cl.mesa.activity.cancel.v1"

    why: Text
    """Why; those who take part are told."""


class ActivityConclude(AboutActivity):
    """It was held: who came, and what came of it."""

    WIRE: ClassVar[str] = "cl.mesa.activity.conclude.v1"

    attended: tuple[Cut, ...] = Field(default=(), max_length=400)
    """CUT codes of the communes that came."""
    employers: int | None = Field(default=None, ge=0, le=MOST_PEOPLE)
    """Employers who came."""
    summary: Story | None = None
    """What came of it. No names of people: it is told to the whole Mesa."""
