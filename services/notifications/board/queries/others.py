"""The employers of the board, by name, and the communes."""

from services.notifications.board.matters import Commune, Employer
from services.notifications.board.queries.matters import matter
from shared.postgres.reader import Reader
from shared.text import plain


async def employers(read: Reader, *, text: str | None, limit: int, after: str | None = None) -> list[Employer]:
    """A page of the employers by name, after the one with the id `after`; `text` is looked for in the name."""
    rows = await read.rows(_EMPLOYERS, plain(text) if text else None, limit, after)
    return [Employer.model_validate_json(row["state"]) for row in rows]


async def employer(read: Reader, employer_id: str) -> Employer | None:
    """One employer; None if nobody reached it, or plans to."""
    return await matter(read, Employer, "employer", employer_id)


async def communes(read: Reader) -> list[Commune]:
    """Every commune that was ever in the Mesa, by name."""
    return [Commune.model_validate_json(row["state"]) for row in await read.rows(_COMMUNES)]


_EMPLOYERS = """
SELECT state::text FROM board_matter
WHERE kind = 'employer' AND state IS NOT NULL AND ($1::text IS NULL OR strpos(plain, $1) > 0)
    AND ($3::text IS NULL OR (title, matter_id) > (
        SELECT p.title, p.matter_id FROM board_matter p WHERE p.kind = 'employer' AND p.matter_id = $3))
ORDER BY title, matter_id LIMIT $2
"""
_COMMUNES = """
SELECT state::text FROM board_matter WHERE kind = 'commune' AND state IS NOT NULL ORDER BY plain, matter_id
"""
