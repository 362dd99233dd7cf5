"""A matter of the board, and the facts that made it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.notifications.board.matters import State


@dataclass(frozen=True, slots=True)
class Matter:
    """What the page shows of one vacancy, employer or commune (`kind`); `state` None: no fact was folded yet."""

    kind: str
    matter_id: str
    state: State | None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.matter_id}"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A fact about a matter. `commune` acts, `concerns` are all that it names; `data` is the fact, without people."""

    fact_id: str
    kind: str
    matter_id: str
    at: datetime
    type: str
    source: str
    causation_id: str | None
    commune: str
    concerns: tuple[str, ...]
    data: Any
    officer: str | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.fact_id
