"""Employers as officers read them: the contacts of offices and their results, joint approaches, vacancies."""

from datetime import date, datetime
from typing import Any

import orjson

from services.vacancies.store.employers import APPROACH_COLUMNS, CONTACT_COLUMNS
from shared.employers import known_as
from shared.postgres.columns import qualified
from shared.postgres.reader import Reader
from shared.views import View


class EmployerReach(View):
    """An employer with the last contact of any office, the day it asked for the next one, and the next visit."""

    employer_id: str
    """The id of the employer."""
    name: str
    """Its name, as it was first written."""
    known_as: str
    """Its name as it is compared: without accents, capitals and legal form."""
    communes: list[str]
    """CUT codes of the offices that have reached it."""
    last_at: datetime | None
    """When it was last reached."""
    last_commune: str | None
    """CUT code of the office that reached it last."""
    last_means: str | None
    """The code of how it was last reached."""
    last_result: str | None
    """The code of what came of it."""
    next_on: date | None
    """The day on which the employer asked to be contacted again."""
    visit_at: datetime | None
    """When the next planned visit is."""
    visit_commune: str | None
    """CUT code of the office that plans it."""


class EmployerView(EmployerReach):
    """`contacts`: how many there were."""

    contacts: int
    """How many contacts there were."""


class ContactView(View):
    """An office reached an employer; without a result the visit is planned."""

    contact_id: str
    """The id of the contact."""
    employer_id: str
    """The id of the employer."""
    commune: str
    """CUT code of the office that reached it."""
    means: str
    """The code of how."""
    at: datetime
    """When it took place, or is planned for."""
    result: str | None
    """The code of what came of it; null: it is planned."""
    next_on: date | None
    """The day on which the employer asked to be contacted again."""
    revision: int
    """How often the record has been written: the first time is 1."""


class ContactOfEmployer(ContactView):
    employer: str
    """The employer's name, as the posting writes it."""


class ApproachView(View):
    """A joint approach. `answers`: which of the invited join (true) or do not; the others have not answered."""

    approach_id: str
    """The id of the joint approach."""
    employer_id: str
    """The id of the employer."""
    commune: str
    """CUT code of the office that proposed it."""
    invited: list[str]
    """CUT codes of the offices invited."""
    proposed_at: datetime
    """When it was proposed."""
    at: datetime | None
    """When they would go; null: no day is named."""
    answers: dict[str, bool]
    """By CUT code whether an invited office joins; those missing have not answered."""
    result: str | None
    """The code of what came of it; null: it is open."""
    next_on: date | None
    """The day on which the employer asked to be contacted again."""
    concluded_at: datetime | None
    """When its result was reported; null: it is open."""


class ApproachOfEmployer(ApproachView):
    employer: str
    """The employer's name, as the posting writes it."""


class VacancyOfEmployer(View):
    vacancy_id: str
    """The id of the vacancy."""
    folio: str | None
    """What people say on the telephone, as `SC-2026-0042`; null: it has none yet."""
    commune: str
    """CUT code of its home commune."""
    title: str | None
    """The title of the vacancy, as the employer wrote it."""
    seats: int
    """How many people are wanted in all."""
    placed: int
    """How many of them have a placement."""
    stage: str
    """Where it stands: `linked`, `local`, `calling`, `covered`, `exhausted`, `filled` or `closed`."""
    posted_at: datetime
    """When it was posted."""


class EmployerWithHistory(EmployerReach):
    """The newest hundred of each, newest first."""

    contacts: list[ContactView]
    """The newest hundred contacts."""
    approaches: list[ApproachView]
    """The newest hundred joint approaches."""
    vacancies: list[VacancyOfEmployer]
    """The newest hundred vacancies."""


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
