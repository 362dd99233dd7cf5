"""Facts of what is held: fairs, encuentros, meetings and visits are scheduled, moved, called off and concluded."""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Cut, Day, Fact, Instant, Part, Ref, Story, Text


class ActivityKind(StrEnum):
    """The four kinds of what offices hold together."""

    FAIR = "fair"
    """A feria laboral: employers and job seekers."""
    ENCUENTRO = "encuentro"
    """An encuentro empresarial: offices and employers."""
    MEETING = "meeting"
    """A reunión of the offices."""
    VISIT = "visit"
    """A visita in situ, to an employer or to another office."""


class Slot(Part):
    """A time and a place."""

    starts_at: Instant
    """When it begins."""
    ends_at: Instant
    """When it ends."""
    place: Text
    """Where: the sector or address."""
    venue_id: Ref | None = None
    """The venue that is booked for it; null: none of the Mesa's."""


class TaskGiven(Part):
    """One thing that must be done before the day."""

    task: int = Field(ge=1)
    """Which task of the list, counted from 1."""
    what: Text
    """What is to be done."""
    owner: Cut
    """CUT code of the commune that does it."""
    due_on: Day
    """Until which day, counted back from the day of the activity."""


class ActivityFact(Fact):
    """What every fact of one activity names."""

    KIND: ClassVar[ActivityKind]

    commune: Cut
    """CUT code of the commune that hosts it."""

    @property
    def activity_id(self) -> str:
        raise TypeError(f"{type(self).__name__} names no activity")

    @property
    def subject(self) -> str:
        return self.activity_id


class FairFact(ActivityFact):
    """What every fact of one fair names. `commune` hosts it."""

    KIND: ClassVar[ActivityKind] = ActivityKind.FAIR

    fair_id: Ref
    """The id of the fair."""

    @property
    def activity_id(self) -> str:
        return self.fair_id


class EncuentroFact(ActivityFact):
    """What every fact of one encuentro names. `commune` hosts it."""

    KIND: ClassVar[ActivityKind] = ActivityKind.ENCUENTRO

    encuentro_id: Ref
    """The id of the encuentro."""

    @property
    def activity_id(self) -> str:
        return self.encuentro_id


class MeetingFact(ActivityFact):
    """What every fact of one meeting names. `commune` hosts it."""

    KIND: ClassVar[ActivityKind] = ActivityKind.MEETING

    meeting_id: Ref
    """The id of the meeting."""

    @property
    def activity_id(self) -> str:
        return self.meeting_id


class VisitFact(ActivityFact):
    """What every fact of one visit names. `commune` goes."""

    KIND: ClassVar[ActivityKind] = ActivityKind.VISIT

    visit_id: Ref
    """The id of the visit."""

    @property
    def activity_id(self) -> str:
        return self.visit_id


class Told(ActivityFact):
    """What whoever takes part must know of an activity, whatever happens to it."""

    title: Text
    """Its name."""
    starts_at: Instant
    """When it begins."""
    co_hosts: tuple[Cut, ...] = Field(default=(), max_length=60)
    """CUT codes of the communes that host it with the first."""
    invited: tuple[Cut, ...] = Field(default=(), max_length=400)
    """CUT codes of the communes that take part."""
    sequence: int = Field(default=0, ge=0)
    """How often it was changed: SEQUENCE of its calendar entry (RFC 5546)."""

    @property
    def party(self) -> tuple[str, ...]:
        """Every commune that it concerns, each once, the host first."""
        return tuple(dict.fromkeys((self.commune, *self.co_hosts, *self.invited)))


class Scheduled(Told):
    """It will be held."""

    place: Text
    """Where: the sector or address."""
    ends_at: Instant
    """When it ends."""
    venue_id: Ref | None = None
    """The venue that is booked for it; null: none of the Mesa's."""
    employer: Text | None = None
    """The employer it is about, as postings write its name."""
    proposal_id: Ref | None = None
    """The proposal of a date from which it came; null: it was scheduled at once."""


class Moved(Told):
    """It will be held at another time or place than was said before."""

    place: Text
    """Where it is now."""
    ends_at: Instant
    """When it ends now."""
    venue_id: Ref | None = None
    """The venue that is booked for it now."""
    before: Slot
    """Where and when it was to be."""
    why: Text
    """Why, as whoever moved it wrote."""
    tasks: tuple[TaskGiven, ...] = Field(default=(), max_length=200)
    """What must be done before it on another day than was said before."""


class Cancelled(Told):
    """It will not be held."""

    ends_at: Instant
    """When it was to end."""
    why: Text
    """Why, as whoever called it off wrote."""


class Concluded(Told):
    """It was held, and this came of it. A count of people below five is null: it could tell who they were."""

    attended: tuple[Cut, ...] = Field(default=(), max_length=400)
    """CUT codes of the communes that came."""
    employers: int | None = Field(default=None, ge=0)
    """Employers who came."""
    visitors: int | None = Field(default=None, ge=5)
    """People who came."""
    interviews: int | None = Field(default=None, ge=5)
    """Interviews that were held there."""
    summary: Story | None = None
    """What came of it, as the host wrote."""


class FairScheduled(FairFact, Scheduled):
    WIRE: ClassVar[str] = "cl.mesa.fair.scheduled.v1"


class FairMoved(FairFact, Moved):
    WIRE: ClassVar[str] = "cl.mesa.fair.moved.v1"


class FairCancelled(FairFact, Cancelled):
    WIRE: ClassVar[str] = "cl.mesa.fair.cancelled.v1"


class FairConcluded(FairFact, Concluded):
    WIRE: ClassVar[str] = "cl.mesa.fair.concluded.v1"


class EncuentroScheduled(EncuentroFact, Scheduled):
    WIRE: ClassVar[str] = "cl.mesa.encuentro.scheduled.v1"


class EncuentroMoved(EncuentroFact, Moved):
    WIRE: ClassVar[str] = "cl.mesa.encuentro.moved.v1"


class EncuentroCancelled(EncuentroFact, Cancelled):
    WIRE: ClassVar[str] = "cl.mesa.encuentro.cancelled.v1"


class EncuentroConcluded(EncuentroFact, Concluded):
    WIRE: ClassVar[str] = "cl.mesa.encuentro.concluded.v1"


class MeetingScheduled(MeetingFact, Scheduled):
    WIRE: ClassVar[str] = "cl.mesa.meeting.scheduled.v1"


class MeetingMoved(MeetingFact, Moved):
    WIRE: ClassVar[str] = "cl.mesa.meeting.moved.v1"


class MeetingCancelled(MeetingFact, Cancelled):
    WIRE: ClassVar[str] = "cl.mesa.meeting.cancelled.v1"


class MeetingConcluded(MeetingFact, Concluded):
    WIRE: ClassVar[str] = "cl.mesa.meeting.concluded.v1"


class VisitScheduled(VisitFact, Scheduled):
    WIRE: ClassVar[str] = "cl.mesa.visit.scheduled.v1"


class VisitMoved(VisitFact, Moved):
    WIRE: ClassVar[str] = "cl.mesa.visit.moved.v1"


class VisitCancelled(VisitFact, Cancelled):
    WIRE: ClassVar[str] = "cl.mesa.visit.cancelled.v1"


class VisitConcluded(VisitFact, Concluded):
    WIRE: ClassVar[str] = "cl.mesa.visit.concluded.v1"

    purpose: Text | None = None
    """What it was for."""
    looked_at: Story | None = None
    """What was looked at."""
    learned: Story | None = None
    """What was learned."""
