"""What waits for an office, the first to run out first: the main page, without the state of any matter."""

import json
from datetime import datetime
from typing import Any

from shared.postgres.reader import Reader
from shared.views import View


class WaitingView(View):
    """One matter that waits for the office."""

    kind: str
    """What it is about: `vacancy`, `employer`, `activity`, `date`, `question`."""
    matter_id: str
    """The id of what it is about."""
    waits: str
    """What is asked: `leases`, `call`, `proposal`, `window`, `verify`, `approach`, `vote`, `answer`."""
    until: datetime | None
    """When it runs out; null: no time is set."""
    needs: dict[str, Any]
    """Numbers and ids of its row: seats, leases with their fences, proposal, placements."""
    title: str
    """Its title, or the name of the employer."""
    folio: str | None
    """The folio of the vacancy."""
    home: str | None
    """CUT code of the vacancy's commune."""


async def waiting(read: Reader, *, commune: str, limit: int) -> list[WaitingView]:
    """The first `limit` items of an office, in the order in which they run out, those without a time last."""
    rows = await read.rows(_WAITING, commune, limit)
    return [WaitingView(**{**row, "needs": json.loads(row["needs"])}) for row in rows]


class Many(View):
    """How many items wait for an office, by the room of the page that shows them."""

    vacancies: int
    """Of vacancies and employers."""
    agenda: int
    """Dates to vote on, clashes, tasks, agreements, renditions."""
    help: int
    """Questions to answer, answers to accept."""


async def many(read: Reader, commune: str) -> Many:
    """How many items wait by room."""
    row = await read.row(_MANY, commune)
    return Many(**(row or {}))


# whose people wait for an officer's word has the call in that line: one line a matter
_OF_OFFICE = """
w.commune = $1 AND NOT (w.waits = 'call' AND EXISTS (
    SELECT FROM board_waiting p
    WHERE p.kind = w.kind AND p.matter_id = w.matter_id AND p.commune = w.commune AND p.waits = 'proposal'
))
"""
_MANY = f"""
SELECT count(*) FILTER (WHERE kind IN ('vacancy', 'employer')) AS vacancies,
       count(*) FILTER (WHERE kind IN ('activity', 'agreement', 'clash', 'date', 'rendition')) AS agenda,
       count(*) FILTER (WHERE kind = 'question') AS help
FROM board_waiting w WHERE {_OF_OFFICE}
"""
_WAITING = f"""
SELECT w.kind, w.matter_id, w.waits, w.until, w.needs::text, m.title, m.folio, m.commune AS home
FROM board_waiting w JOIN board_matter m USING (kind, matter_id)
WHERE {_OF_OFFICE}
ORDER BY w.until NULLS LAST, w.matter_id, w.waits LIMIT $2
"""
