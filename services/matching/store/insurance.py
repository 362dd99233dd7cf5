"""The SQL of the seguro de cesantía: the notes about the seekers of a batch, and refused jobs."""

from collections.abc import Sequence
from typing import Any

from services.matching.model.insurance import Insurance, Refusal
from services.matching.model.seeker import Seeker
from shared.messaging.decisions import LoadedAggregates
from shared.postgres.columns import row_of, write_rows

_COLUMNS = "candidate_ref, commune, beneficiary, last_pay, noted_at"
_INSURANCE = row_of(*_COLUMNS.split(", "))


async def with_notes(tx: Any, seekers: Sequence[Seeker]) -> list[Seeker | Insurance]:
    """These seekers with their insurance notes. Every seeker of a batch passes through here, because a seeker without
    a loaded note counts as no beneficiary.
    """
    if not seekers:
        return []
    refs = [one.candidate_ref for one in seekers]
    found = await tx.fetch(f"SELECT {_COLUMNS} FROM insurance WHERE candidate_ref = ANY($1::text[])", refs)
    return [*seekers, *(Insurance(**row) for row in found)]


async def save(tx: Any, aggregates: LoadedAggregates) -> None:
    """Save notes and refusals; a note that became empty is deleted."""
    noted = [after for _, after in aggregates.changes(Insurance)]
    await write_rows(tx, _SAVE_INSURANCES, [_INSURANCE(one) for one in noted if not one.empty])
    if empty := [one.candidate_ref for one in noted if one.empty]:
        await tx.execute("DELETE FROM insurance WHERE candidate_ref = ANY($1::text[])", empty)
    await write_rows(tx, _SAVE_REFUSALS, [_row(after) for _, after in aggregates.changes(Refusal)])


def _row(one: Refusal) -> tuple[Any, ...]:
    where = (one.vacancy_id, one.vacancy_commune, one.title)
    why = (one.cause, " ".join(one.noted), one.minutes, one.max_minutes)
    return (one.refusal_id, one.candidate_ref, one.commune, *where, *why, one.officer, one.at)


_SAVE_INSURANCES = """
INSERT INTO insurance (candidate_ref, commune, beneficiary, last_pay, noted_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[], $4::int[], $5::timestamptz[])
ON CONFLICT (candidate_ref) DO UPDATE
SET commune = excluded.commune, beneficiary = excluded.beneficiary, last_pay = excluded.last_pay,
    noted_at = excluded.noted_at
"""

_SAVE_REFUSALS = """
INSERT INTO refusal (refusal_id, candidate_ref, commune, vacancy_id, vacancy_commune, title, cause, noted, minutes,
                     max_minutes, officer, at)
SELECT refusal_id, candidate_ref, commune, vacancy_id, vacancy_commune, title, cause, string_to_array(noted, ' '),
       minutes, max_minutes, officer, at
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[],
            $10::int[], $11::text[], $12::timestamptz[])
     AS r (refusal_id, candidate_ref, commune, vacancy_id, vacancy_commune, title, cause, noted, minutes, max_minutes,
           officer, at)
ON CONFLICT DO NOTHING
"""
