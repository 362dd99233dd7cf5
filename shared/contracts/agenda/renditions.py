"""Facts of rendiciones: until which day an office must render accounts, reminders, and what was handed in."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from shared.contracts.envelope import Cut, Day, Fact, Ref, Text

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""The SHA-256 of a file, in hexadecimal: proves which file it was, and says nothing of what is in it."""

ReminderDays = Annotated[int, Field(ge=0, le=90)]
"""So many days before the day on which it is due."""


class RenditionFact(Fact):
    """What every fact of one rendición names. `commune` renders the accounts."""

    rendition_id: Ref
    """The id of the rendición."""
    commune: Cut
    """CUT code of the commune that renders accounts."""
    what: Text
    """What is rendered."""
    due_on: Day
    """Until which day."""

    @property
    def subject(self) -> str:
        return self.rendition_id


class RenditionPlanned(RenditionFact):
    """It stands in the calendar; told again when its day or text changes."""

    WIRE: ClassVar[str] = "cl.mesa.rendition.planned.v1"

    remind_days: tuple[ReminderDays, ...] = Field(default=(), max_length=10)
    """So many days before it is due the office is reminded."""


class RenditionDue(RenditionFact):
    """A reminder: it is due soon and nothing was handed in."""

    WIRE: ClassVar[str] = "cl.mesa.rendition.due.v1"

    days_left: int = Field(ge=0)
    """So many days are left; 0: it is due today."""


class RenditionLate(RenditionFact):
    """Its day is over and nothing was handed in."""

    WIRE: ClassVar[str] = "cl.mesa.rendition.late.v1"


class RenditionSubmitted(RenditionFact):
    """It was handed in; handed in again, the last evidence counts."""

    WIRE: ClassVar[str] = "cl.mesa.rendition.submitted.v1"

    evidence: tuple[Sha256, ...] = Field(min_length=1, max_length=100)
    """The SHA-256 of each file of evidence; the files stay with the office."""
    late: bool
    """Whether its day was over by then."""
