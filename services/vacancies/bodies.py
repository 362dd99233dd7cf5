"""What an HTTP request about one vacancy carries in its body: the intake request without what its path says."""

from datetime import date

from pydantic import Field

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


class Amend(Amendment, Body):
    pass


class Withdraw(Body):
    why: CloseReason


class DeclareUnfilled(Body):
    why: UnfilledReason = UnfilledReason.TEAM_CAPACITY


class Acknowledge(Body):
    revision: int = Field(ge=1)


class Lease(Body):
    fence: int = Field(ge=1)


class Release(Lease):
    why: ReleaseReason


class Extend(Lease):
    hours: float | None = Field(default=None, gt=0, le=400)


class Place(Lease):
    host: Cut | None = None


class Undo(Lease):
    why: UndoReason


class End(Body):
    ended_on: date
    why: EndReason


class Verify(Body):
    period: Period
    days: int = Field(ge=0, le=31)


class Correct(Body):
    credit: dict[Cut, int] = Field(min_length=1, max_length=3)
    why: CorrectionReason


class Report(Body):
    result: ContactResult
    at: Instant | None = None
    next_on: date | None = None


class Joins(Body):
    joins: bool


class Conclude(Body):
    result: ContactResult
    next_on: date | None = None
