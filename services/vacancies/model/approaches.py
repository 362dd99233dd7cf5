"""Several offices go to one employer together: proposed, joined or not, concluded with a result."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from services.vacancies.model.employers import Employer
from shared.contracts.employers import ApproachAnswered, ApproachConcluded, ApproachProposed, NearVisit
from shared.contracts.reasons import ContactResult


@dataclass(frozen=True, slots=True)
class Approach:
    """A joint approach. `answers`: whether each invited office joins; it is open as long as it has no result."""

    approach_id: str
    employer_id: str
    commune: str
    invited: tuple[str, ...]
    proposed_at: datetime
    at: datetime | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)
    result: ContactResult | None = None
    next_on: date | None = None
    concluded_at: datetime | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.approach_id

    @property
    def group(self) -> str:
        return self.employer_id

    @property
    def party(self) -> tuple[str, ...]:
        """The offices that go: the one that proposed it, and the invited ones that have joined."""
        return (self.commune, *(cut for cut in self.invited if self.answers.get(cut)))

    @property
    def visits(self) -> tuple[NearVisit, ...]:
        """A visit of each office that goes, where the day is known and it was not called off."""
        if self.at is None or self.result is ContactResult.NOT_HELD:
            return ()
        return tuple(NearVisit(commune=cut, at=self.at, planned=self.result is None) for cut in self.party)

    def answered(self, office: str, joins: bool) -> "Approach":
        return replace(self, answers={**self.answers, office: joins})

    def concluded(self, result: ContactResult, next_on: date | None, now: datetime) -> "Approach":
        """With its result. Its time becomes `now` if its day has not come yet or none was named."""
        at = self.at if self.at and self.at <= now else now
        return replace(self, result=result, next_on=next_on, concluded_at=now, at=at)


def proposed(employer: Employer, approach: Approach) -> ApproachProposed:
    return ApproachProposed(
        employer_id=employer.employer_id,
        employer=employer.name,
        commune=approach.commune,
        approach_id=approach.approach_id,
        invited=approach.invited,
        at=approach.at,
    )


def answered(employer: Employer, approach: Approach, office: str, joins: bool) -> ApproachAnswered:
    return ApproachAnswered(
        employer_id=employer.employer_id,
        employer=employer.name,
        commune=approach.commune,
        approach_id=approach.approach_id,
        office=office,
        joins=joins,
    )


def concluded(employer: Employer, approach: Approach, office: str, result: ContactResult) -> ApproachConcluded:
    return ApproachConcluded(
        employer_id=employer.employer_id,
        employer=employer.name,
        commune=approach.commune,
        approach_id=approach.approach_id,
        office=office,
        party=approach.party,
        result=result,
        next_on=approach.next_on,
    )
