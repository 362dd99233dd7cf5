"""Saves what a batch of matching changed, one statement for each table."""

from collections.abc import Iterable
from typing import Any

from services.matching.model.proposals import Proposal
from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import OfferingCommune, VacancyCopy
from services.matching.store import counter, disclosure, insurance, people, proposals, rows
from shared.messaging.decisions import LoadedAggregates
from shared.postgres.columns import write_rows


async def save(tx: Any, aggregates: LoadedAggregates) -> None:
    """Save every changed aggregate; vacancies with their calls, seekers with their queue places."""
    await write_rows(tx, _SAVE_COMMUNES, [rows.of_commune(after) for _, after in aggregates.changes(OfferingCommune)])
    vacancies = aggregates.changes(VacancyCopy)
    await write_rows(tx, _SAVE_VACANCIES, [rows.of_vacancy(after) for _, after in vacancies])
    await _save_calls(tx, vacancies)
    if seekers := aggregates.changes(Seeker):
        await people.save(tx, seekers)
    if changed := aggregates.changes(Proposal):
        await proposals.save(tx, changed)
    await insurance.save(tx, aggregates)
    await disclosure.save(tx, aggregates)
    await counter.save(tx, aggregates)


async def _save_calls(tx: Any, changes: Iterable[tuple[VacancyCopy | None, VacancyCopy]]) -> None:
    changed = [
        (after.vacancy_id, call.commune, call.tier, call.answered, call.complete, call.owes)
        for before, after in changes
        for call in after.calls
        if before is None or before.call(call.commune) != call
    ]
    await write_rows(tx, _SAVE_CALLS, changed)


_SAVE_COMMUNES = """
INSERT INTO commune (commune, name, mode, at_table, ways, offers, answer_hours, contact)
SELECT commune, name, mode, at_table, ways::jsonb, offers, answer_hours, contact::jsonb
FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::text[], $6::text[], $7::float8[], $8::text[])
     AS c (commune, name, mode, at_table, ways, offers, answer_hours, contact)
ON CONFLICT (commune) DO UPDATE
SET name = excluded.name, mode = excluded.mode, at_table = excluded.at_table, ways = excluded.ways,
    offers = excluded.offers, answer_hours = excluded.answer_hours, contact = excluded.contact
"""

_SAVE_VACANCIES = """
INSERT INTO vacancy (vacancy_id, commune, profile, open_seats, seats, posted_at, over, look_at, looked_at)
SELECT vacancy_id, commune, profile::jsonb, open_seats, seats, posted_at, over, look_at, looked_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::int[], $6::timestamptz[], $7::boolean[],
            $8::timestamptz[], $9::timestamptz[])
     AS v (vacancy_id, commune, profile, open_seats, seats, posted_at, over, look_at, looked_at)
ON CONFLICT (vacancy_id) DO UPDATE
SET profile = excluded.profile, open_seats = excluded.open_seats, seats = excluded.seats,
    posted_at = excluded.posted_at, over = excluded.over, look_at = excluded.look_at, looked_at = excluded.looked_at
"""

_SAVE_CALLS = """
INSERT INTO call (vacancy_id, commune, tier, answered, complete, owes)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::boolean[], $5::boolean[], $6::int[])
ON CONFLICT (vacancy_id, commune) DO UPDATE
SET tier = excluded.tier, answered = excluded.answered, complete = excluded.complete, owes = excluded.owes
"""
