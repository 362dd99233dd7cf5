"""All SQL of vacancies: what a batch loads, what is due, what a batch changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.vacancies import rows
from services.vacancies.commands import posted_as
from services.vacancies.model.vacancy import ASKING, Hold, Lease, LeaseState, Member, Vacancy, Waiting
from shared.bus.work import Tick, Work
from shared.contracts.communes import CommuneFact, CommuneLeft
from shared.contracts.envelope import Envelope
from shared.contracts.intake import AboutVacancy, VacancyPost
from shared.contracts.matching import OfferFact, OfferMade
from shared.db.columns import columns, row_of

_TABLE = 0x7461626C  # "tabl": who sits at the table changes alone, so that no vacancy misses a newcomer


async def load(tx: Any, messages: Sequence[Envelope[Any]]) -> Work:
    """The vacancies the messages name, locked in order, the whole table of members, and who holds a seat."""
    said = [message.data for message in messages]
    seating = any(isinstance(data, CommuneFact | CommuneLeft) for data in said)
    await tx.execute(f"SELECT pg_advisory_xact_lock{'' if seating else '_shared'}($1)", _TABLE)
    named = [data.vacancy_id for data in said if isinstance(data, AboutVacancy | OfferFact)]
    named += [data.key for data in said if isinstance(data, Tick)]
    named += [posted_as(message) for message in messages if isinstance(message.data, VacancyPost)]
    members = [rows.member(**row) for row in await tx.fetch("SELECT * FROM member")]
    vacancies = await _vacancies(tx, named, seating) if named or seating else []
    refs = {w.candidate_ref for vacancy in vacancies for w in vacancy.waiting}
    refs |= {c.candidate_ref for data in said if isinstance(data, OfferMade) for c in data.candidates}
    return Work([*members, *vacancies, *(await _holds(tx, refs) if refs else [])])


async def due(tx: Any, now: datetime, limit: int) -> list[Tick]:
    """Vacancies the clock must look at, those that others hold passed over."""
    await tx.execute("SELECT pg_advisory_xact_lock_shared($1)", _TABLE)
    found = await tx.fetch(
        "SELECT vacancy_id, due_at FROM vacancy WHERE due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED",
        now,
        limit,
    )
    return [Tick(Vacancy.__name__, row["vacancy_id"], row["due_at"]) for row in found]


async def save(tx: Any, work: Work) -> None:
    """The changed members and vacancies with their queues and leases. What is given back goes before what is given."""
    members = [after for _, after in work.changes(Member)]
    changes = work.changes(Vacancy)
    if members:
        await tx.execute(_SAVE_MEMBERS, *columns([rows.of_member(m) for m in members], 5))
    if not changes:
        return
    await tx.execute(_SAVE_VACANCIES, *columns([rows.of_vacancy(after) for _, after in changes], 18))
    await _save_waiting(tx, changes)
    await _save_leases(tx, changes)


async def _vacancies(tx: Any, named: Sequence[str], asking: bool) -> list[Vacancy]:
    found = await tx.fetch(
        "SELECT * FROM vacancy WHERE vacancy_id = ANY($1::text[]) OR ($2 AND stage = ANY($3::text[]))"
        " ORDER BY vacancy_id FOR UPDATE",
        named,
        asking,
        sorted(ASKING),
    )
    ids = [row["vacancy_id"] for row in found]
    waiting: dict[str, list[Waiting]] = {one: [] for one in ids}
    for row in await tx.fetch("SELECT * FROM waiting WHERE vacancy_id = ANY($1::text[])", ids):
        waiting[row["vacancy_id"]].append(rows.waiting(row))
    leases: dict[str, list[Lease]] = {one: [] for one in ids}
    for row in await tx.fetch("SELECT * FROM lease WHERE vacancy_id = ANY($1::text[]) ORDER BY fence", ids):
        leases[row["vacancy_id"]].append(rows.lease(row))
    return [rows.vacancy(row, leases[row["vacancy_id"]], waiting[row["vacancy_id"]]) for row in found]


async def _holds(tx: Any, refs: set[str]) -> list[Hold]:
    found = await tx.fetch(
        "SELECT candidate_ref, lease_id FROM lease WHERE candidate_ref = ANY($1::text[]) AND state <> 'released'",
        sorted(refs),
    )
    return [Hold(row["candidate_ref"], row["lease_id"]) for row in found]


Changes = Sequence[tuple[Vacancy | None, Vacancy]]


async def _save_waiting(tx: Any, changes: Changes) -> None:
    gone: list[tuple[str, str]] = []
    fresh: list[tuple[Any, ...]] = []
    for before, after in changes:
        had = {w.candidate_ref: w for w in before.waiting} if before else {}
        has = {w.candidate_ref: w for w in after.waiting}
        gone += [(after.vacancy_id, ref) for ref in had if had[ref] != has.get(ref)]
        fresh += [(after.vacancy_id, *_WAITING(w)) for ref, w in has.items() if w != had.get(ref)]
    if gone:
        await tx.execute(
            "DELETE FROM waiting USING unnest($1::text[], $2::text[]) AS gone (vacancy_id, candidate_ref)"
            " WHERE waiting.vacancy_id = gone.vacancy_id AND waiting.candidate_ref = gone.candidate_ref",
            *columns(gone, 2),
        )
    if fresh:
        await tx.execute(
            "INSERT INTO waiting (vacancy_id, candidate_ref, commune, offer_id, tier, score, minutes)"
            " SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[])",
            *columns(fresh, 7),
        )


async def _save_leases(tx: Any, changes: Changes) -> None:
    ended: list[Lease] = []
    fresh: list[tuple[Any, ...]] = []
    for before, after in changes:
        had = {lease.lease_id: lease for lease in before.leases} if before else {}
        changed = [lease for lease in after.leases if lease != had.get(lease.lease_id)]
        ended += [lease for lease in changed if lease.lease_id in had]
        fresh += [rows.of_lease(after, lease) for lease in changed if lease.lease_id not in had]
    if ended:
        await tx.execute(_END_LEASES, *columns([_ENDED(lease) for lease in ended], 4))
    if fresh:
        # who gave back within this batch stands before who was given the seat after them
        fresh.sort(key=lambda row: row[7] is not LeaseState.RELEASED)
        await tx.execute(_SAVE_LEASES, *columns(fresh, 13))


_WAITING = row_of("candidate_ref", "commune", "offer_id", "tier", "score", "minutes")
_ENDED = row_of("lease_id", "state", "ended_at", "why")

_SAVE_MEMBERS = """
INSERT INTO member (commune, name, at_table, windows, km)
SELECT commune, name, at_table, windows::jsonb, km::jsonb
FROM unnest($1::text[], $2::text[], $3::boolean[], $4::text[], $5::text[]) AS m (commune, name, at_table, windows, km)
ON CONFLICT (commune) DO UPDATE
SET name = excluded.name, at_table = excluded.at_table, windows = excluded.windows, km = excluded.km
"""

_SAVE_VACANCIES = """
INSERT INTO vacancy (vacancy_id, commune, profile, urgency, seats, taken, placed, posted_at, local_until,
                     valid_through, stage, tier, fence, asked, call, reason, why_closed, due_at)
