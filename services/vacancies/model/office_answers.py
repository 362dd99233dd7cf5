"""What offices answered to calls, silence included."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OfficeAnswer:
    """The answer of one office in one tier: `how` is offered, declined or silent."""

    vacancy_id: str
    commune: str
    tier: int
    how: str
    at: datetime
    called_at: datetime | None
    candidates: int = 0
    reasons: tuple[str, ...] = ()

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return f"{self.vacancy_id}/{self.commune}/{self.tier}"
