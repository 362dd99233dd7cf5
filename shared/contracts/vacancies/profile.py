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
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}$"), published(r"^\d{1,4}$")]


class Pay(Part):
    """Gross monthly pay in integer pesos. A posting that hides its pay has no Pay at all, never 0."""

    least: int = Field(ge=0)
    most: int | None = Field(default=None, ge=0)


MOST_YEARS = 40
YearsOfExperience = Annotated[int, Field(ge=0, le=MOST_YEARS)]
Languages = Annotated[tuple[Text, ...], Field(max_length=10)]
HoursOfWeek = Annotated[int, Field(ge=1, le=60)]


class Profile(Part):
    """What the vacancy asks and gives.

    `occupation_label` is the exchange's own label, `activity` the employer's. `demands` are of the post, not of a
    person. `work_commune` is where the work is, if not in the home commune; `work_place` the sector or address.
    `transport`: the employer brings people (acercamiento). `inclusive`: kept for the reserve of 1 % for people with
    a disability or an invalidity pension (Ley 21.015, in firms of 100 or more). No `pay`: undisclosed.
    """

    title: Text
    employer: Text
    occupation: Occupation | None = None
    education: Education | None = None
    experience_years: YearsOfExperience = 0
    licences: tuple[Licence, ...] = ()
    shifts: tuple[Shift, ...] = ()
    working_time: WorkingTime | None = None
    contract: Contract | None = None
    pay: Pay | None = None
    practice: bool = False
    residents_first: bool = False
    occupation_label: Text | None = None
    activity: Text | None = None
    description: Story | None = None
    languages: Languages = ()
    demands: tuple[Demand, ...] = ()
    hours_week: HoursOfWeek | None = None
    starts_on: Day | None = None
    work_commune: Cut | None = None
    work_place: Text | None = None
    transport: bool = False
    inclusive: bool = False
