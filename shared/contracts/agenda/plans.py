"""Facts of the Mesa's plan of a year: goals and planned activities, as they are set, changed and dropped."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.agenda.activities import ActivityKind
from shared.contracts.envelope import Cut, Day, Fact, Part, Ref, Text

PlanYear = Annotated[int, Field(ge=2020, le=2100)]
"""A year of the calendar in Santiago."""


class Measure(StrEnum):
    """What a goal counts, in the books of the agenda: never people."""

    MEETINGS = "meetings"
    """Meetings that were held."""
    FAIRS = "fairs"
    """Fairs that were held."""
    ENCUENTROS = "encuentros"
    """Encuentros that were held."""
    VISITS = "visits"
    """Visits of one office to another that were made."""
    AGREEMENTS = "agreements"
    """Agreements of the year that were kept."""
    ANSWERS = "answers"
    """Answers to another office that it accepted."""


class Goal(Part):
    """So much of something until a day."""

    measure: Measure
    """What is counted."""
    number: int = Field(ge=1, le=1000)
    """How many are wanted."""
    owner: Cut | None = None
    """CUT code of the commune whose goal it is; null: of the whole Mesa."""
    due_on: Day
    """Until which day of the year."""


class PlannedActivity(Part):
    """Something that is to be held in a month of the year."""

    kind: ActivityKind
    """What is held."""
    title: Text
    """Its name."""
    month: int = Field(ge=1, le=12)
    """In which month; January is 1."""
    host: Cut
    """CUT code of the commune that hosts it; of a visit, that goes."""
    invited: tuple[Cut, ...] = Field(default=(), max_length=60)
    """CUT codes of the communes that take part; of a visit, first the one that is visited."""


class PlanFact(Fact):
    """What every fact of one line of a plan names."""

    year: PlanYear
    """The year of the plan."""
    line_id: Ref
    """The id of the line."""
    commune: Cut
    """CUT code of the commune that asked for it."""
    communes: tuple[Cut, ...] = ()
    """CUT codes of the communes that it concerns."""
    what: Text
    """What the line says, in Spanish."""

    @property
    def subject(self) -> str:
        return f"plan-{self.year}"


class PlanGoalSet(PlanFact):
    """A goal stands in the plan; told again when it changes."""

    WIRE: ClassVar[str] = "cl.mesa.plan.goal-set.v1"

    goal: Goal
    """The goal."""


class PlanActivitySet(PlanFact):
    """An activity stands in the plan; told again when it changes."""

    WIRE: ClassVar[str] = "cl.mesa.plan.activity-set.v1"

    activity: PlannedActivity
    """The activity."""


class PlanLineDropped(PlanFact):
    """A line stands in the plan no more."""

    WIRE: ClassVar[str] = "cl.mesa.plan.dropped.v1"

    why: Text
    """Why, as whoever dropped it wrote."""
