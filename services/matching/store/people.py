"""The SQL of seekers, loaded and saved with their places in queues."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.matching.model.seeker import QueuePlace, Seeker
from services.matching.store import rows
from shared.postgres.columns import write_rows


async def lock(tx: Any, refs: Iterable[str]) -> list[Seeker]:
    """Lock and load the seekers that a batch changes, in the order of their ids."""
    return await _with_queue_places(tx, await tx.fetch(_LOCK, sorted(refs)))


async def share(tx: Any, refs: Iterable[str]) -> list[Seeker]:
    """Load the seekers who may be offered, with a share lock: a batch that seats one of them waits until this one ends,
    and sees the new place in the queue.

    Seekers locked by another batch are left out, so that this does not wait and two batches do not block each other.
    """
    return await _with_queue_places(tx, await tx.fetch(_SHARE, sorted(refs)))


async def _with_queue_places(tx: Any, found: Sequence[Any]) -> list[Seeker]:
    refs = [row["candidate_ref"] for row in found]
    places: dict[str, list[QueuePlace]] = {}
    query = "SELECT candidate_ref, vacancy_id, offer_id FROM standing WHERE candidate_ref = ANY($1::text[])"
    for row in await tx.fetch(query, refs):
        places.setdefault(row["candidate_ref"], []).append(QueuePlace(row["vacancy_id"], row["offer_id"]))
    return [rows.seeker(row, places.get(row["candidate_ref"], ())) for row in found]


async def save(tx: Any, changes: Sequence[tuple[Seeker | None, Seeker]]) -> None:
    """Save the changed seekers, then their places in queues."""
    await _save_seekers(tx, changes)
    await _save_standing(tx, changes)


async def _save_seekers(tx: Any, changes: Iterable[tuple[Seeker | None, Seeker]]) -> None:
    """Save seekers who changed in more than their queue places: most offered seekers change in nothing else."""
    changed = [
        row
        for before, after in changes
        if (row := rows.of_seeker(after)) and (before is None or rows.of_seeker(before) != row)
    ]
    await write_rows(tx, _SAVE_SEEKERS, changed)


async def _save_standing(tx: Any, changes: Iterable[tuple[Seeker | None, Seeker]]) -> None:
    gone: list[tuple[str, str]] = []
    fresh: list[tuple[str, str, str, str]] = []
    for before, after in changes:
        had, has = set(before.queue_places if before else ()), set(after.queue_places)
        gone += [(after.candidate_ref, place.vacancy_id) for place in had - has]
        fresh += [(after.candidate_ref, after.commune, x.vacancy_id, x.offer_id) for x in has - had]
    # old places first: a new place for the same vacancy would violate the primary key
    await write_rows(tx, _LEAVE_QUEUES, gone)
    await write_rows(tx, _ENTER_QUEUES, fresh)


_LEAVE_QUEUES = """
DELETE FROM standing USING unnest($1::text[], $2::text[]) AS gone (candidate_ref, vacancy_id)
WHERE standing.candidate_ref = gone.candidate_ref AND standing.vacancy_id = gone.vacancy_id
"""

_ENTER_QUEUES = """
INSERT INTO standing (candidate_ref, commune, vacancy_id, offer_id)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
"""

_SHARE = f"SELECT {rows.SEEKER} FROM seeker WHERE candidate_ref = ANY($1::text[]) FOR SHARE SKIP LOCKED"
_LOCK = f"SELECT {rows.SEEKER} FROM seeker WHERE candidate_ref = ANY($1::text[]) ORDER BY candidate_ref FOR UPDATE"

_NAMES = """
    candidate_ref, commune, occupations, codes, education, education_rank, experience_years, licences, cannot,
    pay_floor, max_minutes, contracts, available_from, training, transport, registered_at, state, seats, not_again,
    by_hand, gone, look_at, looked_at, waiting_since, valid_until, pause, paused_at, version
"""

_SAVE_SEEKERS = f"""
INSERT INTO seeker ({_NAMES})
SELECT candidate_ref, commune, string_to_array(occupations, ' '), string_to_array(codes, ' '), education,
       education_rank, experience_years, string_to_array(licences, ' '), string_to_array(cannot, ' '), pay_floor,
       max_minutes, string_to_array(contracts, ' '), available_from, string_to_array(training, E'\\n'), transport,
       registered_at, state, seats::jsonb, string_to_array(not_again, ' '), string_to_array(by_hand, ' '), gone,
       look_at, looked_at, waiting_since, valid_until, pause, paused_at, version
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[], $8::text[], $9::text[],
            $10::int[], $11::int[], $12::text[], $13::date[], $14::text[], $15::text[], $16::timestamptz[],
            $17::text[], $18::text[], $19::text[], $20::text[], $21::boolean[], $22::timestamptz[], $23::timestamptz[],
            $24::timestamptz[], $25::timestamptz[], $26::text[], $27::timestamptz[], $28::int[])
     AS s ({_NAMES})
ON CONFLICT (candidate_ref) DO UPDATE
SET commune = excluded.commune, occupations = excluded.occupations, codes = excluded.codes,
    education = excluded.education, education_rank = excluded.education_rank,
    experience_years = excluded.experience_years, licences = excluded.licences, cannot = excluded.cannot,
    pay_floor = excluded.pay_floor, max_minutes = excluded.max_minutes, contracts = excluded.contracts,
    available_from = excluded.available_from, training = excluded.training, transport = excluded.transport,
    registered_at = excluded.registered_at, state = excluded.state, seats = excluded.seats,
    not_again = excluded.not_again, by_hand = excluded.by_hand, gone = excluded.gone, look_at = excluded.look_at,
    looked_at = excluded.looked_at, waiting_since = excluded.waiting_since, valid_until = excluded.valid_until,
    pause = excluded.pause, paused_at = excluded.paused_at, version = excluded.version
"""
