"""The calls of neighbours that an office is asked in, with the whole vacancy: those that run out first."""

from services.notifications.board.matters import Vacancy
from shared.postgres.reader import Reader


async def calls_to(read: Reader, *, commune: str, limit: int) -> list[Vacancy]:
    """At most `limit` vacancies whose call this office has not answered."""
    return [Vacancy.model_validate_json(row["state"]) for row in await read.rows(_CALLS, commune, limit)]


_CALLS = """
SELECT m.state::text FROM board_waiting w JOIN board_matter m USING (kind, matter_id)
WHERE w.commune = $1 AND w.waits = 'call' ORDER BY w.until NULLS LAST, w.matter_id LIMIT $2
"""
