"""How an activity is prepared, who comes, and what came of it, as people read it."""

from collections.abc import Mapping
from datetime import date, datetime

import orjson

from services.events.model.activities import Activity
from services.events.model.attendance import counted
from services.events.store import fair_rows, rows
from shared.contracts.agenda import Chain
from shared.contracts.intake import CostShare, ProgrammeItem
from shared.postgres.reader import Reader
from shared.views import View


class TaskView(View):
    """One thing that must be done before the day."""

    task: int
    """Which task of the list, counted from 1."""
    what: str
    """What is to be done."""
    owner: str
    """CUT code of the commune that does it."""
    due_on: date
    """Until which day."""
    done: bool
    """Whether it is done."""


class PreparationView(View):
    """Booths, programme, tasks and costs of an activity."""

    activity_id: str
    """Its id."""
    booths: int | None
    """How many booths there are; null: nobody needs one."""
    programme: list[ProgrammeItem]
    """What happens when."""
    tasks: list[TaskView]
    """What must be done before, by number."""
    costs: list[CostShare]
    """What each commune pays."""


class GuestView(View):
    """An employer of a fair or encuentro."""

    employer_id: str
    """The id of the employer."""
    employer: str
    """Its name, as postings write it."""
    office: str | None
    """CUT code of the commune that speaks with it; null: nobody has invited it."""
    reply: str
    """`invited`, `confirmed`, `declined`, or `known`: some office has reached it, and nobody has invited it."""
    booth: int | None
    """The number of its booth."""
    known_by: list[str]
    """CUT codes of the offices that have reached it."""


class FairResults(View):
    """What has come of a fair until now. A count from one to four is null: it could tell who they were."""

    fair_id: str
    """The id of the fair."""
    title: str
    """Its name."""
    starts_at: datetime
    """When it begins."""
    mesa: Chain
    """Of all."""
    by_commune: Mapping[str, Chain]
    """Of the people of each commune, by its CUT code."""


async def preparation(read: Reader, activity_id: str) -> PreparationView | None:
    """What was planned; None for an activity that does not exist."""
    row = await read.row(_PREPARATION, activity_id)
    if row is None:
        return None
    tasks = [TaskView(**task) for task in await read.rows(_TASKS, activity_id)]
    return PreparationView(
        activity_id=activity_id,
        booths=row["booths"],
        programme=orjson.loads(row["programme"] or "[]"),
        costs=orjson.loads(row["costs"] or "[]"),
        tasks=tasks,
    )


async def guests(read: Reader, activity_id: str) -> list[GuestView]:
    """The employers that were invited, then those that offices know, as far as five hundred; each by name."""
    return [GuestView(**row) for row in await read.rows(_GUESTS, activity_id)]


async def results(read: Reader, fair_id: str) -> FairResults | None:
    """The chain from visit to job of a fair or encuentro; None for one that does not exist."""
    row = await read.row(_FAIR, fair_id)
    if row is None:
        return None
    fair: Activity = rows.activity(row)
    notes = [fair_rows.checked_in(each) for each in await read.rows(_NOTES, fair_id)]
    interviews = [fair_rows.interview(each) for each in await read.rows(_INTERVIEWS, fair_id)]
    told = counted(fair, notes, interviews, 0)
    about = {"fair_id": fair_id, "title": fair.title, "starts_at": fair.starts_at}
    return FairResults(**about, mesa=told.mesa, by_commune=told.by_commune)


_PREPARATION = """
SELECT booths, programme, costs FROM activity LEFT JOIN preparation USING (activity_id) WHERE activity_id = $1
"""
_TASKS = """
SELECT number AS task, what, owner, due_on, done FROM task WHERE activity_id = $1 AND NOT dropped ORDER BY number
"""
_GUESTS = """
SELECT employer_id, coalesce(g.employer, k.name) AS employer, g.office, coalesce(g.reply, 'known') AS reply, g.booth,
       coalesce(k.communes, '{}') AS known_by
FROM known_employer k FULL JOIN (
    SELECT employer_id, employer, office, reply, booth FROM guest WHERE activity_id = $1
) g USING (employer_id)
ORDER BY g.office IS NULL, 2, employer_id LIMIT 500
"""
_FAIR = f"SELECT {rows.ACTIVITY} FROM activity WHERE activity_id = $1 AND kind IN ('fair', 'encuentro')"
_NOTES = f"SELECT {fair_rows.CHECKED_IN} FROM checked_in WHERE activity_id = $1"
_INTERVIEWS = f"SELECT {fair_rows.INTERVIEW} FROM interview WHERE activity_id = $1"
