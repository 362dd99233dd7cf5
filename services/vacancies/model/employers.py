"""Employers: which office contacted which employer, with what result; and visits that lie close to one another.

Source: the practice of the Punilla, whose offices shared their employer contacts (DOMAIN).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from services.vacancies.model.members import Member
from shared.contracts.employers import EmployerContacted, EmployerVisitPlanned, NearVisit
from shared.contracts.reasons import ContactResult
from shared.contracts.vocabulary import Means
from shared.text import day


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer by its name, as it was first written."""

    employer_id: str
    name: str

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.employer_id


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact of an office with an employer. Without a result it is a planned visit."""

    contact_id: str
    employer_id: str
    commune: str
    means: Means
    at: datetime
    result: ContactResult | None = None
    next_on: date | None = None
    revision: int = 1

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.contact_id

    @property
    def group(self) -> str:
        return self.employer_id

    @property
    def visits(self) -> tuple[NearVisit, ...]:
        """This contact as a visit; empty if it is another kind of contact or was not held."""
        if self.means is not Means.VISIT or self.result is ContactResult.NOT_HELD:
            return ()
        return (NearVisit(commune=self.commune, at=self.at, planned=self.result is None),)


def near(visits: Iterable[NearVisit], commune: str, at: datetime, days: int) -> tuple[NearVisit, ...]:
    """The visits of other offices within so many days of `at`, in the order of time."""
    close = [v for v in visits if v.commune != commune and abs(v.at - at) <= timedelta(days=days)]
    return tuple(sorted(close, key=lambda v: (v.at, v.commune))) if days else ()


def warning(visits: Iterable[NearVisit], members: Mapping[str, Member]) -> str:
    """The Spanish warning for the officer planning a visit: which commune visits or has visited, and on which day."""

    def sentence(visit: NearVisit) -> str:
        name = members[visit.commune].name if visit.commune in members else visit.commune
        planned = "tiene una visita planificada para el" if visit.planned else "visitó a la empresa el"
        return f"{name} {planned} {day(visit.at)}"

    return f"{'; '.join(map(sentence, visits))}. Conviene coordinarse antes de ir."


def contacted(
    employer: Employer, contact: Contact, result: ContactResult, by: Iterable[NearVisit]
) -> EmployerContacted:
    """The fact of a contact with its result; `by`: the visits that lie near."""
    return EmployerContacted(
        employer_id=employer.employer_id,
        employer=employer.name,
        commune=contact.commune,
        contact_id=contact.contact_id,
        means=contact.means,
        at=contact.at,
        result=result,
        next_on=contact.next_on,
        near=tuple(by),
        revision=contact.revision,
    )


def planned(employer: Employer, contact: Contact, by: Iterable[NearVisit]) -> EmployerVisitPlanned:
    """The fact of a planned visit; `by`: the visits that lie near."""
    return EmployerVisitPlanned(
        employer_id=employer.employer_id,
        employer=employer.name,
        commune=contact.commune,
        contact_id=contact.contact_id,
        at=contact.at,
        near=tuple(by),
    )
