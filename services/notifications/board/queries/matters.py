"""Matters of one kind, as their lists show them: those of the agenda by their day, the others the newest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from services.notifications.board.matters import State
from shared.postgres.reader import Reader
from shared.text import plain

S = TypeVar("S", bound=State)


async def held_between(read: Reader, as_: type[S], kind: str, since: datetime, until: datetime) -> list[S]:
    """The matters of a kind that stand in the agenda within a period, by their time."""
    return [as_.model_validate_json(row["state"]) for row in await read.rows(_BETWEEN, kind, since, until)]


async def staged(
    read: Reader, as_: type[S], kind: str, stages: Sequence[str], *, text: str = "", limit: int = 100
) -> list[S]:
    """The matters of a kind in these stages, the newest first. `text`: part of what they say, without accents."""
    rows = await read.rows(_STAGED, kind, list(stages), plain(text.strip()), limit)
    return [as_.model_validate_json(row["state"]) for row in rows]


async def one(read: Reader, as_: type[S], kind: str, matter_id: str) -> S | None:
    """A matter; None if there is none that is shown."""
    row = await read.row(_ONE, kind, matter_id)
    return as_.model_validate_json(row["state"]) if row else None


_BETWEEN = """
SELECT state::text FROM board_matter
WHERE kind = $1 AND stage IS NOT NULL AND starts_at >= $2 AND starts_at < $3 ORDER BY starts_at, matter_id
"""
_STAGED = """
SELECT state::text FROM board_matter
WHERE kind = $1 AND stage = ANY($2::text[]) AND ($3 = '' OR strpos(plain, $3) > 0)
ORDER BY position DESC, matter_id LIMIT $4
"""
_ONE = """
SELECT state::text FROM board_matter WHERE kind = $1 AND matter_id = $2 AND stage IS NOT NULL
"""
