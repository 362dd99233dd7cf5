"""The SQL of what an office did at its counter and has not told yet."""

from collections.abc import Iterable
from typing import Any

from services.matching.model.counter import CounterTally
from shared.contracts.matching import CounterAct
from shared.messaging.decisions import LoadedAggregates
from shared.postgres.columns import columns, write_rows


async def lock(tx: Any, named: Iterable[tuple[str, str]]) -> list[CounterTally]:
    """These tallies, begun if there are none and locked in order: two replicas may count for one office at once."""
    keys = columns(sorted(named))
    await tx.execute(_BEGIN, *keys)
    return [
        CounterTally(row["commune"], CounterAct(row["act"]), frozenset(row["people"]), row["since"], row["due_at"])
        for row in await tx.fetch(_LOCK, *keys)
    ]


async def save(tx: Any, aggregates: LoadedAggregates) -> None:
    rows = [
        (one.commune, one.act.value, " ".join(sorted(one.people)), one.since, one.due_at)
        for _, one in aggregates.changes(CounterTally)
    ]
    await write_rows(tx, _SAVE, rows)


_BEGIN = """
INSERT INTO counter_tally (commune, act) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING
"""
_LOCK = """
SELECT commune, act, people, since, due_at FROM counter_tally
JOIN unnest($1::text[], $2::text[]) AS named (commune, act) USING (commune, act)
ORDER BY commune, act FOR UPDATE OF counter_tally
"""
_SAVE = """
UPDATE counter_tally SET people = string_to_array(t.people, ' '), since = t.since, due_at = t.due_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::timestamptz[])
     AS t (commune, act, people, since, due_at)
WHERE counter_tally.commune = t.commune AND counter_tally.act = t.act
"""
