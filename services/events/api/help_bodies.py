"""The bodies of requests about help between offices, without the ids that stand in the path."""

from pydantic import Field

from shared.contracts.agenda import Process, ReminderDays, Sha256
from shared.contracts.envelope import Day, Ref, Story, Text
from shared.http import Body


class AnswerBody(Body):
    answer: Story
    """The answer. No names of people."""


class ReopenBody(Body):
    why: Text
    """What is missing."""
    elsewhere: bool = False
    """Ask another office than the one that answered."""


class VersionBody(Body):
    replaces: int = Field(ge=1, le=10_000)
    """Which version it was made from; it is refused if there is a newer one."""
    code: Process
    """Which process it is about."""
    title: Text
    """What it answers, in one line."""
    text: Story
    """What it says. No names of people; what is not known for sure says «por verificar»."""
    words: tuple[Text, ...] = Field(default=(), max_length=30)
    """Other words in which people ask for it."""
    review_on: Day
    """The day on which somebody should read again whether it still holds."""
    help_id: Ref | None = None
    """The question whose answer it was; null: it came from none."""


class PlanBody(Body):
    what: Text
    """What is rendered."""
    due_on: Day
    """Until which day."""
    remind_days: tuple[ReminderDays, ...] = Field(default=(10, 3, 0), max_length=10)
    """So many days before it is due the office is reminded."""


class SubmitBody(Body):
    evidence: tuple[Sha256, ...] = Field(min_length=1, max_length=100)
    """The SHA-256 of each file of evidence; the files stay with the office."""
