"""The calls of neighbours that an office is asked in, with the whole vacancy: those that run out first."""

from collections.abc import Sequence
from typing import NamedTuple

from services.notifications.board.matters import Vacancy
from shared.postgres.reader import Reader


class Called(NamedTuple):
    """A vacancy of a neighbour that asks this office."""

    vacancy: Vacancy
    position: int


async def calls_to(read: Reader, *, commune: str, limit: int) -> list[Called]:
    """At most `limit` vacancies whose call this office has not answered."""
    rows = await read.rows(_CALLS, commune, limit)
    return [Called(Vacancy.model_validate_json(row["state"]), row["position"]) for row in rows]


async def states_of(read: Reader, vacancy_ids: Sequence[str]) -> list[Vacancy]:
    """The vacancies of these ids, in their order."""
    rows = await read.rows(_STATES, list(vacancy_ids))
    return [Vacancy.model_validate_json(row["state"]) for row in rows]


async def position_of(read: Reader, kind: str, matter_id: str) -> int:
    """The number of the last fact that was folded into a matter; 0: none was."""
    row = await read.row("SELECT position FROM board_matter WHERE kind = $1 AND matter_id = $2", kind, matter_id)
    return (row["position"] or 0) if row else 0


async def newest_position(read: Reader) -> int:
    """The number of the newest fact of the board; 0: it has heard none."""
    row = await read.row("SELECT coalesce(max(position), 0) AS position FROM board_history")
    return int(row["position"]) if row else 0


_STATES = """
SELECT state::text FROM board_matter JOIN unnest($1::text[]) WITH ORDINALITY AS named (matter_id, n) USING (matter_id)
WHERE kind = 'vacancy' ORDER BY n
"""

_CALLS = """
SELECT m.state::text, m.position FROM board_waiting w JOIN board_matter m USING (kind, matter_id)
WHERE w.commune = $1 AND w.waits = 'call' ORDER BY w.until NULLS LAST, w.matter_id LIMIT $2
"""
