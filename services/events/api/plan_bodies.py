"""The bodies of requests about plans and foundings, without what stands in the path."""

from pydantic import Field

from shared.contracts.agenda import Goal, PlannedActivity
from shared.contracts.envelope import Story
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


class NoteBody(Body):
    interests: Story
    """What the office is interested in, and needs."""
    worries: Story
    """What worries it."""
    will_do: Story | None = None
    """What it will do for the others; null: not known yet."""


class VisionBody(Body):
    replaces: int = Field(ge=0, le=10_000)
    """Which version it was made from, 0 for the first; it is refused if there is a newer one."""
    text: Story
    """Where the Mesa wants to go. No names of people."""


class AgreeVisionBody(Body):
    version: int = Field(ge=1, le=10_000)
    """To which version; it is refused if there is a newer one."""
