"""The reads of notifications for people: the notices of an office."""

from datetime import datetime

from shared.postgres.reader import Reader, row_number
from shared.views import View


class NoticeView(View):
    """A notice of a fact (`about`: its id, `type`: its wire name)."""

    position: int
    """Its number: the cursor of the next page."""
    notice_id: str
    """The id of the notice."""
    at: datetime
    """When it was written."""
    type: str
    """The wire name of the fact that it reports."""
    about: str
    """The id of the fact that it reports."""
    vacancy_id: str | None
    """The vacancy that it is about; null: none."""
    text: str
    """What the officer reads, in Spanish."""


async def notices(
    read: Reader, *, commune: str, vacancy_id: str | None, limit: int, after: str | None
) -> list[NoticeView]:
    """The notices of an office, the newest first, after the one at the position `after`."""
    position = row_number(after) if after is not None else None
    return [NoticeView(**row) for row in await read.rows(_NOTICES, commune, vacancy_id, limit, position)]


async def exists(read: Reader, position: str) -> bool:
    number = row_number(position)
    return number is not None and await read.exists("SELECT 1 FROM notice WHERE position = $1", number)


_NOTICES = """
SELECT position, notice_id, at, type, about, vacancy_id, text FROM notice
WHERE commune = $1 AND told AND ($2::text IS NULL OR vacancy_id = $2) AND ($4::bigint IS NULL OR position < $4)
ORDER BY position DESC LIMIT $3
"""
