"""Placements as officers read them, with their credit and their history."""

from datetime import date, datetime
from typing import Any

import orjson
from pydantic import BaseModel
from typing_extensions import TypedDict

from services.vacancies.model.placements import PlacementState
from services.vacancies.store import rows
from shared.postgres.reader import Reader


class PlacementChangeView(TypedDict):
    """One line of the history: when, what it became, why, and the credit from then on. `at` is ISO 8601 text."""

    at: str
    state: str
    why: str | None
    credit: dict[str, int]


class PlacementView(BaseModel):
    """A person in a job. `credit` in thousandths, by commune; its ETag is the length of `history`."""

    placement_id: str
    vacancy_id: str
    lease_id: str
    commune: str
    finder: str
    candidate_ref: str
    state: str
    declared_at: datetime
    credit: dict[str, int]
    history: list[PlacementChangeView]
    ended_on: date | None


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
