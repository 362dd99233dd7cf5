"""Requests about the Mesa's plan of a year: set or change a goal or a planned activity, drop a line."""

from typing import ClassVar

from shared.contracts.agenda import Goal, PlannedActivity, PlanYear
from shared.contracts.envelope import Ref, Request, Text


class AboutPlan(Request):
    """A request about the plan of a year."""

    year: PlanYear

    @property
    def subject(self) -> str:
        return f"plan-{self.year}"


class PlanGoal(AboutPlan):
    """Put a goal into the plan, or correct one that is there."""

    WIRE: ClassVar[str] = "cl.mesa.plan.goal.v1"

    line_id: Ref | None = None
    """The line that is corrected; null: a new one."""
    goal: Goal
    """The goal."""


class PlanActivity(AboutPlan):
    """Put an activity into the plan, or correct one that is there."""

    WIRE: ClassVar[str] = "cl.mesa.plan.activity.v1"

    line_id: Ref | None = None
    """The line that is corrected; null: a new one."""
    activity: PlannedActivity
    """The activity."""


class PlanDrop(AboutPlan):
    """Take a line out of the plan."""

    WIRE: ClassVar[str] = "cl.mesa.plan.drop.v1"

    line_id: Ref
    why: Text
    """Why; whoever it concerns is told."""
