"""What is held, as people read it."""

from datetime import datetime
from typing import NamedTuple

from shared.contracts.agenda import ActivityKind
from shared.postgres.reader import Reader
from shared.views import View


class ActivityView(View):
    """A fair, encuentro, meeting or visit."""

    activity_id: str
    """Its id."""
    kind: ActivityKind
    """What is held."""
    commune: str
    """CUT code of the commune that hosts it."""
    co_hosts: list[str]
    """CUT codes of the communes that host it with the first."""
    invited: list[str]
    """CUT codes of the communes that take part."""
    title: str
    """Its name."""
    place: str
    """Where it is held."""
    venue_id: str | None
    """The venue that is booked for it; null: none of the Mesa's."""
    starts_at: datetime
    """When it begins."""
    ends_at: datetime
    """When it ends."""
    expected: int | None
    """How many people are expected."""
    employer: str | None
    """The employer it is about."""
    proposal_id: str | None
    """The proposal of a date from which it came."""
    sequence: int
    """How often it was changed."""
    state: str
    """`scheduled`, `ended` (nobody has said yet what came of it), `concluded` or `cancelled`."""
    attended: list[str]
    """CUT codes of the communes that came."""
    employers: int | None
    """Employers who came."""
    summary: str | None
    """What came of it, as the host wrote."""


COLUMNS = ", ".join(ActivityView.model_fields)


class Asked(NamedTuple):
    """Which of them: of a kind, of a commune that hosts it or takes part, within a time; None: any."""

    kind: ActivityKind | None
    commune: str | None
    since: datetime | None
    until: datetime | None


async def activities(read: Reader, asked: Asked, limit: int, after: str | None) -> list[ActivityView]:
    """What is held, the earliest first."""
    found = await read.rows(_SEVERAL, *asked, limit, after)
    return [ActivityView(**row) for row in found]


async def exists(read: Reader, activity_id: str) -> bool:
    return await read.exists("SELECT 1 FROM activity WHERE activity_id = $1", activity_id)


async def activity(read: Reader, activity_id: str) -> ActivityView | None:
    row = await read.row(_ONE, activity_id)
    return ActivityView(**row) if row else None


_ONE = f"SELECT {COLUMNS} FROM activity WHERE activity_id = $1"

_SEVERAL = f"""
SELECT {COLUMNS} FROM activity
WHERE ($1::text IS NULL OR kind = $1)
  AND ($2::text IS NULL OR commune = $2 OR $2 = ANY(co_hosts) OR $2 = ANY(invited))
  AND ($3::timestamptz IS NULL OR ends_at > $3) AND ($4::timestamptz IS NULL OR starts_at < $4)
  AND ($6::text IS NULL
       OR (starts_at, activity_id) > (SELECT starts_at, activity_id FROM activity WHERE activity_id = $6))
ORDER BY starts_at, activity_id LIMIT $5
"""
