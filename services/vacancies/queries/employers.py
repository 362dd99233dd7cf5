"""Employers as officers read them: the contacts of offices and their results, joint approaches, vacancies."""

from datetime import date, datetime
from typing import Any

import orjson
from pydantic import BaseModel

from services.vacancies.model.employers import known_as
from services.vacancies.store.employers import APPROACH_COLUMNS, CONTACT_COLUMNS
from shared.postgres.columns import qualified
from shared.postgres.reader import Reader


class EmployerReach(BaseModel):
    """An employer with the last contact of any office, the day it asked for the next one, and the next visit."""

    employer_id: str
    name: str
    known_as: str
    communes: list[str]
    last_at: datetime | None
    last_commune: str | None
    last_means: str | None
    last_result: str | None
    next_on: date | None
    visit_at: datetime | None
    visit_commune: str | None


class EmployerView(EmployerReach):
    """`contacts`: how many there were."""

    contacts: int


class ContactView(BaseModel):
    """An office reached an employer; without a result the visit is planned."""

    contact_id: str
    employer_id: str
    commune: str
    means: str
    at: datetime
    result: str | None
    next_on: date | None
    revision: int


class ContactOfEmployer(ContactView):
    employer: str


class ApproachView(BaseModel):
    """A joint approach. `answers`: which of the invited join (true) or do not; the others have not answered."""

    approach_id: str
    employer_id: str
    commune: str
    invited: list[str]
    proposed_at: datetime
    at: datetime | None
    answers: dict[str, bool]
    result: str | None
    next_on: date | None
    concluded_at: datetime | None


class ApproachOfEmployer(ApproachView):
    employer: str


class VacancyOfEmployer(BaseModel):
    vacancy_id: str
    folio: str | None
    commune: str
    title: str | None
    seats: int
    placed: int
    stage: str
    posted_at: datetime


class EmployerWithHistory(EmployerReach):
    """The newest hundred of each, newest first."""

    contacts: list[ContactView]
    approaches: list[ApproachView]
    vacancies: list[VacancyOfEmployer]


async def listed(
    read: Reader, *, text: str | None, commune: str | None, next_by: date | None, limit: int, after: str | None
) -> list[EmployerView]:
    """Employers that offices have reached, by name. `next_by`: with the next contact until that day."""
    name = known_as(text) if text else None
    return [EmployerView(**row) for row in await read.rows(_LISTED, name, commune, limit, after, next_by)]


async def exists(read: Reader, employer_id: str) -> bool:
    return await read.exists("SELECT 1 FROM employer WHERE employer_id = $1", employer_id)


async def one(read: Reader, employer_id: str) -> EmployerWithHistory | None:
    """An employer with its contacts, joint approaches and vacancies."""
    found = await read.row(f"SELECT {_EMPLOYER} FROM employer_seen WHERE employer_id = $1", employer_id)
    if found is None:
        return None
    history = {
        "contacts": await read.rows(_CONTACTS, employer_id),
        "approaches": [_answered(row) for row in await read.rows(_APPROACHES, employer_id)],
        "vacancies": await read.rows(_VACANCIES, found["known_as"]),
    }
    return EmployerWithHistory.model_validate({**found, **history})


async def contact(read: Reader, contact_id: str) -> ContactOfEmployer | None:
    found = await read.row(_CONTACT, contact_id)
    return ContactOfEmployer(**found) if found else None


async def approaches(
    read: Reader, *, commune: str | None, open_only: bool, limit: int, after: str | None
) -> list[ApproachOfEmployer]:
    """Joint approaches that a commune proposed or is invited to, the newest first."""
    found = await read.rows(_APPROACHES_OF, commune, open_only, limit, after, None)
    return [ApproachOfEmployer(**_answered(row)) for row in found]


async def approach(read: Reader, approach_id: str) -> ApproachOfEmployer | None:
    found = await read.row(_APPROACHES_OF, None, False, 1, None, approach_id)
    return ApproachOfEmployer(**_answered(found)) if found else None


async def approach_exists(read: Reader, approach_id: str) -> bool:
    return await read.exists("SELECT 1 FROM approach WHERE approach_id = $1", approach_id)


def _answered(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "answers": orjson.loads(row["answers"])}


_EMPLOYER = ", ".join(EmployerView.model_fields)

_LISTED = f"""
SELECT {_EMPLOYER} FROM employer_seen
WHERE ($1::text IS NULL OR strpos(known_as, $1) > 0) AND ($2::text IS NULL OR $2 = ANY(communes))
  AND ($5::date IS NULL OR next_on <= $5)
  AND ($4::text IS NULL OR known_as > (SELECT known_as FROM employer WHERE employer_id = $4))
ORDER BY known_as LIMIT $3
"""

_CONTACT = f"""
SELECT {qualified("c", CONTACT_COLUMNS)}, e.name AS employer
FROM contact c JOIN employer e USING (employer_id) WHERE contact_id = $1
"""

_CONTACTS = f"SELECT {CONTACT_COLUMNS} FROM contact WHERE employer_id = $1 ORDER BY at DESC, contact_id LIMIT 100"

_APPROACHES = f"""
SELECT {APPROACH_COLUMNS} FROM approach WHERE employer_id = $1 ORDER BY proposed_at DESC, approach_id LIMIT 100
"""

_APPROACHES_OF = f"""
SELECT {qualified("a", APPROACH_COLUMNS)}, e.name AS employer FROM approach a JOIN employer e USING (employer_id)
WHERE ($1::text IS NULL OR a.commune = $1 OR $1 = ANY (a.invited)) AND (NOT $2 OR a.result IS NULL)
  AND ($4::text IS NULL OR (a.proposed_at, a.approach_id) < (
       SELECT proposed_at, approach_id FROM approach WHERE approach_id = $4))
  AND ($5::text IS NULL OR a.approach_id = $5)
ORDER BY a.proposed_at DESC, a.approach_id DESC LIMIT $3
"""

_VACANCIES = """
SELECT vacancy_id, folio, commune, profile->>'title' AS title, seats, placed, stage, posted_at
FROM vacancy WHERE split_part(fingerprint, '|', 1) = $1 ORDER BY posted_at DESC, vacancy_id LIMIT 100
"""
