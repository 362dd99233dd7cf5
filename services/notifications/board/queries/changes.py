"""What changed for an office since an instant: what others did that concerns it, by matter, the newest first."""

import json
from datetime import datetime
from typing import NamedTuple

from services.notifications.board.queries.vacancies import HistoryLine, told
from shared.postgres.reader import Reader

MOST_LINES = 200
ROOMS = {"vacancy": "/vacantes/", "employer": "/empresas/"}
"""Where a matter of each kind has its page; of other kinds nothing is told here."""

MACHINERY = ("cl.mesa.copy.acknowledged.v1", "cl.mesa.proposal.changed.v1")
"""Facts that tell an officer nothing."""


class Changed(NamedTuple):
    """A matter and what happened to it, the newest first. `address`: of its page."""

    address: str
    title: str
    folio: str | None
    lines: list[HistoryLine]


async def changes(read: Reader, *, commune: str, since: datetime, limit: int) -> list[Changed]:
    """At most `limit` matters."""
    rows = await read.rows(_CHANGES, commune, since, list(ROOMS), list(MACHINERY), MOST_LINES)
    found: dict[tuple[str, str], Changed] = {}
    for row in rows:
        at = (row.pop("kind"), row.pop("matter_id"))
        title, folio, data = row.pop("title"), row.pop("folio"), json.loads(row.pop("data"))
        one = found.setdefault(at, Changed(ROOMS[at[0]] + at[1], title, folio, []))
        one.lines.append(HistoryLine(**row, **told(row["type"], data)))
    return list(found.values())[:limit]


_CHANGES = """
SELECT h.kind, h.matter_id, h.position, h.fact_id, h.at, h.type, h.commune, h.officer, h.data::text, m.title, m.folio
FROM board_history h JOIN board_matter m USING (kind, matter_id)
WHERE h.at > $2 AND $1 = ANY(h.concerns) AND h.commune <> $1 AND h.kind = ANY($3::text[]) AND h.type <> ALL($4::text[])
    AND m.title <> ''
ORDER BY h.position DESC LIMIT $5
"""
