"""Requests about a vacancy."""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from shared.contracts.envelope import MOST_HOURS, Cut, Day, Instant, Part, Ref, Request, Revision, Seats, Story, Text
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
    """Post a vacancy of the asking commune. Windows default from the commune's file and the urgency.

    `distinct`: the officer knows that it is none of those that stand already, however alike. `published_on`: the day
    on which another exchange published it; the pay is measured by the minimum wage of that day.
    """

    WIRE: ClassVar[str] = "cl.mesa.vacancy.post.v1"

    seats: Seats
    profile: Profile
    urgency: Urgency = Urgency.NORMAL
    local_hours: float | None = Field(default=None, ge=0, le=MOST_HOURS)
    valid_through: Instant | None = None
    external_ref: Ref | None = None
    distinct: bool = False
    published_on: Day | None = None


class Amendment(Part):
    """What of a vacancy may be changed. A field that is left out stays; one that is null goes back to its default, so
    that pay, for one, is undisclosed again. Source: JSON Merge Patch, RFC 7396.
    """

    title: Text | None = None
    employer: Text | None = None
    seats: Seats | None = None
    pay: Pay | None = None
    urgency: Urgency | None = None
    valid_through: Instant | None = None
    description: Story | None = None
    occupation: Occupation | None = None
    occupation_label: Text | None = None
    activity: Text | None = None
    education: Education | None = None
    experience_years: YearsOfExperience | None = None
    licences: tuple[Licence, ...] | None = None
    languages: Languages | None = None
    shifts: tuple[Shift, ...] | None = None
    working_time: WorkingTime | None = None
    contract: Contract | None = None
    hours_week: HoursOfWeek | None = None
    demands: tuple[Demand, ...] | None = None
    starts_on: Day | None = None
    work_commune: Cut | None = None
    work_place: Text | None = None
    transport: bool | None = None
    practice: bool | None = None
    residents_first: bool | None = None
    inclusive: bool | None = None

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


class VacancyWithdraw(AboutVacancy):
    WIRE: ClassVar[str] = "cl.mesa.vacancy.withdraw.v1"

    why: CloseReason


class VacancyDeclareUnfilled(AboutVacancy):
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
