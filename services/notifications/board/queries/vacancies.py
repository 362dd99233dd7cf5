"""The vacancies of the board: listed by what runs out first, and one with its history."""

import json
from datetime import datetime
from typing import Any, Literal, NamedTuple

from services.notifications.board.matters import Vacancy
from services.notifications.notices.texts import line_of
from shared.contracts.registry import FACTS
from shared.postgres.reader import Reader
from shared.views import View


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
    """CUT code of the commune that acted."""
    officer: str | None
    """Who of that office asked for it, as the office calls them; null: nobody, or it is not known."""
    who: str
    """Who acted, in Spanish."""
    what: str
    """What they did, in Spanish."""


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
    rows = await read.rows(_LIST, filters.commune, filters.stage, filters.text, filters.whose, limit, after)
    return [VacancyLine(**row) for row in rows]


async def vacancy(read: Reader, vacancy_id: str) -> VacancyPage | None:
    """One vacancy with its history; None if there is none, or it is not posted yet."""
    found = await read.row(_ONE, vacancy_id)
    if found is None:
        return None
    facts = await read.rows(_HISTORY, "vacancy", vacancy_id)
    history = [HistoryLine(**row, **told(row["type"], json.loads(row.pop("data")))) for row in facts]
    return VacancyPage(vacancy=Vacancy.model_validate_json(found["state"]), stage=found["stage"], history=history)


def told(wire: str, data: dict[str, Any]) -> dict[str, str]:
    """Who acts and what they do, of a fact as the history keeps it."""
    who, what = line_of(FACTS[wire].model_validate(data))
    return {"who": who, "what": what}


_LIST = """
SELECT matter_id AS vacancy_id, commune, stage, title, folio, next_due_at FROM board_matter
WHERE kind = 'vacancy' AND stage IS NOT NULL
    AND ($2::text IS NULL OR stage = $2)
    AND ($3::text IS NULL OR strpos(lower(title), lower($3)) > 0 OR lower(folio) = lower($3))
    AND ($4::text IS NULL OR (commune = $1) = ($4 = 'mine'))
    AND ($6::text IS NULL OR (coalesce(next_due_at, 'infinity'), matter_id) > (
        SELECT coalesce(p.next_due_at, 'infinity'), p.matter_id FROM board_matter p
        WHERE p.kind = 'vacancy' AND p.matter_id = $6))
ORDER BY coalesce(next_due_at, 'infinity'), matter_id LIMIT $5
"""
_ONE = """
SELECT stage, state::text FROM board_matter WHERE kind = 'vacancy' AND matter_id = $1 AND stage IS NOT NULL
"""
_HISTORY = """
SELECT position, fact_id, at, type, commune, officer, data::text FROM board_history
WHERE kind = $1 AND matter_id = $2 ORDER BY position
"""
