"""What an operator asks of the dead letters, and does with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from shared.postgres.dead_letters import unpacked


async def listed(tx: Any, statuses: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """Letters in any of these states, newest first, without their bytes."""
    rows = await tx.fetch(
        """
        SELECT id, parked_at, status, code, detail, topic, partition, record_offset, type, subject, message_id, tries,
               again_at
        FROM dead_letter WHERE status = ANY($1) ORDER BY id DESC LIMIT $2
        """,
        statuses,
        limit,
    )
    return [dict(row) for row in rows]


async def shown(tx: Any, letter_id: int) -> dict[str, Any] | None:
    """One letter with its bytes, headers and history; None if there is none."""
    row = await tx.fetchrow(_WHOLE, letter_id)
    return dict(row, headers=unpacked(row["headers"]), history=orjson.loads(row["history"])) if row else None


async def mark_for_replay(tx: Any, ids: Sequence[int] | None, who: str, now: datetime) -> list[int]:
    """Mark parked letters (None: all) to be tried again, each with all others of its subject. Returns their numbers.

    The order of a subject would be turned round if one of its letters went alone. A letter of which only the beginning
    is kept cannot be tried again.
    """
    marked = await tx.fetch(_MARK_REPLAY, ids, now, who)
    return sorted(row["id"] for row in marked)


async def drop(tx: Any, ids: Sequence[int] | None, who: str, why: str, now: datetime) -> list[int]:
    """Put parked letters (None: all) away for good. Returns their numbers."""
    dropped = await tx.fetch(_DROP, ids, now, who, why)
    return sorted(row["id"] for row in dropped)


_MARK_REPLAY = """
UPDATE dead_letter d
SET status = 'replay', seen_to_at = $2, again_at = NULL,
    history = noted(history, 'replay', $3::text, '')
WHERE status = 'parked' AND whole_size IS NULL AND (
    $1::bigint[] IS NULL OR id = ANY($1)
    OR decoded AND EXISTS (
        SELECT FROM dead_letter named
        WHERE named.id = ANY($1) AND named.decoded AND named.topic = d.topic AND named.subject = d.subject
    )
)
RETURNING id
"""

_DROP = """
UPDATE dead_letter
SET status = 'dropped', seen_to_at = $2, history = noted(history, 'drop', $3::text, $4::text)
WHERE status = 'parked' AND ($1::bigint[] IS NULL OR id = ANY($1)) RETURNING id
"""

_WHOLE = """
SELECT id, parked_at, status, seen_to_at, code, detail, traceback, log, topic, partition, record_offset, key, value,
       whole_size, broken, headers, decoded, source, message_id, type, subject, tries, again_at, history
FROM dead_letter WHERE id = $1
"""
