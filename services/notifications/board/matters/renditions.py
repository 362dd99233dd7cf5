"""A rendición as the page shows it: planned, due, late, submitted."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from services.notifications.board.matters.base import Fold, Said, State, said
from shared.contracts.agenda import (
    RenditionDue,
    RenditionFact,
    RenditionLate,
    RenditionPlanned,
    RenditionSubmitted,
)
from shared.contracts.envelope import Envelope, Fact


class RenditionStage(StrEnum):
    """`DUE`: its office was reminded."""

    PLANNED = "planned"
    DUE = "due"
    LATE = "late"
    SUBMITTED = "submitted"


class Rendition(State):
    """A matter; `files`: of how many there is proof; `was_late`: whether its day was over when it was handed in."""

    rendition_id: str
    commune: str
    what: str
    due_on: date
    stage: RenditionStage = RenditionStage.PLANNED
    remind_days: tuple[int, ...] = ()
    files: int = 0
    submitted: Said | None = None
    was_late: bool = False


def _told(before: Rendition | None, fact: RenditionFact, **changed: Any) -> Rendition:
    told = {name: getattr(fact, name) for name in ("rendition_id", "commune", "what", "due_on")}
    return before.having(**told, **changed) if before else Rendition(**told, **changed)


def on_planned(before: Rendition | None, envelope: Envelope[RenditionPlanned]) -> Rendition:
    """Planned anew it waits for its day again, unless it was handed in."""
    rendition = _told(before, envelope.data, remind_days=envelope.data.remind_days)
    return rendition if rendition.submitted else rendition.having(stage=RenditionStage.PLANNED)


def on_due(before: Rendition | None, envelope: Envelope[RenditionDue]) -> Rendition:
    return _told(before, envelope.data, stage=RenditionStage.DUE)


def on_late(before: Rendition | None, envelope: Envelope[RenditionLate]) -> Rendition:
    return _told(before, envelope.data, stage=RenditionStage.LATE)


def on_submitted(before: Rendition | None, envelope: Envelope[RenditionSubmitted]) -> Rendition:
    fact, by = envelope.data, said(envelope)
    handed = {"submitted": by, "was_late": fact.late, "files": len(fact.evidence)}
    return _told(before, fact, stage=RenditionStage.SUBMITTED, **handed)


FOLDS: Mapping[type[Fact], Fold] = {
    RenditionPlanned: on_planned,
    RenditionDue: on_due,
    RenditionLate: on_late,
    RenditionSubmitted: on_submitted,
}
