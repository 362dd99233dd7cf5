"""Dates that offices agree on, as people read them."""

from datetime import datetime

import orjson

from shared.contracts.agenda import ActivityKind, DateOption, Vote
from shared.postgres.reader import Reader
from shared.views import View


class DateView(View):
    """A proposal of dates, with what each office has answered."""

    proposal_id: str
    """Its id."""
    commune: str
    """CUT code of the commune that made it."""
    kind: ActivityKind
    """What is to be held."""
    title: str
    """Its name."""
    invited: list[str]
    """CUT codes of the communes that are asked."""
    options: list[DateOption]
    """The dates, the best first."""
    quorum: int
    """So many of them must be able to come."""
    answer_by: datetime
    """Until when they answer."""
    votes: dict[str, list[Vote]]
    """By the CUT code of each commune that has answered: one for each option, in their order."""
    silent: list[str]
    """CUT codes of those that have not answered."""
    state: str
    """`open`, `fixed`, `lapsed` or `withdrawn`."""
    activity_id: str | None
    """The activity that was scheduled; null: no date is fixed."""


async def several(
    read: Reader, *, commune: str | None, open_only: bool, limit: int, after: str | None
) -> list[DateView]:
    """The one that must be answered first comes first. `commune`: that proposed it or is asked."""
    return [_view(row) for row in await read.rows(_SEVERAL, commune, open_only, limit, after)]


async def exists(read: Reader, proposal_id: str) -> bool:
    return await read.exists("SELECT 1 FROM date_proposal WHERE proposal_id = $1", proposal_id)


async def one(read: Reader, proposal_id: str) -> DateView | None:
    row = await read.row(_ONE, proposal_id)
    return _view(row) if row else None


def _view(row: dict[str, object]) -> DateView:
    votes = orjson.loads(str(row["votes"]))
    invited = row["invited"]
    silent = [cut for cut in invited if cut not in votes] if isinstance(invited, list) else []
    return DateView(**{**row, "votes": votes, "options": orjson.loads(str(row["options"])), "silent": silent})


_COLUMNS = ", ".join(name for name in DateView.model_fields if name != "silent")

_ONE = f"SELECT {_COLUMNS} FROM date_proposal WHERE proposal_id = $1"

_SEVERAL = f"""
SELECT {_COLUMNS} FROM date_proposal
WHERE ($1::text IS NULL OR commune = $1 OR $1 = ANY(invited)) AND (NOT $2 OR state = 'open')
  AND ($4::text IS NULL
       OR (answer_by, proposal_id) > (SELECT answer_by, proposal_id FROM date_proposal WHERE proposal_id = $4))
ORDER BY answer_by, proposal_id LIMIT $3
"""
