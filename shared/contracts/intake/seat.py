"""Requests about one seat and what becomes of it."""

from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from shared.contracts.envelope import Cut, Day, Fence, Part, Period, Ref, Revision, WorkingHours
from shared.contracts.intake.held import Holdable
from shared.contracts.intake.vacancy import AboutVacancy
from shared.contracts.reasons import CorrectionReason, EndReason, ReleaseReason, UndoReason

DaysOfMonth = Annotated[int, Field(ge=0, le=31)]

Share = Annotated[int, Field(ge=0, le=1000)]
Credit = Annotated[
    dict[Cut, Share], Field(min_length=1, max_length=3, json_schema_extra={"additionalProperties": False})
]
"""Thousandths of a placement by commune: its home, its finder and its host."""


class AboutLease(AboutVacancy):
    """A request about one lease. `fence` proves that the asker speaks of this lease and not of an older one."""

    lease_id: Ref
    fence: Fence


class SeatRelease(AboutLease, Holdable):
    """Give a leased seat back."""

    WIRE: ClassVar[str] = "cl.mesa.seat.release.v1"

    why: ReleaseReason


class SeatExtend(AboutLease):
    """Hold the seat for so many more working hours; left out, as long as a lease of this vacancy is."""

    WIRE: ClassVar[str] = "cl.mesa.seat.extend.v1"

    hours: WorkingHours | None = None


class CandidateRefer(AboutLease):
    """The person of this lease was sent to the employer."""

    WIRE: ClassVar[str] = "cl.mesa.candidate.refer.v1"


class PlacementDeclare(AboutLease):
    """The person of this lease was hired. The host of the fair where they met shares the credit, as that fair noted.

    `host`: to be sure that the Mesa knows of it: refused if no fair of that commune noted an interview.
    """

    WIRE: ClassVar[str] = "cl.mesa.placement.declare.v1"

    host: Cut | None = None


MOST_LEASES = 200


class LeaseAct(StrEnum):
    """What is asked of one lease among several."""

    EXTEND = "extend"
    RELEASE = "release"
    REFER = "refer"
    PLACE = "place"


class LeaseAsked(Part):
    """What happened with one lease, as the request about it alone has it."""

    lease_id: Ref
    """The lease."""
    fence: Fence
    """Its number, by which one shows that one speaks of this one and not of an older one."""
    act: LeaseAct
    """`extend`, `release`, `refer` or `place`."""
    why: ReleaseReason | None = None
    """Why the seat is given back: with `release`, and only there."""
    hours: WorkingHours | None = None
    """For how many working hours more: with `extend`; null: as long as a lease of this vacancy is."""
    host: Cut | None = None
    """CUT code of the commune at whose fair they met: with `place`; it is credited without this."""


class SeatsSettle(AboutVacancy, Holdable):
    """What happened with several leases of one vacancy, in one request: each is decided as if it were asked alone.

    What cannot be done holds nothing else up; if nothing can, the request is rejected with every fault.
    """

    WIRE: ClassVar[str] = "cl.mesa.seats.settle.v1"

    leases: Annotated[tuple[LeaseAsked, ...], Field(min_length=1, max_length=MOST_LEASES)]
    """Decided in this order."""


class PlacementUndo(AboutLease):
    """The declared placement is none: the seat is open again."""

    WIRE: ClassVar[str] = "cl.mesa.placement.undo.v1"

    why: UndoReason


class PlacementEnd(AboutVacancy):
    """The job has ended on that day: the person looks for work again. The placement stays what it was."""

    WIRE: ClassVar[str] = "cl.mesa.placement.end.v1"

    placement_id: Ref
    ended_on: Day
    why: EndReason


class PlacementVerify(AboutVacancy):
    """The contribution record of a placement: `days` of contributions in the month `period`, 0 for none."""

    WIRE: ClassVar[str] = "cl.mesa.placement.verify.v1"

    placement_id: Ref
    period: Period
    days: DaysOfMonth


class PlacementCorrect(AboutVacancy):
    """Share the credit of a placement anew: integers that sum to 1,000.

    With `if_revision` only if its history has so many lines, so that two officers do not undo one another.
    """

    WIRE: ClassVar[str] = "cl.mesa.placement.correct.v1"

    placement_id: Ref
    credit: Credit
    why: CorrectionReason
    if_revision: Revision | None = None

    @model_validator(mode="after")
    def _sums_to_a_thousand(self) -> Self:
        if sum(self.credit.values()) != 1000:
            raise ValueError("El crédito se reparte en enteros que suman 1.000")
        return self
