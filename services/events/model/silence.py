"""Calls that an office let pass without an answer: the table speaks about them when it meets."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SilentAnswer:
    """An office that did not answer a call of another one's vacancy in its working hours."""

    vacancy_id: str
    office: str
    tier: int
    commune: str
    title: str
    answer_by: datetime

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return f"{self.vacancy_id}/{self.office}/{self.tier}"
