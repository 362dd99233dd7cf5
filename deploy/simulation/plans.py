"""What is asked of the Mesa's plan of a year in one history, and what must be true of it at rest."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from deploy.simulation.picking import every, facts_of, some_cut, some_cuts, stored
from deploy.simulation.state import HistoryState, WorldState
from services.events.model.plans import PlanLine, YearPlan
from shared.contracts import intake
from shared.contracts.agenda import (
    ActivityKind,
    Goal,
    Measure,
    PlanActivitySet,
    PlanGoalSet,
    PlanLineDropped,
    PlannedActivity,
)
from shared.contracts.envelope import Request


def set_goal(world: WorldState, now: datetime) -> Request:
    owner = world.chance.choice((None, some_cut(world)))
    number = world.chance.randint(1, 9)
    goal = Goal(measure=world.chance.choice(tuple(Measure)), number=number, owner=owner, due_on=date(now.year, 12, 31))
    return intake.PlanGoal(**_place(world, now, Goal), goal=goal)


def set_activity(world: WorldState, now: datetime) -> Request:
    kind = world.chance.choice(tuple(ActivityKind))
    host, invited = some_cut(world), some_cuts(world)
    month = world.chance.randint(1, 12)
    activity = PlannedActivity(kind=kind, title="Actividad", month=month, host=host, invited=invited)
    return intake.PlanActivity(**_place(world, now, PlannedActivity), activity=activity)


def drop_line(world: WorldState, now: datetime) -> Request | None:
    line = _some_line(world, object)
    if line is None:
        return None
    return intake.PlanDrop(commune=line.commune, year=now.year, line_id=line.line_id, why="Ya no se hará")


def every_line_was_told(history: HistoryState) -> Iterator[str]:
    """A plan has the lines that were told and not dropped, as they were told last."""
    told: dict[str, Any] = {}
    for fact in facts_of(history, "agenda"):
        if isinstance(fact, PlanGoalSet):
            told[fact.line_id] = fact.goal
        elif isinstance(fact, PlanActivitySet):
            told[fact.line_id] = fact.activity
        elif isinstance(fact, PlanLineDropped):
            told.pop(fact.line_id, None)
    kept = {line.line_id: line.content for plan in stored(history, "events", YearPlan) for line in plan.lines}
    if kept != told:
        yield f"planned are {sorted(kept)}, told were {sorted(told)}"


DOINGS: tuple[tuple[Callable[[Any, datetime], Request | None], int], ...] = (
    (set_goal, 1),
    (set_activity, 1),
    (drop_line, 1),
)
PROMISES: tuple[Callable[[HistoryState], Iterator[str]], ...] = (every_line_was_told,)


def _place(world: WorldState, now: datetime, content: type) -> dict[str, Any]:
    """A new line, or one that is there: by who wrote it, now and then by somebody else."""
    line = _some_line(world, content) if world.chance.random() < 0.3 else None
    cut = line.commune if line and world.chance.random() < 0.8 else some_cut(world)
    return {"commune": cut, "year": now.year, "line_id": line.line_id if line else None}


def _some_line(world: WorldState, content: type) -> PlanLine | None:
    found = [line for plan in every(world, YearPlan) for line in plan.lines if isinstance(line.content, content)]
    return world.chance.choice(found) if found else None
