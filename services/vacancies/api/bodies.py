"""The bodies of HTTP requests, without the ids that stand in the path; and the answer of the legal review."""

from pydantic import BaseModel

from shared.contracts.envelope import Cut, Day, Fence, Instant, Period, Revision, WorkingHours
from shared.contracts.intake.seat import Credit, DaysOfMonth
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
    revision: Revision


class LeaseBody(Body):
    fence: Fence


class ReleaseSeatBody(LeaseBody):
    why: ReleaseReason


class ExtendSeatBody(LeaseBody):
    hours: WorkingHours | None = None


class PlaceBody(LeaseBody):
    host: Cut | None = None


class UndoPlacementBody(LeaseBody):
    why: UndoReason


class EndPlacementBody(Body):
    ended_on: Day
    why: EndReason


class VerifyPlacementBody(Body):
    period: Period
    days: DaysOfMonth


class CorrectCreditBody(Body):
    credit: Credit
    why: CorrectionReason


class ReportContactBody(Body):
    result: ContactResult
    at: Instant | None = None
    next_on: Day | None = None


class AnswerApproachBody(Body):
    joins: bool


class ConcludeApproachBody(Body):
    result: ContactResult
    next_on: Day | None = None


class FlagView(BaseModel):
    """What the legal review found in a field, and what to write instead."""

    code: str
    severity: str
    field: str
    words: str
    text: str
    neutral: str
