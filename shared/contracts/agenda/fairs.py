"""Facts of how a fair is prepared and what comes of it: companies, tasks, people who came, interviews, totals."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.agenda.activities import FairFact, TaskGiven
from shared.contracts.envelope import Cut, Day, Fact, Instant, Part, Ref, Text

Tally = Annotated[int | None, Field(ge=0)]
"""A count of people. From one to four it is null: it could tell who they were."""


class EmployerFact(Fact):
    """What every fact of one employer at one fair or encuentro names. `commune` hosts it."""

    activity_id: Ref
    """The id of the fair or encuentro."""
    commune: Cut
    """CUT code of the commune that hosts it."""
    title: Text
    """The name of the fair or encuentro."""
    starts_at: Instant
    """When it begins."""
    employer_id: Ref
    """The id of the employer."""
    employer: Text
    """Its name, as postings write it."""
    office: Cut
    """CUT code of the commune that speaks with the employer: no other one calls it about this."""

    @property
    def subject(self) -> str:
        return self.activity_id


class EmployerInvited(EmployerFact):
    WIRE: ClassVar[str] = "cl.mesa.employer.invited.v1"


class EmployerConfirmed(EmployerFact):
    """The employer comes."""

    WIRE: ClassVar[str] = "cl.mesa.employer.confirmed.v1"

    booth: int | None = Field(default=None, ge=1)
    """The number of its booth; null: it needs none."""


class EmployerDeclined(EmployerFact):
    """The employer does not come."""

    WIRE: ClassVar[str] = "cl.mesa.employer.declined.v1"


class CostShared(Part):
    """What one commune pays."""

    commune: Cut
    """CUT code of the commune."""
    pesos: int = Field(ge=0)
    """In pesos."""


class ActivityPrepared(Fact):
    """What must be done before an activity and who pays what, in the place of what was said before."""

    WIRE: ClassVar[str] = "cl.mesa.activity.prepared.v1"

    activity_id: Ref
    """The id of the activity."""
    commune: Cut
    """CUT code of the commune that hosts it."""
    title: Text
    """Its name."""
    starts_at: Instant
    """When it begins."""
    booths: int | None = Field(default=None, ge=1)
    """How many booths there are; null: nobody needs one."""
    tasks: tuple[TaskGiven, ...] = Field(default=(), max_length=200)
    """What must be done before."""
    costs: tuple[CostShared, ...] = Field(default=(), max_length=60)
    """What each commune pays."""

    @property
    def subject(self) -> str:
        return self.activity_id


class TaskFact(Fact):
    """What every fact of one task of an activity names."""

    activity_id: Ref
    """The id of the activity that it prepares."""
    commune: Cut
    """CUT code of the commune that hosts the activity."""
    title: Text
    """The name of the activity."""
    task: int = Field(ge=1)
    """Which task of the list, counted from 1."""
    what: Text
    """What is to be done."""
    owner: Cut
    """CUT code of the commune that does it."""
    due_on: Day
    """Until which day, counted back from the day of the activity."""

    @property
    def subject(self) -> str:
        return self.activity_id


class TaskDone(TaskFact):
    WIRE: ClassVar[str] = "cl.mesa.task.done.v1"


class TaskLate(TaskFact):
    """Its day is over and nobody has said that it is done."""

    WIRE: ClassVar[str] = "cl.mesa.task.late.v1"


class FairInterviewed(FairFact):
    """A person, known by a pseudonym alone, was interviewed for a vacancy: the host brought them together."""

    WIRE: ClassVar[str] = "cl.mesa.fair.interviewed.v1"

    vacancy_id: Ref
    """The id of the vacancy."""
    candidate_ref: Ref
    """The pseudonym of the person."""
    at: Instant
    """When."""


class Chain(Part):
    """How many people went how far: each step counts those of the step before it."""

    visitors: Tally = None
    """Who came."""
    interviews: Tally = None
    """Who was interviewed for a vacancy."""
    referred: Tally = None
    """Who was referred to the employer for it afterwards."""
    placed: Tally = None
    """Who was declared as placed there."""
    verified: Tally = None
    """Whose placement the contributions confirm."""


class FairCounted(FairFact):
    """What has come of a fair until now: when it was concluded, and again half a year later."""

    WIRE: ClassVar[str] = "cl.mesa.fair.counted.v1"

    title: Text
    """Its name."""
    starts_at: Instant
    """When it was held."""
    months: int = Field(ge=0)
    """So many months after it was held."""
    mesa: Chain
    """Of all."""
    by_commune: dict[Cut, Chain] = {}
    """Of the people of each commune, by its CUT code."""
