"""Matters by their names, whatever their kind; and how far the board has heard."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from services.notifications.board.matters import State, Vacancy
from shared.postgres.reader import Reader

S = TypeVar("S", bound=State)


async def matter(read: Reader, kind: type[S], name: str, matter_id: str) -> S | None:
    """A matter, whose kind the board calls `name`; None if there is none that is shown."""
    row = await read.row(_ONE, name, matter_id)
    return kind.model_validate_json(row["state"]) if row else None


async def states_of(read: Reader, vacancy_ids: Sequence[str]) -> list[Vacancy]:
    """The vacancies of these ids, in their order."""
    rows = await read.rows(_STATES, list(vacancy_ids))
    return [Vacancy.model_validate_json(row["state"]) for row in rows]


async def position_of(read: Reader, name: str, matter_id: str) -> int:
    """The number of the last fact that was folded into a matter; 0: none was."""
    row = await read.row("SELECT position FROM board_matter WHERE kind = $1 AND matter_id = $2", name, matter_id)
    return (row["position"] or 0) if row else 0


async def newest_position(read: Reader) -> int:
    """The number of the newest fact of the board; 0: it has heard none."""
    row = await read.row("SELECT coalesce(max(position), 0) AS position FROM board_history")
    return int(row["position"]) if row else 0


async def newest_at(read: Reader) -> datetime | None:
    """When the newest fact of the board was said; None: it has heard none."""
    row = await read.row("SELECT at FROM board_history ORDER BY position DESC LIMIT 1")
    return row["at"] if row else None


_ONE = """
SELECT state::text FROM board_matter WHERE kind = $1 AND matter_id = $2 AND stage IS NOT NULL
"""
_STATES = """
SELECT state::text FROM board_matter JOIN unnest($1::text[]) WITH ORDINALITY AS named (matter_id, n) USING (matter_id)
WHERE kind = 'vacancy' ORDER BY n
"""
