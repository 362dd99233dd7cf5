"""Placements as officers read them, with their credit and their history."""

from datetime import date, datetime
from typing import Any

import orjson
from pydantic import with_config
from typing_extensions import TypedDict

from services.vacancies.model.placements import PlacementState
from services.vacancies.store import rows
from shared.postgres.reader import Reader
from shared.views import View


@with_config(use_attribute_docstrings=True)
class PlacementChangeView(TypedDict):
    """One line of the history: when, what it became, why, and the credit from then on. `at` is ISO 8601 text."""

    at: str
    """When: ISO 8601."""
    state: str
    """What it became."""
    why: str | None
    """The code of why; null: none was stated."""
    credit: dict[str, int]
    """Thousandths of the credit from then on, by CUT code."""


class PlacementView(View):
    """A person in a job. `credit` in thousandths, by commune; its ETag is the length of `history`."""

    placement_id: str
    """The id of the placement."""
    vacancy_id: str
    """The id of the vacancy."""
    lease_id: str
    """The id of the lease: one seat held for one person."""
    commune: str
    """CUT code of the vacancy's home commune."""
    finder: str
    """CUT code of the commune that found the person."""
    candidate_ref: str
    """The pseudonym of the person."""
    state: str
    """`declared`, `verified`, `refuted` or `undone`."""
    declared_at: datetime
    """When it was declared."""
    credit: dict[str, int]
    """Thousandths of the credit, by CUT code."""
    history: list[PlacementChangeView]
    """Every change, oldest first; its length is the ETag."""
    ended_on: date | None
    """The last day of the job; null: it has not ended."""


async def listed(
    read: Reader, *, commune: str, state: PlacementState | None, limit: int, after: str | None
) -> list[PlacementView]:
    """The placements that a commune has a part in, the newest first."""
    return [_view(row) for row in await read.rows(_LISTED, commune, state, limit, after)]


async def exists(read: Reader, placement_id: str) -> bool:
    return await read.exists("SELECT 1 FROM placement WHERE placement_id = $1", placement_id)


async def one(read: Reader, commune: str, placement_id: str) -> PlacementView | None:
    """A placement, if the commune has a part in it."""
    found = await read.row(
        f"SELECT {rows.PLACEMENT} FROM placement WHERE placement_id = $2 AND {_OF}", commune, placement_id
    )
    return _view(found) if found else None


def _view(row: dict[str, Any]) -> PlacementView:
    return PlacementView(**{**row, "credit": orjson.loads(row["credit"]), "history": orjson.loads(row["history"])})


_OF = "(credit ? $1 OR commune = $1 OR finder = $1)"

_LISTED = f"""
SELECT {rows.PLACEMENT} FROM placement
WHERE {_OF} AND ($2::text IS NULL OR state = $2)
  AND ($4::text IS NULL OR (declared_at, placement_id) < (
       SELECT declared_at, placement_id FROM placement WHERE placement_id = $4))
ORDER BY declared_at DESC, placement_id DESC LIMIT $3
"""
