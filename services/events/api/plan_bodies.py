"""The bodies of requests about plans, without what stands in the path."""

from pydantic import Field

from shared.contracts.agenda import Goal, PlannedActivity
from shared.http import Body


class GoalBody(Body):
    goal: Goal
    """The goal."""


class PlannedBody(Body):
    activity: PlannedActivity
    """The activity."""


class DatesBody(Body):
    per_week: int = Field(default=3, ge=1, le=10)
    """So many activities an office has in a week, at most."""
