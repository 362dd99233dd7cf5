"""What offices agreed on, as the page shows it: who does it, until when, and whether it is done."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from services.notifications.board.matters.base import Fold, Said, State, said
from shared.contracts import agenda
from shared.contracts.envelope import Envelope, Fact


class AgreementStage(StrEnum):
    OPEN = "open"
    LATE = "late"
    KEPT = "kept"
    DROPPED = "dropped"


class Agreement(State):
    """A matter. `commune` hosted the meeting or visit, `owner` does it; `late`: that its day was over was said."""

    agreement_id: str
    activity_id: str
    title: str
    commune: str
    what: str
    owner: str
    due_on: date
    stage: AgreementStage = AgreementStage.OPEN
    made: Said | None = None
    kept: Said | None = None
    late: Said | None = None
    why: str | None = None


def _agreed(before: Agreement | None, fact: agenda.AgreementFact, **changed: Any) -> Agreement:
    names = ("agreement_id", "activity_id", "title", "commune", "what", "owner", "due_on")
    told = {name: getattr(fact, name) for name in names}
    return before.having(**told, **changed) if before else Agreement(**told, **changed)


def on_made(before: Agreement | None, envelope: Envelope[agenda.AgreementMade]) -> Agreement:
    return _agreed(before, envelope.data, made=said(envelope))


def on_kept(before: Agreement | None, envelope: Envelope[agenda.AgreementKept]) -> Agreement:
    return _agreed(before, envelope.data, stage=AgreementStage.KEPT, kept=said(envelope))


def on_late(before: Agreement | None, envelope: Envelope[agenda.AgreementLate]) -> Agreement:
    return _agreed(before, envelope.data, stage=AgreementStage.LATE, late=said(envelope))


def on_dropped(before: Agreement | None, envelope: Envelope[agenda.AgreementDropped]) -> Agreement:
    return _agreed(before, envelope.data, stage=AgreementStage.DROPPED, why=envelope.data.why)


FOLDS: Mapping[type[Fact], Fold] = {
    agenda.AgreementMade: on_made,
    agenda.AgreementKept: on_kept,
    agenda.AgreementLate: on_late,
    agenda.AgreementDropped: on_dropped,
}
