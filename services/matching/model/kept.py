"""Who is known: under which pseudonym an identity is kept, and by which mark the person is recognised."""

from dataclasses import dataclass, field
from datetime import datetime

from services.matching.identity import Told
from shared.bus.work import Work


@dataclass(frozen=True, slots=True)
class Change:
    """What an identity is from now on, sealed with the batch; and its line in the log of access."""

    told: Told = field(repr=False)
    what: str
    commune: str
    officer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """An identity that is kept, as found (`change` is None) or as it becomes."""

    candidate_ref: str
    mark: bytes | None = field(repr=False)
    change: Change | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.candidate_ref


def kept_as(work: Work, told: Told | None) -> Kept | None:
    """Under which pseudonym this person is known already, if they are."""
    mark = told.mark if told else None
    return next((one for one in work.all(Kept) if one.mark == mark), None) if mark else None
