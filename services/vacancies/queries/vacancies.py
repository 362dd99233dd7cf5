"""Vacancies as officers read them: a list, one with its seats and queue, and the communes that hold a copy."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer
from typing_extensions import TypedDict

from services.vacancies.model.policy import Policy
from services.vacancies.model.seats import in_order
from services.vacancies.model.vacancy import Stage
from services.vacancies.queries.offices import balances_now
from services.vacancies.store import rows
from shared.contracts.vacancies import Profile
from shared.postgres.reader import Reader


class ProfileView(Profile):
    """A profile as it was published: fields that it does not state are left out."""

    model_config = ConfigDict(extra="ignore")

    @model_serializer(mode="wrap")
    def _without_none(self, handler: SerializerFunctionWrapHandler) -> Any:
        return _stated(handler(self))


class CallView(TypedDict, total=False):
    """The call that is out; instants as ISO 8601 text."""

    invited: list[str]
    answered: list[str]
    answer_by: str
    called_at: str
    quota: int | None
    quota_until: str | None
    made_good: str | None
    held_until: str | None
    settle_until: str | None
    joined: list[str]


class VacancyView(BaseModel):
    """A vacancy: seats = placed + held + open. `twin_of` is the vacancy that it repeats."""

    vacancy_id: str
    folio: str | None
    commune: str
    profile: ProfileView
    urgency: str
    seats: int
    open: int
    held: int
    placed: int
    posted_at: datetime
    local_until: datetime
    valid_through: datetime
    stage: str
    tier: int
    asked: list[str]
    call: CallView | None
    reason: str | None
    why_closed: str | None
    revision: int
    revised_at: datetime | None
    twin_of: str | None
    external_ref: str | None


class LeaseView(BaseModel):
    """A seat that is or was held for a candidate. `because`: the codes of the decision that gave it."""

    lease_id: str
    vacancy_id: str
    seat: int
    fence: int
    candidate_ref: str
    commune: str
    offer_id: str
    state: str
    leased_at: datetime
    expires_at: datetime
    because: list[str]
    ended_at: datetime | None
    why: str | None
    extended: int
    referred_at: datetime | None


class QueuePlaceView(BaseModel):
    """A candidate without a seat, at the `place` in which a decision would take them now."""

    place: int
    candidate_ref: str
    commune: str
    offer_id: str
    tier: int
    score: int
    minutes: int | None


class VacancyWithSeats(VacancyView):
    """A vacancy with its leases and its queue, next in line first."""

    leases: list[LeaseView]
    waiting: list[QueuePlaceView]


class HolderView(BaseModel):
    """A commune with a copy of a vacancy. `pending_since`: the first change that it has not acknowledged."""

    commune: str
    name: str | None
    at_table: bool
    revision: int
    at: datetime
    pending_since: datetime | None


class Holders(BaseModel):
    """The revision of a vacancy, and the communes that hold a copy."""

    revision: int
    revised_at: datetime | None
    holders: list[HolderView]


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
    return VacancyWithSeats(**_parsed(row), leases=[LeaseView(**lease) for lease in leases], waiting=queue)


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


def _parsed(row: dict[str, Any]) -> dict[str, Any]:
    call = orjson.loads(row["call"]) if row["call"] else None
    return {**row, "profile": orjson.loads(row["profile"]), "call": call}


def _stated(value: Any) -> Any:
    """Without the values that are None, at any depth."""
    if isinstance(value, dict):
        return {key: _stated(inner) for key, inner in value.items() if inner is not None}
    return [_stated(inner) for inner in value] if isinstance(value, list | tuple) else value


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
SELECT h.commune, m.name, coalesce(m.at_table, false) AS at_table, h.revision, h.at, h.pending_since
FROM holder_seen h LEFT JOIN member m ON m.commune = h.commune
WHERE h.vacancy_id = $1 ORDER BY h.commune
"""
