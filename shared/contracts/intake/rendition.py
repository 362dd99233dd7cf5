"""Requests about rendiciones: plan one or change its day, and hand it in."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.agenda import ReminderDays, Sha256
from shared.contracts.envelope import Day, Ref, Request, Text


class RenditionPlan(Request):
    """Put a rendición into the calendar, or correct one that is there."""

    WIRE: ClassVar[str] = "cl.mesa.rendition.plan.v1"

    rendition_id: Ref | None = None
    """The one that is corrected; null: a new one."""
    what: Text
    """What is rendered."""
    due_on: Day
    """Until which day."""
    remind_days: tuple[ReminderDays, ...] = Field(default=(10, 3, 0), max_length=10)
    """So many days before it is due the office is reminded."""

    @property
    def subject(self) -> str:
        return self.rendition_id or self.commune


class RenditionSubmit(Request):
    """It was handed in: the hashes of its evidence, never a file."""

    WIRE: ClassVar[str] = "cl.mesa.rendition.submit.v1"

    rendition_id: Ref
    evidence: tuple[Sha256, ...] = Field(min_length=1, max_length=100)
    """The SHA-256 of each file of evidence; the files stay with the office."""

    @property
    def subject(self) -> str:
        return self.rendition_id
