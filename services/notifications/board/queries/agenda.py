"""The agenda of the board: activities of a period, dates to vote on, clashes, agreements, renditions, a year's plan."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from services.notifications.board.matters import (
    Activity,
    Agreement,
    Clash,
    DateMatter,
    Founding,
    Plan,
    Rendition,
    State,
)
from services.notifications.board.queries.history import HistoryLine, history
from services.notifications.board.queries.matters import matter
from shared.postgres.reader import Reader
from shared.views import View

S = TypeVar("S", bound=State)


class ActivityPage(View):
    """An activity with all that the page shows of it."""

    activity: Activity
    """Its time, place, offices, employers, tasks, costs, results."""
    agreements: list[Agreement]
    """What was agreed on there."""
    clashes: list[Clash]
    """What it does not fit with, as far as it is open."""
    history: list[HistoryLine]
    """Its facts, in the order in which they came."""


async def activities(
    read: Reader, *, starts: datetime, ends: datetime, commune: str | None = None, limit: int = 500
) -> list[Activity]:
    """The activities that begin within `starts` and `ends` (not included), also those that were called off.

    `commune`: only those that it hosts or takes part in.
    """
    return await _of_kind(read, _STANDING, Activity, "activity", starts, ends, commune, limit)


async def activity(read: Reader, activity_id: str) -> ActivityPage | None:
    """One activity; None if there is none, or nobody said yet when it is held."""
    found = await matter(read, Activity, "activity", activity_id)
    if found is None:
        return None
    return ActivityPage(
        activity=found,
        agreements=await _of_kind(read, _AGREED_AT, Agreement, activity_id),
        clashes=await _of_kind(read, _CLASHES_OF, Clash, activity_id),
        history=await history(read, "activity", activity_id),
    )


async def open_dates(read: Reader, *, commune: str | None, limit: int) -> list[DateMatter]:
    """The dates on which an office may vote, or that it proposed, or all: those that lapse first."""
    return await _of_kind(read, _OPEN_OF, DateMatter, "date", commune, ["open"], limit)


async def date_matter(read: Reader, proposal_id: str) -> DateMatter | None:
    """A date that was proposed; None if there is none."""
    return await matter(read, DateMatter, "date", proposal_id)


async def clashes(read: Reader, *, commune: str | None, limit: int) -> list[Clash]:
    """The open clashes, of an office or of all, the first to come first."""
    return await _of_kind(read, _OPEN_OF, Clash, "clash", commune, ["open"], limit)


async def agreements(read: Reader, *, commune: str | None, limit: int, over: bool = False) -> list[Agreement]:
    """What is agreed and not done, by its day; with `over` also what was kept or dropped."""
    stages = ["open", "late", "kept", "dropped"] if over else ["open", "late"]
    return await _of_kind(read, _OPEN_OF, Agreement, "agreement", commune, stages, limit)


async def renditions(
    read: Reader, *, starts: datetime, ends: datetime, commune: str | None = None, limit: int = 500
) -> list[Rendition]:
    """The renditions whose day lies within `starts` and `ends` (not included), with those that were handed in."""
    return await _of_kind(read, _STANDING, Rendition, "rendition", starts, ends, commune, limit)


async def plan(read: Reader, year: int) -> Plan | None:
    """The plan of a year; None if nobody wrote a line of it."""
    return await matter(read, Plan, "plan", f"plan-{year}")


async def foundings(read: Reader) -> list[Founding]:
    """The foundings of Mesas, those that have begun and those whose vision all agree to."""
    return await _of_kind(read, _FOUNDINGS, Founding)


async def _of_kind(read: Reader, query: str, kind: type[S], *values: object) -> list[S]:
    rows: Sequence[dict[str, str]] = await read.rows(query, *values)
    return [kind.model_validate_json(row["state"]) for row in rows]


_STANDING = """
SELECT state::text FROM board_matter
WHERE kind = $1 AND stage IS NOT NULL AND starts_at >= $2 AND starts_at < $3
    AND ($4::text IS NULL OR $4 = ANY(party))
ORDER BY starts_at, matter_id LIMIT $5
"""
_OPEN_OF = """
SELECT state::text FROM board_matter
WHERE kind = $1 AND ($2::text IS NULL OR $2 = ANY(party)) AND stage = ANY($3::text[])
ORDER BY coalesce(starts_at, next_due_at, 'infinity'), matter_id LIMIT $4
"""
_FOUNDINGS = """
SELECT state::text FROM board_matter WHERE kind = 'founding' AND stage IS NOT NULL ORDER BY title, matter_id
"""
_AGREED_AT = """
SELECT state::text FROM board_matter WHERE kind = 'agreement' AND state->>'activity_id' = $1 AND stage IS NOT NULL
ORDER BY starts_at, matter_id
"""
_CLASHES_OF = """
SELECT state::text FROM board_matter
WHERE kind = 'clash' AND stage = 'open'
    AND state->'activities' @> jsonb_build_array(jsonb_build_object('activity_id', $1::text))
ORDER BY starts_at, matter_id
"""
