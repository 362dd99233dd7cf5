"""Under which pseudonym a person is registered, recognised by a mark. Who they are is not known to the model."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.messaging.decisions import LoadedAggregates


class Recognised(Protocol):
    """A person whom a request states: `mark` is by what the same person is recognised (None: they have no RUT)."""

    @property
    def mark(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """An identity that a request states, to be sealed when the batch is saved, and its line in the log of access."""

    told: Recognised = field(repr=False)
    what: str
    commune: str
    officer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """An identity as it is stored (`change` is None), or as it is to be stored."""

    candidate_ref: str
    mark: bytes | None = field(repr=False)
    change: IdentityChange | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.candidate_ref


def record_of_identity(aggregates: LoadedAggregates, told: Recognised | None) -> IdentityRecord | None:
    """The record of this person, if they are registered already."""
    mark = told.mark if told else None
    return next((one for one in aggregates.all(IdentityRecord) if one.mark == mark), None) if mark else None
