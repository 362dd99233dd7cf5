"""The bodies of HTTP requests, without the ids that stand in the path; and the answer of the legal review."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from shared.contracts.envelope import Cut, Day, Fence, Instant, Period, Revision, WorkingHours
from shared.contracts.intake.seat import MOST_LEASES, Credit, DaysOfMonth, LeaseAct, LeaseAsked
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
from shared.http import Body, HoldableBody
from shared.views import View


class AmendVacancyBody(Amendment, Body):
    pass


class WithdrawVacancyBody(HoldableBody):
    why: CloseReason
    """Why it is withdrawn."""


class DeclareUnfilledBody(HoldableBody):
    why: UnfilledReason = UnfilledReason.TEAM_CAPACITY
    """Why the office cannot fill it alone."""


class AcknowledgeBody(Body):
    revision: Revision
    """The revision of the vacancy that the commune's copy is at."""


class LeaseBody(Body):
    fence: Fence
    """The number of the lease, by which one shows that one speaks of this one and not of an older one."""


class ReleaseSeatBody(LeaseBody, HoldableBody):
    why: ReleaseReason
    """Why the seat is given back."""


class ExtendSeatBody(LeaseBody):
    hours: WorkingHours | None = None
    """For how many working hours more; null: as many as the commune has for a lease."""


class PlaceBody(LeaseBody):
    host: Cut | None = None
    """CUT code of the commune at whose fair they met, to be sure that the Mesa knows; it is credited without this."""


class SettleBody(HoldableBody):
    leases: Annotated[tuple[LeaseAsked, ...], Field(min_length=1, max_length=MOST_LEASES)]
    """What happened with each lease, in the order in which they are decided."""


class UndoPlacementBody(LeaseBody):
    why: UndoReason
    """Why it is none."""


class EndPlacementBody(Body):
    ended_on: Day
    """The last day of the job."""
    why: EndReason
    """Why it ended."""


class VerifyPlacementBody(Body):
    period: Period
    """The month of the contributions, as `2026-04`."""
    days: DaysOfMonth
    """Days of contributions in that month; 0: none."""


class CorrectCreditBody(Body):
    credit: Credit
    """Thousandths of the credit by CUT code: integers that sum to 1000."""
    why: CorrectionReason
    """Why it is shared anew."""


class ReportContactBody(Body):
    result: ContactResult
    """What came of it."""
    at: Instant | None = None
    """When it took place, if not as planned."""
    next_on: Day | None = None
    """The day on which the employer asked to be contacted again."""


class AnswerApproachBody(Body):
    joins: bool
    """Whether the office joins."""


class ConcludeApproachBody(Body):
    result: ContactResult
    """What came of it."""
    next_on: Day | None = None
    """The day on which the employer asked to be contacted again."""


class LeaseFaultView(View):
    """Why one lease of several was left as it is."""

    code: str
    """Stable, for programs."""
    field: str
    """The path of the field in what was sent, as `leases.3.fence`."""
    text: str
    """What is wrong and what to do, in Spanish."""


class SettledLeaseView(View):
    """What became of one lease of several."""

    lease_id: str
    """The lease."""
    act: LeaseAct
    """What was asked of it."""
    done: bool
    """Whether it was done; if not, `faults` say why."""
    fence: int | None = None
    """Its number from now on; null: it was not done."""
    expires_at: datetime | None = None
    """Until when the seat is held; null: it is not held any more, or the lease was left as it is."""
    placement_id: str | None = None
    """The placement that was declared; null: none was."""
    faults: list[LeaseFaultView] = []
    """Why it was not done, every reason."""


class SettledView(View):
    """What became of several leases, in the order in which they were sent."""

    leases: list[SettledLeaseView]
    """Each with what it is now, or why it was not done."""


class FlagView(View):
    """What the legal review found in a field, and what to write instead."""

    code: str
    """The code of what was found."""
    severity: str
    """`refuse`: it would not be published; `warn`: published with a warning."""
    field: str
    """The field of the profile."""
    words: str
    """The words that were found, as they are written."""
    text: str
    """What the officer reads, in Spanish."""
    neutral: str
    """What to write instead; empty: nothing is proposed."""
