"""Facts of a placement: referred, declared, undone, and months later verified or refuted; its shared credit."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Cut, Day, Period, Ref, Text
from shared.contracts.reasons import CorrectionReason, EndReason, RefuteReason, UndoReason
from shared.contracts.vacancies.seats import SeatFact


class PlacementDeclared(SeatFact):
    """The person was hired. `credit` shares 1000 thousandths between the communes that made it happen."""

    WIRE: ClassVar[str] = "cl.mesa.placement.declared.v1"

    placement_id: Ref
    title: Text
    credit: dict[Cut, int]


class CandidateReferred(SeatFact):
    """The candidate was sent to the employer (derivación, SENCE's PP33)."""

    WIRE: ClassVar[str] = "cl.mesa.candidate.referred.v1"

    title: Text


class PlacementFact(SeatFact):
    """What every later fact of a placement names, with its credit as it is now."""

    placement_id: Ref
    title: Text
    credit: dict[Cut, int]


class PlacementUndone(PlacementFact):
    """It was declared, but the person does not have the job. Its seat is open again."""

    WIRE: ClassVar[str] = "cl.mesa.placement.undone.v1"

    why: UndoReason


class PlacementEnded(PlacementFact):
    """The job has ended. The seat stays filled and the placement what it was; the person is free again."""

    WIRE: ClassVar[str] = "cl.mesa.placement.ended.v1"

    ended_on: Day
    why: EndReason


class PlacementVerified(PlacementFact):
    """Contributions for the person are on record. Source: since 2022 the pension contribution record is the proof."""

    WIRE: ClassVar[str] = "cl.mesa.placement.verified.v1"

    period: Period
    days: int = Field(ge=0)


class PlacementRefuted(PlacementFact):
    """The record shows no job, or too short a one."""

    WIRE: ClassVar[str] = "cl.mesa.placement.refuted.v1"

    period: Period
    days: int = Field(ge=0)
    why: RefuteReason


class PlacementCorrected(PlacementFact):
    """The credit was shared wrongly; `before` is the credit until now."""

    WIRE: ClassVar[str] = "cl.mesa.placement.corrected.v1"

    before: dict[Cut, int]
    why: CorrectionReason
