"""A clash in the agenda, as the page shows it: found, then resolved by a change or accepted by a person."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from services.notifications.board.matters.base import Fold, State
from shared.contracts.agenda import ClashAccepted, ClashFact, ClashFound, ClashKind, ClashResolved, Standing
from shared.contracts.envelope import Envelope, Fact


class ClashStage(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"
    ACCEPTED = "accepted"


class Clash(State):
    """A matter. `accepted_by` and `why`: who lets it stand."""

    clash_id: str
    kind: ClashKind
    activities: tuple[Standing, ...]
    communes: tuple[str, ...]
    text: str = ""
    stage: ClashStage = ClashStage.OPEN
    accepted_by: str | None = None
    why: str | None = None


def _told(before: Clash | None, fact: ClashFact, **changed: Any) -> Clash:
    known = before or Clash(clash_id=fact.clash_id, kind=fact.kind, activities=fact.activities, communes=fact.communes)
    return known.having(kind=fact.kind, activities=fact.activities, communes=fact.communes, **changed)


def on_found(before: Clash | None, envelope: Envelope[ClashFound]) -> Clash:
    """Found again after it was resolved, it is open again."""
    return _told(before, envelope.data, stage=ClashStage.OPEN, text=envelope.data.text)


def on_resolved(before: Clash | None, envelope: Envelope[ClashResolved]) -> Clash:
    return _told(before, envelope.data, stage=ClashStage.RESOLVED)


def on_accepted(before: Clash | None, envelope: Envelope[ClashAccepted]) -> Clash:
    fact = envelope.data
    return _told(before, fact, stage=ClashStage.ACCEPTED, accepted_by=fact.office, why=fact.why)


FOLDS: Mapping[type[Fact], Fold] = {ClashFound: on_found, ClashResolved: on_resolved, ClashAccepted: on_accepted}
