"""The bodies of HTTP requests, without the ids that stand in the path; and the answer of the legal review."""

from datetime import date

from pydantic import BaseModel, Field

from shared.contracts.envelope import Cut, Instant, Period
from shared.contracts.intake.vacancy import Amendment
from shared.contracts.reasons import (
    CloseReason,
    ContactResult,
    CorrectionReason,
    EndReason,
    ReleaseReason,
    UndoReason,
    UnfilledReason,
)
from shared.http import Body


class AmendVacancyBody(Amendment, Body):
    pass


class WithdrawVacancyBody(Body):
    why: CloseReason


class DeclareUnfilledBody(Body):
    why: UnfilledReason = UnfilledReason.TEAM_CAPACITY


class AcknowledgeBody(Body):
    revision: int = Field(ge=1)


class LeaseBody(Body):
    fence: int = Field(ge=1)


class ReleaseSeatBody(LeaseBody):
    why: ReleaseReason


class ExtendSeatBody(LeaseBody):
    hours: float | None = Field(default=None, gt=0, le=400)


class PlaceBody(LeaseBody):
    host: Cut | None = None


class UndoPlacementBody(LeaseBody):
    why: UndoReason


class EndPlacementBody(Body):
    ended_on: date
    why: EndReason


class VerifyPlacementBody(Body):
    period: Period
    days: int = Field(ge=0, le=31)


class CorrectCreditBody(Body):
    credit: dict[Cut, int] = Field(min_length=1, max_length=3)
    why: CorrectionReason


class ReportContactBody(Body):
    result: ContactResult
    at: Instant | None = None
    next_on: date | None = None


class AnswerApproachBody(Body):
    joins: bool


class ConcludeApproachBody(Body):
    result: ContactResult
    next_on: date | None = None


class FlagView(BaseModel):
    """What the legal review found in a field, and what to write instead."""

    code: str
    severity: str
    field: str
    words: str
    text: str
    neutral: str
