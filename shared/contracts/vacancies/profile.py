"""What a vacancy asks and gives, as the BNE writes it: all that matching needs, so that nobody calls back.

Source: the fields of BNE postings of 2020-2022 (DOMAIN, "A vacancy, as the BNE writes it").
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.envelope import Cut, Day, Part, Story, Text, published
from shared.contracts.vocabulary import Contract, Demand, Education, Licence, Shift, WorkingTime


class Occupation(Part):
    """A code never travels without its scheme: CIUO-08.CL is not ISCO-08 (DOMAIN)."""

    scheme: str = Field(default="CIUO-08.CL", pattern=r"^CIUO-08\.CL$")
    """The classification that the code is of."""
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}$"), published(r"^\d{1,4}$")]
    """One to four digits: fewer name a whole group."""


class Pay(Part):
    """Gross monthly pay in integer pesos. A posting that hides its pay has no Pay at all, never 0."""

    least: int = Field(ge=0)
    """The least, in gross pesos a month."""
    most: int | None = Field(default=None, ge=0)
    """The most, in gross pesos a month; null: as the least."""


MOST_YEARS = 40
YearsOfExperience = Annotated[int, Field(ge=0, le=MOST_YEARS)]
Languages = Annotated[tuple[Text, ...], Field(max_length=10)]
HoursOfWeek = Annotated[int, Field(ge=1, le=60)]


class Profile(Part):
    """What the vacancy asks and gives."""

    title: Text
    """What the job is called."""
    employer: Text
    """The employer's name, as the posting writes it."""
    occupation: Occupation | None = None
    """The occupation by its code; null: not coded."""
    education: Education | None = None
    """The least education asked for; null: none."""
    experience_years: YearsOfExperience = 0
    """Years of experience asked for."""
    licences: tuple[Licence, ...] = ()
    """Classes of driving licences asked for."""
    shifts: tuple[Shift, ...] = ()
    """When one works."""
    working_time: WorkingTime | None = None
    """Full or part time; null: not stated."""
    contract: Contract | None = None
    """The kind of contract; null: not stated."""
    pay: Pay | None = None
    """Gross pay; null: undisclosed."""
    practice: bool = False
    """Whether it is a work placement of students (práctica)."""
    residents_first: bool = False
    """Whether people of the home commune come before others."""
    occupation_label: Text | None = None
    """The exchange's own label of the occupation."""
    activity: Text | None = None
    """What the employer does."""
    description: Story | None = None
    """The text of the posting."""
    languages: Languages = ()
    """Languages asked for, by name."""
    demands: tuple[Demand, ...] = ()
    """What the post demands; of the work, never of a person."""
    hours_week: HoursOfWeek | None = None
    """Hours a week; null: not stated."""
    starts_on: Day | None = None
    """The first day of work; null: not stated."""
    work_commune: Cut | None = None
    """CUT code of where the work is, if not in the home commune."""
    work_place: Text | None = None
    """The sector or address of the work."""
    transport: bool = False
    """Whether the employer brings people (acercamiento)."""
    inclusive: bool = False
    """Kept for the 1 % of people with a disability or an invalidity pension (Ley 21.015, firms of 100 or more)."""
