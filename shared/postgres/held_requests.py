"""The SQL of requests that are held: what a batch loads and changes, those that are due, and what an office reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shared.access.rights import REQUESTS as ROWS
from shared.contracts.envelope import Envelope
from shared.contracts.registry import REQUESTS
from shared.messaging.decisions import LoadedAggregates, TimerFired
from shared.messaging.held import HeldRequest, HeldState, held_named_in
from shared.postgres.columns import write_rows
from shared.postgres.reader import Reader
from shared.views import View


class HeldView(View):
    """A request of an office that waits for its time and can be taken back until then."""

    held_id: str
    """By which it is taken back."""
    asked: str
    """The wire name of what was asked."""
    what: str
    """What was asked, as an officer says it, in Spanish."""
    vacancy_id: str
    """The vacancy it is about."""
    not_before: datetime
    """When it is decided."""


async def load(tx: Any, messages: Sequence[Envelope[Any]]) -> list[HeldRequest]:
    """The held requests that the messages name, locked in order."""
    named = {key for message in messages if (key := held_named_in(message))}
    return [_held(row) for row in await tx.fetch(_LOAD, sorted(named))] if named else []


async def due(tx: Any, now: datetime, limit: int, but: Sequence[str]) -> list[TimerFired]:
    """Those whose time has come, locked; those that another transaction holds are left to it."""
    return [TimerFired(HeldRequest.__name__, *row) for row in await tx.fetch(_DUE, now, limit, but)]


async def save(tx: Any, aggregates: LoadedAggregates) -> None:
    """The changed ones."""
    await write_rows(tx, _SAVE, [_row(after) for _, after in aggregates.changes(HeldRequest)])


async def forget(db: Any, days: int, limit: int = 10_000) -> int:
    """Delete those that were settled so many days ago. Returns how many went."""
    return len(await db.fetch(_FORGET, days, limit))


async def waiting(read: Reader, *, commune: str, limit: int, after: str | None) -> list[HeldView]:
    """What an office has asked and may still take back, first what is decided first."""
    rows = await read.rows(_WAITING, commune, limit, after)
    return [HeldView(**row, what=ROWS[row["asked"]].what) for row in rows]


async def exists(read: Reader, held_id: str) -> bool:
    """Whether something was ever held under this id: the page after it begins there, whatever became of it."""
    return await read.exists("SELECT 1 FROM held_request WHERE held_id = $1", held_id)


def _held(row: Any) -> HeldRequest:
    data = REQUESTS[row["type"]].model_validate_json(row["data"])
    asked = Envelope(
        id=row["id"],
        source=row["source"],
        type=row["type"],
        time=row["time"],
        subject=data.subject,
        correlation_id=row["correlation_id"],
        causation_id=row["causation_id"],
        traceparent=row["traceparent"],
        data=data,
        officer=row["officer"],
        by_intake=row["by_intake"],
    )
    return HeldRequest(row["held_id"], asked, row["vacancy_id"], row["not_before"], HeldState(row["state"]))


def _row(one: HeldRequest) -> tuple[Any, ...]:
    asked = one.asked
    return (
        *(one.held_id, one.commune, one.vacancy_id, one.not_before, one.state),
        *(asked.id, asked.source, asked.type, asked.data.model_dump_json(exclude_unset=True), asked.time),
        *(asked.correlation_id, asked.causation_id, asked.traceparent, asked.by_intake, asked.officer),
    )


_LOAD = """
SELECT held_id, vacancy_id, not_before, state, id, source, type, data, time, correlation_id, causation_id, traceparent,
       by_intake, officer
FROM held_request WHERE held_id = ANY($1::text[]) ORDER BY held_id FOR UPDATE
"""

_DUE = """
SELECT held_id, not_before FROM held_request
WHERE state = 'waiting' AND not_before <= $1 AND held_id <> ALL($3::text[])
ORDER BY not_before, held_id LIMIT $2 FOR UPDATE SKIP LOCKED
"""

_SAVE = """
INSERT INTO held_request (held_id, commune, vacancy_id, not_before, state, id, source, type, data, time,
                          correlation_id, causation_id, traceparent, by_intake, officer)
SELECT held_id, commune, vacancy_id, not_before, state, id, source, type, data::json, time,
       correlation_id, causation_id, traceparent, by_intake, officer
FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::timestamptz[], $11::text[], $12::text[], $13::text[], $14::boolean[], $15::text[])
     AS h (held_id, commune, vacancy_id, not_before, state, id, source, type, data, time,
           correlation_id, causation_id, traceparent, by_intake, officer)
ON CONFLICT (held_id) DO UPDATE SET state = excluded.state
"""

_FORGET = """
DELETE FROM held_request WHERE held_id IN (
    SELECT held_id FROM held_request
    WHERE state <> 'waiting' AND written_at < now() - make_interval(days => $1) LIMIT $2
) RETURNING 1
"""

_WAITING = """
SELECT held_id, type AS asked, vacancy_id, not_before FROM held_request
WHERE state = 'waiting' AND commune = $1
  AND ($3::text IS NULL OR (not_before, held_id) > (
      SELECT last.not_before, last.held_id FROM held_request AS last WHERE last.held_id = $3))
ORDER BY not_before, held_id LIMIT $2
"""
