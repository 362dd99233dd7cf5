"""Vacancies as officers read them: a list, one with its seats and queue, and the communes that hold a copy."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from services.vacancies.model.policy import Policy
from services.vacancies.model.seats import in_order
from services.vacancies.model.vacancy import Stage
from services.vacancies.queries.offices import balances_now, contacts
from services.vacancies.queries.vacancy_parts import CallView, ProfileView
from services.vacancies.store import rows
from shared.contracts.communes import Contact
from shared.postgres.reader import Reader
from shared.views import View


class VacancyView(View):
    """A vacancy: seats = placed + held + open. `twin_of` is the vacancy that it repeats."""

    vacancy_id: str
    """The id of the vacancy."""
    folio: str | None
    """What people say on the telephone, as `SC-2026-0042`; null: it has none yet."""
    commune: str
    """CUT code of its home commune."""
    profile: ProfileView
    """What it asks and gives."""
    urgency: str
    """How fast its windows run: `normal`, `rush` (half) or `express` (a quarter of the time)."""
    seats: int
    """How many people are wanted in all."""
    open: int
    """Seats that are neither placed nor held."""
    held: int
    """Seats that are held for somebody."""
    placed: int
    """Seats with a placement."""
    posted_at: datetime
    """When it was posted."""
    local_until: datetime
    """Until when its home commune fills it alone."""
    valid_through: datetime
    """Until when the vacancy stands."""
    stage: str
    """Where it stands: `linked`, `local`, `calling`, `covered`, `exhausted`, `filled` or `closed`."""
    tier: int
    """The ring of the call: 0 is the home commune, 1 the nearest neighbours."""
    asked: list[str]
    """CUT codes of the communes that were asked so far."""
    call: CallView | None
    """The call that is out; null: none is."""
    reason: str | None
    """The code of why neighbours were asked; null: they were not."""
    why_closed: str | None
    """The code of why it was closed; null: it was not."""
    revision: int
    """How often the record has been written: the first time is 1."""
    revised_at: datetime | None
    """When it was last changed."""
    twin_of: str | None
    """The vacancy that it repeats; null: none."""
    external_ref: str | None
    """What the system that posted it calls it."""


class LeaseView(View):
    """A seat that is or was held for a candidate. `because`: the codes of the decision that gave it."""

    lease_id: str
    """The id of the lease: one seat held for one person."""
    vacancy_id: str
    """The id of the vacancy."""
    seat: int
    """The number of the seat in its vacancy, from 1."""
    fence: int
    """The number of the lease in its vacancy; who changes it names it."""
    candidate_ref: str
    """The pseudonym of the person."""
    commune: str
    """CUT code of the commune that offered the person."""
    offer_id: str
    """The offer that the person came by."""
    state: str
    """`held`, `placed`, `ended` or `released`."""
    leased_at: datetime
    """When the seat was given."""
    expires_at: datetime
    """Until when it is held."""
    because: list[str]
    """Codes of the decision that gave it, best first."""
    ended_at: datetime | None
    """When it ended; null: it has not."""
    why: str | None
    """The code of why it ended; null: it has not."""
    extended: int
    """How often it was extended."""
    referred_at: datetime | None
    """When the person was sent to the employer; null: not yet."""
    contact: Contact | None
    """How to reach the office that offered the person; null: it has not said."""
    ask_at: str | None
    """The same in Spanish, for the officer who asks about the person."""


class QueuePlaceView(View):
    """A candidate without a seat, at the `place` in which a decision would take them now."""

    place: int
    """The place in the queue, from 1."""
    candidate_ref: str
    """The pseudonym of the person."""
    commune: str
    """CUT code of the commune that offered the person."""
    offer_id: str
    """The offer that the person came by."""
    tier: int
    """The ring of the call: 0 is the home commune, 1 the nearest neighbours."""
    score: int
    """0 to 1000, of the documented function."""
    minutes: int | None
    """Minutes of the way to work, one way; null: not known."""


class VacancyWithSeats(VacancyView):
    """A vacancy with its leases and its queue, next in line first."""

    leases: list[LeaseView]
    """The seats that are or were held, oldest first."""
    waiting: list[QueuePlaceView]
    """The queue, next in line first."""


class HolderView(View):
    """A commune that was given a copy of a vacancy, and what it has acknowledged of it."""

    commune: str
    """CUT code of the commune."""
    name: str | None
    """Its name; null: not known."""
    at_table: bool
    """Whether it is in the Mesa now."""
    revision: int | None
    """The newest revision that it has acknowledged; null: none yet."""
    at: datetime
    """When it did; while it has not, when it was given the vacancy."""
    pending_since: datetime | None
    """The first change that it has not acknowledged, or when it was given the vacancy; null: it is up to date."""


class Holders(View):
    """The revision of a vacancy, and the communes that hold a copy."""

    revision: int
    """The revision of the vacancy now."""
    revised_at: datetime | None
    """When it was last changed."""
    holders: list[HolderView]
    """The communes that hold a copy."""


async def listed(
    read: Reader,
    *,
    commune: str | None,
    stages: Sequence[Stage] | None,
    text: str | None,
    external_ref: str | None,
    limit: int,
    after: str | None,
) -> list[VacancyView]:
    """Vacancies, the newest first. `text`: part of the title or of the employer, or the folio."""
    found = await read.rows(_LISTED, commune, stages, limit, after, text, external_ref)
    return [VacancyView(**_parsed(row)) for row in found]


async def exists(read: Reader, vacancy_id: str) -> bool:
    return await read.exists("SELECT 1 FROM vacancy WHERE vacancy_id = $1", vacancy_id)


async def id_of_folio(read: Reader, folio: str) -> str | None:
    found = await read.row("SELECT vacancy_id FROM vacancy WHERE folio = upper($1)", folio)
    return found["vacancy_id"] if found else None


async def one(read: Reader, vacancy_id: str, now: datetime, policy: Policy) -> VacancyWithSeats | None:
    """A vacancy with its leases and its queue as a decision would take it at `now`."""
    row = await read.row(f"SELECT {_VIEW} FROM vacancy_seen WHERE vacancy_id = $1", vacancy_id)
    if row is None:
        return None
    leases = await read.rows(f"SELECT {rows.LEASE} FROM lease WHERE vacancy_id = $1 ORDER BY fence", vacancy_id)
    queue = await _queue(read, vacancy_id, now, policy)
    offices = await contacts(read, [lease["commune"] for lease in leases])
    seen = [_lease(lease, offices.get(lease["commune"])) for lease in leases]
    return VacancyWithSeats(**_parsed(row), leases=seen, waiting=queue)


async def revision(read: Reader, vacancy_id: str) -> int | None:
    found = await read.row("SELECT revision FROM vacancy WHERE vacancy_id = $1", vacancy_id)
    return found["revision"] if found else None


async def holders(read: Reader, commune: str, vacancy_id: str) -> Holders | None:
    """The communes that hold a copy of a vacancy, and since when a copy is out of date.

    None for a commune that has not posted the vacancy and was not asked.
    """
    found = await read.row(_REVISION, vacancy_id, commune)
    if found is None:
        return None
    return Holders(**found, holders=[HolderView(**row) for row in await read.rows(_HOLDERS, vacancy_id)])


async def _queue(read: Reader, vacancy_id: str, now: datetime, policy: Policy) -> list[QueuePlaceView]:
    waiting = await read.rows(f"SELECT {rows.WAITING} FROM waiting WHERE vacancy_id = $1", vacancy_id)
    if not waiting:
        return []
    vacancy = await read.row(f"SELECT {rows.VACANCY} FROM vacancy WHERE vacancy_id = $1", vacancy_id)
    if vacancy is None:
        return []
    balances = await balances_now(read, now, policy)
    queue = in_order(rows.vacancy(vacancy, (), [rows.waiting(row) for row in waiting]), balances)
    return [
        QueuePlaceView(
            place=place,
            candidate_ref=entry.candidate_ref,
            commune=entry.commune,
            offer_id=entry.offer_id,
            tier=entry.tier,
            score=entry.score,
            minutes=entry.minutes,
        )
        for place, entry in enumerate(queue, start=1)
    ]


def _lease(row: dict[str, Any], contact: Contact | None) -> LeaseView:
    ask_at = f"Pregunte por la persona en {contact.text}" if contact else None
    return LeaseView(**row, contact=contact, ask_at=ask_at)


def _parsed(row: dict[str, Any]) -> dict[str, Any]:
    call = orjson.loads(row["call"]) if row["call"] else None
    return {**row, "profile": orjson.loads(row["profile"]), "call": call}


_VIEW = ", ".join(VacancyView.model_fields)

_LISTED = f"""
SELECT {_VIEW} FROM vacancy_seen
WHERE ($1::text IS NULL OR commune = $1) AND ($2::text[] IS NULL OR stage = ANY($2))
  AND ($5::text IS NULL OR folio = upper($5) OR strpos(bare(profile->>'title'), bare($5)) > 0
       OR strpos(bare(profile->>'employer'), bare($5)) > 0)
  AND ($6::text IS NULL OR external_ref = $6)
  AND ($4::text IS NULL
       OR (posted_at, vacancy_id) < (SELECT posted_at, vacancy_id FROM vacancy WHERE vacancy_id = $4))
ORDER BY posted_at DESC, vacancy_id DESC LIMIT $3
"""

_REVISION = """
SELECT revision, revised_at FROM vacancy
WHERE vacancy_id = $1 AND (commune = $2 OR $2 = ANY (asked))
"""

_HOLDERS = """
SELECT h.commune, m.name, coalesce(m.at_table, false) AS at_table, nullif(h.revision, 0) AS revision, h.at,
       h.pending_since
FROM holder_seen h LEFT JOIN member m ON m.commune = h.commune
WHERE h.vacancy_id = $1 ORDER BY h.commune
"""
