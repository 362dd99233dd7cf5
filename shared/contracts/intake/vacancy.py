"""Requests about a vacancy."""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from shared.contracts.envelope import MOST_HOURS, Cut, Day, Instant, Part, Ref, Request, Revision, Seats, Story, Text
from shared.contracts.intake.held import Holdable
from shared.contracts.reasons import CloseReason, UnfilledReason
from shared.contracts.vacancies import Occupation, Pay, Profile
from shared.contracts.vacancies.profile import HoursOfWeek, Languages, YearsOfExperience
from shared.contracts.vocabulary import (
    Contract,
    Demand,
    Education,
    Licence,
    Shift,
    Urgency,
    WorkingTime,
)


class AboutVacancy(Request):
    """A request about one vacancy."""

    vacancy_id: Ref

    @property
    def subject(self) -> str:
        return self.vacancy_id


class VacancyPost(Request):
    """Post a vacancy of the asking commune. Windows default from the commune's file and the urgency."""

    WIRE: ClassVar[str] = "cl.mesa.vacancy.post.v1"

    seats: Seats
    """How many people are wanted in all."""
    profile: Profile
    """All that matching needs of it, so that nobody calls back."""
    urgency: Urgency = Urgency.NORMAL
    """How fast the windows run: `rush` takes half, `express` a quarter of the time."""
    local_hours: float | None = Field(default=None, ge=0, le=MOST_HOURS)
    """Working hours before neighbours are asked; null: those of the commune's file."""
    valid_through: Instant | None = None
    """Until when it stands: RFC 3339 with a zone; null: as long as vacancies stand by default."""
    external_ref: Ref | None = None
    """What your system calls it."""
    distinct: bool = False
    """The officer knows that it is none of those that stand already, however alike."""
    published_on: Day | None = None
    """The day on which another exchange published it: the pay is measured by the minimum wage of that day."""


class Amendment(Part):
    """What of a vacancy may be changed. A field that is left out stays; one that is null goes back to its default, so
    that pay, for one, is undisclosed again. Source: JSON Merge Patch, RFC 7396.
    """

    title: Text | None = None
    """What the job is called."""
    employer: Text | None = None
    """The employer's name, as the posting writes it."""
    seats: Seats | None = None
    """How many people are wanted in all."""
    pay: Pay | None = None
    """Gross pay; null: undisclosed."""
    urgency: Urgency | None = None
    """How fast the windows run: `rush` takes half, `express` a quarter of the time."""
    valid_through: Instant | None = None
    """Until when it stands: RFC 3339 with a zone."""
    description: Story | None = None
    """The text of the posting."""
    occupation: Occupation | None = None
    """The occupation by its code; null: not coded."""
    occupation_label: Text | None = None
    """The exchange's own label of the occupation."""
    activity: Text | None = None
    """What the employer does."""
    education: Education | None = None
    """The least education asked for; null: none."""
    experience_years: YearsOfExperience | None = None
    """Years of experience asked for."""
    licences: tuple[Licence, ...] | None = None
    """Classes of driving licences asked for."""
    languages: Languages | None = None
    """Languages asked for, by name."""
    shifts: tuple[Shift, ...] | None = None
    """When one works."""
    working_time: WorkingTime | None = None
    """Full or part time; null: not stated."""
    contract: Contract | None = None
    """The kind of contract; null: not stated."""
    hours_week: HoursOfWeek | None = None
    """Hours a week; null: not stated."""
    demands: tuple[Demand, ...] | None = None
    """What the post demands; of the work, never of a person."""
    starts_on: Day | None = None
    """The first day of work; null: not stated."""
    work_commune: Cut | None = None
    """CUT code of where the work is, if not in the home commune."""
    work_place: Text | None = None
    """The sector or address of the work."""
    transport: bool | None = None
    """Whether the employer brings people (acercamiento)."""
    practice: bool | None = None
    """Whether it is a work placement of students (práctica)."""
    residents_first: bool | None = None
    """Whether people of the home commune come before others."""
    inclusive: bool | None = None
    """Kept for the 1 % of people with a disability or an invalidity pension (Ley 21.015, firms of 100 or more)."""

    @model_validator(mode="after")
    def _never_empty(self) -> Self:
        if empty := sorted(name for name in self.model_fields_set & NEVER_EMPTY if getattr(self, name) is None):
            raise ValueError(f"No puede quedar vacío: {', '.join(empty)}")
        return self


NEVER_EMPTY = frozenset({"title", "employer", "seats", "urgency", "valid_through"})


class VacancyAmend(Amendment, AboutVacancy):
    """Change what is named. With `if_revision` only if nobody has changed it since."""

    WIRE: ClassVar[str] = "cl.mesa.vacancy.amend.v1"

    if_revision: Revision | None = None

    @property
    def named(self) -> frozenset[str]:
        """The fields of the vacancy that the request names."""
        return frozenset(self.model_fields_set & Amendment.model_fields.keys())

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.named:
            raise ValueError("Hay que cambiar al menos uno: título, cupos, sueldo, urgencia, vigencia u otro")
        return self


class VacancyWithdraw(AboutVacancy, Holdable):
    WIRE: ClassVar[str] = "cl.mesa.vacancy.withdraw.v1"

    why: CloseReason


class VacancyDeclareUnfilled(AboutVacancy, Holdable):
    """The officer says: no damos abasto. The neighbours are asked now, without waiting for the window."""

    WIRE: ClassVar[str] = "cl.mesa.vacancy.declare-unfilled.v1"

    why: UnfilledReason = UnfilledReason.TEAM_CAPACITY


class VacancyPart(AboutVacancy):
    """It was taken for one that stands already, and is not: post it."""

    WIRE: ClassVar[str] = "cl.mesa.vacancy.part.v1"


class VacancyAcknowledge(AboutVacancy):
    """A commune with systems of its own has this revision of a vacancy, or has dropped its copy."""

    WIRE: ClassVar[str] = "cl.mesa.vacancy.acknowledge.v1"

    revision: Revision
