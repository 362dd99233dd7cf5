"""Reads about identities that show none: consents, disclosures, and the log of access."""

from datetime import datetime

from services.matching.store.disclosure import CONSENT_COLUMNS
from shared.postgres.reader import Reader, row_number
from shared.views import View


class ConsentView(View):
    """What a seeker allowed, and which officer recorded it."""

    consent_id: str
    """The id of the consent."""
    candidate_ref: str
    """The pseudonym of the person."""
    commune: str
    """CUT code of the office that recorded it."""
    vacancy_id: str
    """The only vacancy for which it holds."""
    purpose: str
    """The code of the only purpose for which it holds."""
    means: str
    """The code of how the person said yes."""
    officer: str
    """Who recorded it, as the office calls them."""
    recorded_at: datetime
    """When it was recorded."""
    expires_at: datetime
    """Until when it holds."""
    revoked_at: datetime | None
    """When the person took it back; null: it was not."""
    revoked_by: str | None
    """The officer who noted that; null: nobody."""


class DisclosureView(View):
    """An identity that an office was given: the purpose, the expiry, and whether the office erased it."""

    lease_id: str
    """The id of the lease: one seat held for one person."""
    vacancy_id: str
    """The id of the vacancy."""
    title: str
    """The title of the vacancy, as the employer wrote it."""
    candidate_ref: str
    """The pseudonym of the person."""
    candidate_commune: str
    """CUT code of the commune where the person is registered."""
    purpose: str
    """The code of what it was given for."""
    officer: str
    """To whom it was given, as the office calls them."""
    given_at: datetime
    """When it was given."""
    expires_at: datetime
    """Until when it may be used."""
    ended_at: datetime | None
    """Since when it may not be used any more; null: it may."""
    why: str | None
    """The code of why it ended."""
    erased_at: datetime | None
    """When the office said that it was erased; null: not yet."""


class AccessView(View):
    """One line of the log of access. `officer` is null if no officer did it, or none was named."""

    n: int
    """The number of the line: the cursor of the next page."""
    at: datetime
    """When it was done."""
    what: str
    """The code of what was done."""
    commune: str
    """CUT code of the office that did it."""
    officer: str | None
    """Who did it, as the office calls them; null: nobody, or nobody was named."""
    vacancy_id: str | None
    """The vacancy that it was for; null: none."""
    lease_id: str | None
    """The lease that it was for; null: none."""
    purpose: str | None
    """The code of what it was for; null: not stated."""


async def consents(read: Reader, candidate_ref: str, *, limit: int, after: str | None) -> list[ConsentView]:
    return [ConsentView(**row) for row in await read.rows(_CONSENTS, candidate_ref, limit, after)]


async def consent_exists(read: Reader, consent_id: str) -> bool:
    return await read.exists("SELECT 1 FROM consent WHERE consent_id = $1", consent_id)


async def disclosures(
    read: Reader, *, commune: str, to_erase: bool, limit: int, after: str | None
) -> list[DisclosureView]:
    """The identities that an office was given. `to_erase`: only those that ended and are not confirmed as erased."""
    return [DisclosureView(**row) for row in await read.rows(_HELD, commune, to_erase, limit, after)]


async def disclosure_exists(read: Reader, lease_id: str) -> bool:
    return await read.exists("SELECT 1 FROM disclosure WHERE lease_id = $1", lease_id)


async def accesses(read: Reader, candidate_ref: str, *, limit: int, after: str | None) -> list[AccessView]:
    """What was done with a seeker's identity and by whom, oldest first, after the line `after`."""
    line = row_number(after) if after is not None else None
    return [AccessView(**row) for row in await read.rows(_ACCESSES, candidate_ref, limit, line)]


async def access_exists(read: Reader, line: str) -> bool:
    number = row_number(line)
    return number is not None and await read.exists("SELECT 1 FROM access_log WHERE n = $1", number)


_HELD = """
SELECT lease_id, vacancy_id, title, candidate_ref, candidate_commune, purpose, officer, given_at, expires_at, ended_at,
       why, erased_at
FROM disclosure
WHERE commune = $1 AND given_at IS NOT NULL AND (NOT $2 OR (ended_at IS NOT NULL AND erased_at IS NULL))
  AND ($4::text IS NULL OR (given_at, lease_id) > (SELECT given_at, lease_id FROM disclosure WHERE lease_id = $4))
ORDER BY given_at, lease_id LIMIT $3
"""

_CONSENTS = f"""
SELECT {CONSENT_COLUMNS} FROM consent
WHERE candidate_ref = $1
  AND ($3::text IS NULL OR (recorded_at, consent_id) > (
       SELECT recorded_at, consent_id FROM consent WHERE consent_id = $3))
ORDER BY recorded_at, consent_id LIMIT $2
"""

_ACCESSES = """
SELECT n, at, what, commune, nullif(officer, '') AS officer, nullif(vacancy_id, '') AS vacancy_id, lease_id,
       nullif(purpose, '') AS purpose
FROM access_log WHERE candidate_ref = $1 AND ($3::bigint IS NULL OR n > $3) ORDER BY n LIMIT $2
"""
