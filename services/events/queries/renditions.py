"""Rendiciones, as an office reads its own."""

from datetime import date, datetime

import orjson

from shared.postgres.reader import Reader
from shared.views import View


class RenditionView(View):
    """What an office renders until a day."""

    rendition_id: str
    """Its id."""
    commune: str
    """CUT code of the commune that renders accounts."""
    what: str
    """What is rendered."""
    due_on: date
    """Until which day."""
    remind_days: list[int]
    """So many days before it is due the office is reminded."""
    submitted_at: datetime | None
    """When it was handed in; null: it was not."""
    evidence: list[str]
    """The SHA-256 of each file of evidence."""
    late: bool
    """Whether its day was over when it was handed in, or is over now."""


async def several(
    read: Reader, commune: str, now: datetime, *, open_only: bool, limit: int, after: str | None
) -> list[RenditionView]:
    """The rendiciones of an office, the one that is due first comes first."""
    found = await read.rows(_SEVERAL, commune, now, open_only, limit, after)
    return [RenditionView(**{**row, "remind_days": orjson.loads(row["remind_days"])}) for row in found]


async def exists(read: Reader, rendition_id: str) -> bool:
    return await read.exists("SELECT 1 FROM rendition WHERE rendition_id = $1", rendition_id)


_SEVERAL = """
SELECT rendition_id, commune, what, due_on, remind_days, submitted_at, evidence,
       COALESCE(submitted_at, $2) >= over_at AS late
FROM rendition
WHERE commune = $1 AND (NOT $3 OR submitted_at IS NULL)
  AND ($5::text IS NULL
       OR (due_on, rendition_id) > (SELECT due_on, rendition_id FROM rendition WHERE rendition_id = $5))
ORDER BY due_on, rendition_id LIMIT $4
"""
