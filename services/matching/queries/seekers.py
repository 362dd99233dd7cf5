"""Reads of seekers by pseudonym: profile, seats and queue places; never the identity."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import orjson
from pydantic import BaseModel

from services.matching.model.seeker import SeekerState
from shared.occupations import NAMES
from shared.occupations.schemes import CIUO
from shared.postgres.reader import Reader


class OccupationView(BaseModel):
    """A code with its scheme and its name (None: not in the list)."""

    code: str
    scheme: str
    label: str | None


class SeekerView(BaseModel):
    """A seeker's profile; its fields are null if a commune's own system keeps it. The ETag is `version`."""

    candidate_ref: str
    commune: str
    occupations: list[OccupationView] | None
    education: str | None
    experience_years: int | None
    licences: list[str] | None
    cannot: list[str] | None
    pay_floor: int | None
    max_minutes: int | None
    contracts: list[str]
    available_from: date | None
    training: list[str]
    transport: str
    registered_at: datetime
    waiting_since: datetime
    valid_until: datetime | None
    pause: str | None
    state: str
    version: int


class SeatView(BaseModel):
    """A seat that the seeker was given; `hold`: held, placed or ended."""

    lease_id: str
    vacancy_id: str
    offer_id: str
    hold: str


class QueuePlaceOfSeeker(BaseModel):
    """A vacancy in whose queue the seeker is, and the offer that put them there."""

    vacancy_id: str
    offer_id: str


class SeekerWithSeats(SeekerView):
    seats: list[SeatView]
    stands: list[QueuePlaceOfSeeker]


async def listed(
    read: Reader,
    *,
    commune: str,
    states: Sequence[SeekerState] | None,
    occupation: str | None,
    limit: int,
    after: str | None,
) -> list[SeekerView]:
    """The seekers of a commune, by pseudonym. `occupation`: a code of CIUO-08.CL or its first digits."""
    return [SeekerView(**_named(row)) for row in await read.rows(_LISTED, commune, states, limit, after, occupation)]


async def exists(read: Reader, candidate_ref: str) -> bool:
    """Whether a seeker is or was registered under this pseudonym, in any commune."""
    return await read.exists("SELECT 1 FROM seeker WHERE candidate_ref = $1", candidate_ref)


async def is_of(read: Reader, commune: str, candidate_ref: str) -> bool:
    """Whether a seeker is or was registered under this pseudonym in a commune."""
    query = "SELECT 1 FROM seeker WHERE candidate_ref = $1 AND commune = $2"
    return await read.exists(query, candidate_ref, commune)


async def one(read: Reader, commune: str, candidate_ref: str) -> SeekerWithSeats | None:
    """The profile, seats and queue places of a seeker of a commune."""
    query = f"SELECT {_PROFILE}, seats FROM seeker WHERE candidate_ref = $1 AND commune = $2"
    found = await read.row(query, candidate_ref, commune)
    if found is None:
        return None
    seats = [
        SeatView(lease_id=lease, vacancy_id=vacancy, offer_id=offer, hold=hold)
        for lease, vacancy, offer, hold in orjson.loads(found["seats"])
    ]
    places = await read.rows(_QUEUE_PLACES, candidate_ref)
    stands = [QueuePlaceOfSeeker(**row) for row in places]
    return SeekerWithSeats(**{**_named(found), "seats": seats, "stands": stands})


async def states(read: Reader, refs: Sequence[str]) -> dict[str, str]:
    """The states of some seekers, by pseudonym."""
    query = "SELECT candidate_ref, state FROM seeker WHERE candidate_ref = ANY($1::text[])"
    return {row["candidate_ref"]: row["state"] for row in await read.rows(query, list(refs))}


def _named(row: dict[str, Any]) -> dict[str, Any]:
    codes = row["occupations"]
    named = None if codes is None else [{"code": c, "scheme": CIUO, "label": NAMES.get(c)} for c in codes]
    return {**row, "occupations": named}


_PROFILE = """
    candidate_ref, commune, occupations, education, experience_years, licences, cannot, pay_floor, max_minutes,
    contracts, available_from, training, transport, registered_at, coalesce(waiting_since, registered_at)
    AS waiting_since, valid_until, pause, state, version
"""

_LISTED = f"""
SELECT {_PROFILE} FROM seeker
WHERE commune = $1 AND ($2::text[] IS NULL OR state = ANY($2)) AND ($5::text IS NULL OR $5 = ANY (codes))
  AND ($4::text IS NULL OR candidate_ref > $4)
ORDER BY candidate_ref LIMIT $3
"""

_QUEUE_PLACES = "SELECT vacancy_id, offer_id FROM standing WHERE candidate_ref = $1 ORDER BY vacancy_id"
