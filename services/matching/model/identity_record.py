"""Which pseudonym a person is registered under, recognised by a mark; the model does not know the identity itself."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.messaging.decisions import LoadedAggregates


class Recognised(Protocol):
    """A person whom a request states. `mark` recognises a person who is registered already (None: without a RUT)."""

    @property
    def mark(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """An identity to be sealed when the batch is saved, with what its line in the log of access says."""

    stated: Recognised = field(repr=False)
    what: str
    commune: str
    officer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """An identity as it is stored (`change` is None), or as it will be stored."""

    candidate_ref: str
    mark: bytes | None = field(repr=False)
    change: IdentityChange | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.candidate_ref


def record_of_identity(aggregates: LoadedAggregates, stated: Recognised | None) -> IdentityRecord | None:
    """The record of this person; None if they are not registered, or have no RUT to be recognised by."""
    mark = stated.mark if stated else None
    return next((one for one in aggregates.all(IdentityRecord) if one.mark == mark), None) if mark else None
