"""Facts published by `vacancies` about employers: who reached whom, who will visit, what several offices do together.

An employer is its name as postings write it. Nobody who works there is named, and there is no free text.
"""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Cut, Day, Fact, Instant, Part, Ref, Revision, Text
from shared.contracts.reasons import ContactResult
from shared.contracts.vocabulary import Means


class NearVisit(Part):
    """Another office was there, or will be: `planned`."""

    commune: Cut
    at: Instant
    planned: bool


class EmployerFact(Fact):
    """What every fact of one employer names. `commune` is the office that acts."""

    employer_id: Ref
    employer: Text
    commune: Cut

    @property
    def subject(self) -> str:
        return self.employer_id


class EmployerContacted(EmployerFact):
    """An office reached the employer. Published again with a higher `revision`, it corrects the one before.

    With the result `not_held` it did not take place: a planned visit that came to nothing, or one noted wrongly.
    """

    WIRE: ClassVar[str] = "cl.mesa.employer.contacted.v1"

    contact_id: Ref
    means: Means
    at: Instant
    result: ContactResult
    next_on: Day | None = None
    near: tuple[NearVisit, ...] = ()
    revision: Revision = 1


class EmployerVisitPlanned(EmployerFact):
    """An office will visit the employer. `near`: whose visits are so close that the two should talk first."""

    WIRE: ClassVar[str] = "cl.mesa.employer.visit-planned.v1"

    contact_id: Ref
    at: Instant
    near: tuple[NearVisit, ...] = ()


class ApproachFact(EmployerFact):
    """What every fact of a joint approach names. `commune` is the office that proposed it."""

    approach_id: Ref


class ApproachProposed(ApproachFact):
    """The invited offices are asked to go to the employer together, on that day if one is named."""

    WIRE: ClassVar[str] = "cl.mesa.approach.proposed.v1"

    invited: tuple[Cut, ...] = Field(min_length=1)
    at: Instant | None = None


class ApproachAnswered(ApproachFact):
    """An invited office joins, or does not. Its last word counts."""

    WIRE: ClassVar[str] = "cl.mesa.approach.answered.v1"

    office: Cut
    joins: bool


class ApproachConcluded(ApproachFact):
    """What came of it. `party`: the offices that went, the proposing one first; `office` reports it."""

    WIRE: ClassVar[str] = "cl.mesa.approach.concluded.v1"

    office: Cut
    party: tuple[Cut, ...] = Field(min_length=1)
    result: ContactResult
    next_on: Day | None = None
