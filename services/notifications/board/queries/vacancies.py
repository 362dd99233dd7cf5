"""The vacancies of the board: listed by what runs out first, and one with its history."""

from datetime import datetime
from typing import Literal, NamedTuple

from services.notifications.board.matters import Vacancy
from services.notifications.board.queries.history import HistoryLine, history
from shared.postgres.reader import Reader
from shared.text import plain
from shared.views import View

__all__ = ["Filters", "HistoryLine", "VacancyLine", "VacancyPage", "vacancies", "vacancy"]


class VacancyLine(View):
    """A vacancy in the list."""

    vacancy_id: str
    """Its id."""
    commune: str
    """CUT code of its home."""
    stage: str
    """Where it stands."""
    title: str
    """Its title."""
    folio: str | None
    """What people say on the telephone."""
    next_due_at: datetime | None
    """When the first thing of it runs out; null: nothing does."""


class VacancyPage(View):
    """A vacancy with all that the page shows of it."""

    vacancy: Vacancy
    """Its seats, calls, offers, proposals, disclosures and copies."""
    stage: str
    """Where it stands."""
    history: list[HistoryLine]
    """Its facts, in the order in which they came."""


class Filters(NamedTuple):
    """Which vacancies: of a stage, with a text in title or folio, mine or my neighbours' (of `commune`)."""

    commune: str
    stage: str | None = None
    text: str | None = None
    whose: Literal["mine", "neighbours"] | None = None


async def vacancies(read: Reader, filters: Filters, *, limit: int, after: str | None = None) -> list[VacancyLine]:
    """A page of the posted vacancies by `next_due_at`, after the vacancy `after`; those without a time last."""
    words = plain(filters.text) if filters.text else None
    rows = await read.rows(_LIST, filters.commune, filters.stage, filters.text, filters.whose, limit, after, words)
    return [VacancyLine(**row) for row in rows]


async def vacancy(read: Reader, vacancy_id: str) -> VacancyPage | None:
    """One vacancy with its history; None if there is none, or it is not posted yet."""
    found = await read.row(_ONE, vacancy_id)
    if found is None:
        return None
    state = Vacancy.model_validate_json(found["state"])
    return VacancyPage(vacancy=state, stage=found["stage"], history=await history(read, "vacancy", vacancy_id))


_LIST = """
SELECT matter_id AS vacancy_id, commune, stage, title, folio, next_due_at FROM board_matter
WHERE kind = 'vacancy' AND stage IS NOT NULL
    AND ($2::text IS NULL OR stage = $2)
    AND ($3::text IS NULL OR strpos(plain, $7::text) > 0 OR lower(folio) = lower($3))
    AND ($4::text IS NULL OR (commune = $1) = ($4 = 'mine'))
    AND ($6::text IS NULL OR (coalesce(next_due_at, 'infinity'), matter_id) > (
        SELECT coalesce(p.next_due_at, 'infinity'), p.matter_id FROM board_matter p
        WHERE p.kind = 'vacancy' AND p.matter_id = $6))
ORDER BY coalesce(next_due_at, 'infinity'), matter_id LIMIT $5
"""
_ONE = """
SELECT stage, state::text FROM board_matter WHERE kind = 'vacancy' AND matter_id = $1 AND stage IS NOT NULL
"""
