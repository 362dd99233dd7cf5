"""The plan of a year, as the page shows it: goals and activities, and what was dropped and why."""

from collections.abc import Mapping
from typing import Any

from services.notifications.board.matters.base import Fold, State
from shared.contracts.agenda import Goal, PlanActivitySet, PlanFact, PlanGoalSet, PlanLineDropped, PlannedActivity
from shared.contracts.envelope import Envelope, Fact


class PlanLine(State):
    """A goal or an activity; with `dropped` it stands in the plan no more, and that is why."""

    commune: str
    communes: tuple[str, ...]
    what: str
    goal: Goal | None = None
    activity: PlannedActivity | None = None
    dropped: str | None = None


class Plan(State):
    """A matter: its lines by their ids."""

    year: int
    lines: dict[str, PlanLine] = {}


def _line(before: Plan | None, fact: PlanFact, **changed: Any) -> Plan:
    plan = before or Plan(year=fact.year)
    told = {name: getattr(fact, name) for name in ("commune", "communes", "what")}
    known = plan.lines.get(fact.line_id) or PlanLine(**told)
    return plan.having(lines={**plan.lines, fact.line_id: known.having(**told, **changed)})


def on_goal(before: Plan | None, envelope: Envelope[PlanGoalSet]) -> Plan:
    return _line(before, envelope.data, goal=envelope.data.goal, dropped=None)


def on_activity(before: Plan | None, envelope: Envelope[PlanActivitySet]) -> Plan:
    return _line(before, envelope.data, activity=envelope.data.activity, dropped=None)


def on_dropped(before: Plan | None, envelope: Envelope[PlanLineDropped]) -> Plan:
    return _line(before, envelope.data, dropped=envelope.data.why)


FOLDS: Mapping[type[Fact], Fold] = {
    PlanGoalSet: on_goal,
    PlanActivitySet: on_activity,
    PlanLineDropped: on_dropped,
}
