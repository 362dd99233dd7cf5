"""Who is known: under which pseudonym an identity is kept, and by which mark the person is recognised."""

from dataclasses import dataclass, field
from datetime import datetime

from services.matching.vault import StatedIdentity
from shared.messaging.decisions import LoadedAggregates


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """What an identity is from now on, sealed with the batch; and its line in the log of access."""

    told: StatedIdentity = field(repr=False)
    what: str
    commune: str
    officer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """An identity that is kept, as found (`change` is None) or as it becomes."""

    candidate_ref: str
    mark: bytes | None = field(repr=False)
    change: IdentityChange | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.candidate_ref


def record_of_identity(aggregates: LoadedAggregates, told: StatedIdentity | None) -> IdentityRecord | None:
    """Under which pseudonym this person is known already, if they are."""
    mark = told.mark if told else None
    return next((one for one in aggregates.all(IdentityRecord) if one.mark == mark), None) if mark else None
