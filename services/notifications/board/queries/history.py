"""The facts of the board as people read them: of one matter, and what changed for an office since an instant."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.notifications.notices.texts import line_of
from shared.contracts.matching import CopyAcknowledged
from shared.contracts.registry import FACTS
from shared.postgres.reader import Reader
from shared.views import View

ADDRESSES: Mapping[str, str] = {
    "vacancy": "/vacantes/",
    "employer": "/empresas/",
    "activity": "/agenda/",
    "agreement": "/agenda/",
    "clash": "/agenda/",
    "date": "/agenda/",
    "plan": "/agenda/",
    "rendition": "/agenda/",
    "question": "/ayuda/",
    "card": "/ayuda/",
}
"""Where the page shows each kind of matter; the id follows. A kind that is not here is no news of an office."""

MACHINERY = (CopyAcknowledged.WIRE,)
"""Facts that no officer asked to hear of."""

MOST_FACTS = 500
"""So many of the newest facts are looked through at most."""


class HistoryLine(View):
    """A fact about a matter."""

    position: int
    """Its number, which grows."""
    fact_id: str
    """The id of the fact."""
    at: datetime
    """When it was said."""
    type: str
    """Its wire name."""
    commune: str
    """CUT code of the commune that acted; empty: none did."""
    officer: str | None
    """What that office calls the one of its people who asked; null: not known, or a machine did it."""
    who: str
    """Who acted, in Spanish."""
    what: str
    """What they did, in Spanish."""


class Changed(View):
    """A matter in which something changed."""

    kind: str
    """What it is: `vacancy`, `employer`, `activity`, `question`."""
    matter_id: str
    """Its id."""
    address: str
    """Where the page shows it."""
    title: str
    """Its title."""
    folio: str | None
    """What people say on the telephone; null: it has none."""
    lines: list[HistoryLine]
    """What changed, the newest first."""


async def history(read: Reader, kind: str, matter_id: str) -> list[HistoryLine]:
    """The facts of a matter, in the order in which they came; none of one that is not known."""
    return [_line(row) for row in await read.rows(_HISTORY, kind, matter_id)]


async def changes(read: Reader, commune: str, since: datetime, limit: int) -> list[Changed]:
    """What others did since an instant that concerns an office, by matter: at most `limit`, the newest first."""
    found: dict[tuple[str, str], Changed] = {}
    for row in await read.rows(_CHANGES, commune, since, list(ADDRESSES), list(MACHINERY), MOST_FACTS):
        kind, matter_id = key = row.pop("kind"), row.pop("matter_id")
        title, folio = row.pop("title"), row.pop("folio")
        if key not in found:
            if len(found) == limit:
                continue
            address = ADDRESSES[kind] + matter_id
            found[key] = Changed(kind=kind, matter_id=matter_id, address=address, title=title, folio=folio, lines=[])
        found[key].lines.append(_line(row))
    return list(found.values())


def _line(row: dict[str, Any]) -> HistoryLine:
    who, what = line_of(FACTS[row["type"]].model_validate(json.loads(row.pop("data"))))
    return HistoryLine(**row, who=who, what=what)


_HISTORY = """
SELECT position, fact_id, at, type, commune, officer, data::text FROM board_history
WHERE kind = $1 AND matter_id = $2 ORDER BY position
"""
_CHANGES = """
SELECT h.kind, h.matter_id, m.title, m.folio, h.position, h.fact_id, h.at, h.type, h.commune, h.officer, h.data::text
FROM board_history h JOIN board_matter m USING (kind, matter_id)
WHERE h.at > $2 AND h.commune <> $1 AND ($1 = ANY(h.concerns) OR m.commune = $1)
    AND h.kind = ANY($3::text[]) AND h.type <> ALL($4::text[]) AND m.stage IS NOT NULL
ORDER BY h.at DESC, h.position DESC LIMIT $5
"""
