"""Requests about how a fair or encuentro is prepared and what happens there."""

from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from shared.contracts.envelope import Cut, Instant, Part, Ref, Text
from shared.contracts.intake.activity import AboutActivity

MOST_PESOS = 1_000_000_000


class ProgrammeItem(Part):
    """One point of the programme."""

    at: Instant
    """When it begins: RFC 3339 with a zone."""
    what: Text
    """What it is."""
    who: Text | None = None
    """Which office or institution does it; no name of a person."""


class TaskAsked(Part):
    """One thing that must be done before the day."""

    what: Text
    """What is to be done."""
    owner: Cut
    """CUT code of the commune that does it."""
    days_before: Annotated[int, Field(ge=0, le=365)]
    """So many days before the day of the activity; if the office is closed then, the working day before."""


class CostShare(Part):
    """What one commune pays."""

    commune: Cut
    """CUT code of the commune."""
    pesos: Annotated[int, Field(ge=0, le=MOST_PESOS)]
    """In pesos."""


class ActivityPrepare(AboutActivity):
    """Booths, programme, tasks and costs: the whole of it, in the place of what was planned before."""

    WIRE: ClassVar[str] = "cl.mesa.activity.prepare.v1"

    booths: int | None = Field(default=None, ge=1, le=1000)
    """How many booths there are; null: nobody needs one."""
    programme: tuple[ProgrammeItem, ...] = Field(default=(), max_length=100)
    """What happens when."""
    tasks: tuple[TaskAsked, ...] = Field(default=(), max_length=200)
    """What must be done before."""
    total_pesos: Annotated[int, Field(ge=0, le=MOST_PESOS)] = 0
    """What it costs, in pesos."""
    costs: tuple[CostShare, ...] = Field(default=(), max_length=60)
    """What each commune pays of it; together all of it."""

    @model_validator(mode="after")
    def _costs_add_up(self) -> Self:
        if sum(share.pesos for share in self.costs) != self.total_pesos:
            raise ValueError("Los aportes de las comunas tienen que sumar el costo total")
        return self


class TaskFinish(AboutActivity):
    """A task is done."""

    WIRE: ClassVar[str] = "cl.mesa.task.finish.v1"

    task: int = Field(ge=1, le=200)
    """Which task of the list, counted from 1."""


class EmployerInvite(AboutActivity):
    """The office invites an employer; no other one calls it about this."""

    WIRE: ClassVar[str] = "cl.mesa.employer.invite.v1"

    employer: Text
    """The employer's name, as postings write it."""


class EmployerAnswer(AboutActivity):
    """What the employer answered."""

    WIRE: ClassVar[str] = "cl.mesa.employer.answer.v1"

    employer: Text
    """The employer's name, as postings write it."""
    comes: bool
    """Whether it comes."""
    booth: bool = True
    """Whether it needs a booth."""


class CheckInKind(StrEnum):
    """What is noted at a fair."""

    VISIT = "visit"
    """Somebody came in."""
    INTERVIEW = "interview"
    """Somebody was interviewed for a vacancy."""


class CheckIn(Part):
    """One note of the door or of a booth. Who came is nobody: a ticket, and a pseudonym only where they show theirs."""

    entry_id: Ref
    """The id that the device gave the note; sent again, it counts once."""
    kind: CheckInKind
    """What is noted."""
    at: Instant
    """When: RFC 3339 with a zone."""
    ticket: Ref
    """The number of the ticket that was shown: the same person shows the same one all day."""
    commune: Cut | None = None
    """CUT code of the commune where they say they live; null: not asked."""
    vacancy_id: Ref | None = None
    """Of an interview: for which vacancy."""
    candidate_ref: Ref | None = None
    """Of an interview: the pseudonym of a person who is registered and showed it; null: it is not known."""

    @model_validator(mode="after")
    def _an_interview_is_for_a_vacancy(self) -> Self:
        if self.kind is CheckInKind.INTERVIEW and self.vacancy_id is None:
            raise ValueError("De una entrevista se anota la vacante")
        return self


class FairCheckIn(AboutActivity):
    """What a device at a fair has noted, sent at once or after hours without a line."""

    WIRE: ClassVar[str] = "cl.mesa.fair.check-in.v1"

    device: Ref
    """Which device; no name of a person."""
    entries: tuple[CheckIn, ...] = Field(min_length=1, max_length=2000)
    """What it noted, in any order."""
