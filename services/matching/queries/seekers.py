"""Reads of seekers by pseudonym: profile, seats and queue places; never the identity."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import orjson

from services.matching.model.seeker import SeekerState
from shared.occupations import NAMES
from shared.occupations.schemes import CIUO
from shared.postgres.reader import Reader
from shared.views import View


class OccupationView(View):
    """A code with its scheme and its name (None: not in the list)."""

    code: str
    """The code, one to four digits."""
    scheme: str
    """The classification of the code."""
    label: str | None
    """Its name in Spanish; null: not in the list."""


class SeekerView(View):
    """A seeker's profile; its fields are null if a commune's own system keeps it. The ETag is `version`."""

    candidate_ref: str
    """The pseudonym of the person."""
    commune: str
    """CUT code of the commune where the person is registered."""
    occupations: list[OccupationView] | None
    """What the person can work as."""
    education: str | None
    """The code of their highest education."""
    experience_years: int | None
    """Years of experience."""
    licences: list[str] | None
    """Classes of their driving licences."""
    cannot: list[str] | None
    """Codes of the shifts that they cannot work."""
    pay_floor: int | None
    """The least gross pay that they accept, in pesos a month; 0: any."""
    max_minutes: int | None
    """The longest way to work, in minutes one way."""
    contracts: list[str]
    """Codes of the contracts that they accept; empty: any."""
    available_from: date | None
    """The first day on which they can work; null: now."""
    training: list[str]
    """Courses they took, by name."""
    transport: str
    """The code of how they get to work."""
    registered_at: datetime
    """When they were registered."""
    waiting_since: datetime
    """Since when they wait for a job."""
    valid_until: datetime | None
    """Until when the registration holds unless it is confirmed; null: no end is set."""
    pause: str | None
    """The code of why they are inactive; null: they are not."""
    state: str
    """`free`, `inactive`, `leased`, `placed` or `gone`."""
    version: int
    """How often the registration has changed: the ETag."""


class SeatView(View):
    """A seat that the seeker was given; `hold`: held, placed or ended."""

    lease_id: str
    """The id of the lease: one seat held for one person."""
    vacancy_id: str
    """The id of the vacancy."""
    offer_id: str
    """The id of the offer."""
    hold: str
    """`held`, `placed` or `ended`."""


class QueuePlaceOfSeeker(View):
    """A vacancy in whose queue the seeker is, and the offer that put them there."""

    vacancy_id: str
    """The vacancy in whose queue they are."""
    offer_id: str
    """The offer that put them there."""


class SeekerWithSeats(SeekerView):
    seats: list[SeatView]
    """The seats that they were given."""
    stands: list[QueuePlaceOfSeeker]
    """The queues that they are in."""


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