SELECT vacancy_id, commune, profile::jsonb, urgency, seats, taken, placed, posted_at, local_until,
       valid_through, stage, tier, fence, string_to_array(asked, ' '), call::jsonb, reason, why_closed, due_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::timestamptz[],
            $9::timestamptz[], $10::timestamptz[], $11::text[], $12::int[], $13::int[], $14::text[], $15::text[],
            $16::text[], $17::text[], $18::timestamptz[])
     AS v (vacancy_id, commune, profile, urgency, seats, taken, placed, posted_at, local_until, valid_through,
           stage, tier, fence, asked, call, reason, why_closed, due_at)
ON CONFLICT (vacancy_id) DO UPDATE
SET profile = excluded.profile, urgency = excluded.urgency, seats = excluded.seats, taken = excluded.taken,
    placed = excluded.placed, valid_through = excluded.valid_through, stage = excluded.stage, tier = excluded.tier,
    fence = excluded.fence, asked = excluded.asked, call = excluded.call, reason = excluded.reason,
    why_closed = excluded.why_closed, due_at = excluded.due_at
"""

_END_LEASES = """
UPDATE lease SET state = ended.state, ended_at = ended.ended_at, why = ended.why
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[]) AS ended (lease_id, state, ended_at, why)
WHERE lease.lease_id = ended.lease_id
"""

_SAVE_LEASES = """
INSERT INTO lease (lease_id, vacancy_id, seat, fence, candidate_ref, commune, offer_id, state, leased_at, expires_at,
                   ended_at, why, because)
SELECT lease_id, vacancy_id, seat, fence, candidate_ref, commune, offer_id, state, leased_at, expires_at,
       ended_at, why, string_to_array(because, ';')
FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[])
     AS l (lease_id, vacancy_id, seat, fence, candidate_ref, commune, offer_id, state, leased_at, expires_at,
           ended_at, why, because)
"""
