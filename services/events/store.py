"""The SQL of a batch of events. One batch runs at a time, so that fairs and their lists stay consistent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.events.model import Fair, FairHost, UnfilledVacancy, fair_of
from shared.contracts.envelope import Envelope
from shared.contracts.intake import FairSchedule
from shared.contracts.vacancies import VacancyFact
from shared.messaging.decisions import LoadedAggregates, TimerFired
from shared.postgres.columns import row_of, write_rows

_ONE_AT_A_TIME = 0x66616972  # "fair"


async def load(tx: Any, messages: Sequence[Envelope[Any]], policy: Any = None) -> LoadedAggregates:
    """The communes, fairs that are not over or named, and named vacancies; all open ones if a fair changes."""
    contents = [message.data for message in messages]
    await tx.execute("SELECT pg_advisory_xact_lock($1)", _ONE_AT_A_TIME)
    named = [data.vacancy_id for data in contents if isinstance(data, VacancyFact)]
    repeated = [fair_of(message) for message in messages if isinstance(message.data, FairSchedule)]
    fairs_change = any(isinstance(data, FairSchedule | TimerFired) for data in contents)
    members = await tx.fetch("SELECT commune, name, at_table FROM member")
    fairs = await tx.fetch(
        "SELECT fair_id, commune, title, place, starts_at, ends_at, over FROM fair"
        " WHERE NOT over OR fair_id = ANY($1::text[])",
        repeated,
    )
    unfilled = await tx.fetch(
        "SELECT vacancy_id, commune, title, seats_left, valid_through, fair_id, gone FROM stranded"
        " WHERE vacancy_id = ANY($1::text[]) OR ($2 AND NOT gone)",
        named,
        fairs_change,
    )
    return LoadedAggregates(
        [
            *(FairHost(*row) for row in members),
            *(Fair(*row) for row in fairs),
            *(UnfilledVacancy(*row) for row in unfilled),
        ]
    )


async def due(tx: Any, now: datetime, limit: int, but: Sequence[str] = ()) -> list[TimerFired]:
    """The timers of fairs that have ended."""
    await tx.execute("SELECT pg_advisory_xact_lock($1)", _ONE_AT_A_TIME)
    found = await tx.fetch(
        """
        SELECT fair_id, ends_at FROM fair
        WHERE NOT over AND ends_at <= $1 AND fair_id <> ALL($3::text[]) ORDER BY ends_at LIMIT $2
        """,
        now,
        limit,
        but,
    )
    return [TimerFired(Fair.__name__, row["fair_id"], row["ends_at"]) for row in found]


async def save(tx: Any, aggregates: LoadedAggregates) -> None:
    """Save the changed communes, fairs and unfilled vacancies."""
    for kind, row, statement in _TABLES:
        await write_rows(tx, statement, [row(after) for _, after in aggregates.changes(kind)])


_MEMBERS = """
INSERT INTO member (commune, name, at_table) SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[])
ON CONFLICT (commune) DO UPDATE SET name = excluded.name, at_table = excluded.at_table
"""
_FAIRS = """
INSERT INTO fair (fair_id, commune, title, place, starts_at, ends_at, over)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[],
                     $7::boolean[])
ON CONFLICT (fair_id) DO UPDATE SET over = excluded.over
"""
_STRANDED = """
INSERT INTO stranded (vacancy_id, commune, title, seats_left, valid_through, fair_id, gone)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::timestamptz[], $6::text[], $7::boolean[])
ON CONFLICT (vacancy_id) DO UPDATE
SET title = excluded.title, seats_left = excluded.seats_left, valid_through = excluded.valid_through,
    fair_id = excluded.fair_id, gone = excluded.gone
"""
_TABLES = (
    (FairHost, row_of("commune", "name", "at_table"), _MEMBERS),
    (Fair, row_of("fair_id", "commune", "title", "place", "starts_at", "ends_at", "over"), _FAIRS),
    (
        UnfilledVacancy,
        row_of("vacancy_id", "commune", "title", "seats_left", "valid_through", "fair_id", "gone"),
        _STRANDED,
    ),
)
