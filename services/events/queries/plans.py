"""The Mesa's plan of a year as people read it, each line with how it stands, and what of it still needs a date."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime

from services.events.model import plans
from services.events.model.plans import LineStanding, PlanLine, Standing, YearBooks, YearPlan
from services.events.queries.planning import Wanted
from services.events.store import plan_rows, rows
from shared.calendar import SANTIAGO
from shared.contracts.agenda import ActivityKind, Goal, PlannedActivity
from shared.postgres.reader import Reader
from shared.text import count, when
from shared.views import View


class PlanLineView(View):
    """A goal or a planned activity, and how it stands."""

    line_id: str
    """Its id."""
    commune: str
    """CUT code of the commune that wrote it last."""
    what: str
    """What it says, in Spanish."""
    goal: Goal | None
    """The goal; null: it is a planned activity."""
    activity: PlannedActivity | None
    """The planned activity; null: it is a goal."""
    standing: Standing
    """How it stands, by what the agenda says."""
    text: str
    """How it stands, in Spanish."""
    done: int
    """Of a goal: how many are done."""
    coming: int
    """Of a goal: how many are scheduled in time."""
    activity_id: str | None
    """The id of the activity that a planned one has become; null: none yet."""


class PlanView(View):
    """The plan of a year."""

    year: int
    """The year."""
    lines: list[PlanLineView]
    """Its lines, in the order in which they came."""


async def one(read: Reader, year: int, now: datetime) -> PlanView:
    """The plan; a year for which nobody planned anything has no lines."""
    plan = await _plan(read, year)
    found = plans.standings(plan, await _books(read, year), now.astimezone(SANTIAGO).date())
    return PlanView(year=year, lines=[_line(line, found[line.line_id]) for line in plan.lines])


async def without_date(read: Reader, year: int, now: datetime) -> list[Wanted]:
    """The planned activities that have no date and whose month is not over."""
    plan = await _plan(read, year)
    found = plans.standings(plan, await _books(read, year), now.astimezone(SANTIAGO).date())
    return [*_wanted(plan, {key for key, each in found.items() if each.standing is Standing.NOT_YET})]


async def _plan(read: Reader, year: int) -> YearPlan:
    row = await read.row(f"SELECT {plan_rows.PLAN} FROM year_plan WHERE year = $1", year)
    return plan_rows.plan(row) if row else YearPlan(year)


async def _books(read: Reader, year: int) -> YearBooks:
    begins, ends = (datetime(each, 1, 1, tzinfo=SANTIAGO) for each in (year, year + 1))
    return YearBooks(
        activities=[rows.activity(row) for row in await read.rows(_ACTIVITIES, begins, ends)],
        kept={row["owner"]: row["n"] for row in await read.rows(_KEPT, begins.date(), ends.date())},
        answers={row["office"]: row["n"] for row in await read.rows(_ANSWERS, begins, ends)},
    )


def _wanted(plan: YearPlan, ids: set[str]) -> Iterator[Wanted]:
    for line in plan.lines:
        asked = line.content
        if line.line_id not in ids or isinstance(asked, Goal):
            continue
        visited = asked.invited[:1] if asked.kind is ActivityKind.VISIT else ()
        yield Wanted(
            id=line.line_id,
            kind=asked.kind,
            title=asked.title,
            host=asked.host,
            where=visited or (asked.host,),
            must=tuple(dict.fromkeys((asked.host, *visited))),
            should=tuple(cut for cut in asked.invited if cut not in (asked.host, *visited)),
            since=date(plan.year, asked.month, 1),
            until=date(plan.year, asked.month, monthrange(plan.year, asked.month)[1]),
        )


def _line(line: PlanLine, stands: LineStanding) -> PlanLineView:
    goal = line.content if isinstance(line.content, Goal) else None
    activity = line.content if isinstance(line.content, PlannedActivity) else None
    return PlanLineView(
        line_id=line.line_id,
        commune=line.commune,
        what=plans.told(line.content),
        goal=goal,
        activity=activity,
        standing=stands.standing,
        text=_of_goal(goal, stands) if goal else _of_activity(stands),
        done=stands.done,
        coming=stands.coming,
        activity_id=stands.activity.activity_id if stands.activity else None,
    )


def _of_goal(goal: Goal, stands: LineStanding) -> str:
    coming = f", y {count(stands.coming, 'agendada', 'agendadas')}" if stands.coming else ""
    end = {Standing.HELD: ": cumplida", Standing.LATE: ": atrasada"}.get(stands.standing, "")
    return f"Van {stands.done} de {goal.number}{coming}{end}."


def _of_activity(stands: LineStanding) -> str:
    if stands.activity is None:
        return "Atrasada: pasó el mes y no se hizo." if stands.standing is Standing.LATE else "Todavía sin fecha."
    on = when(stands.activity.starts_at)
    return f"Se hizo el {on}." if stands.standing is Standing.HELD else f"Agendada para el {on}."


_ACTIVITIES = f"""
SELECT {rows.ACTIVITY} FROM activity WHERE state <> 'cancelled' AND starts_at >= $1 AND starts_at < $2
"""
_KEPT = """
SELECT owner, count(*)::int AS n FROM agreement WHERE state = 'kept' AND due_on >= $1 AND due_on < $2 GROUP BY owner
"""
_ANSWERS = """
SELECT office, count(*)::int AS n FROM help_answer WHERE accepted AND at >= $1 AND at < $2 GROUP BY office
"""
