"""Requests about what offices agree on, and what a visit has shown."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Cut, Day, Part, Ref, Request, Story, Text
from shared.contracts.intake.activity import AboutActivity


class Owed(Part):
    """Something that an office will do."""

    what: Text
    """What."""
    owner: Cut
    """CUT code of the commune that does it."""
    due_on: Day
    """Until which day."""


class AgreementMake(AboutActivity):
    """In a meeting or a visit it was agreed that an office does something."""

    WIRE: ClassVar[str] = "cl.mesa.agreement.make.v1"

    what: Text
    """What was agreed."""
    owner: Cut
    """CUT code of the commune that does it."""
    due_on: Day
    """Until which day."""


class AboutAgreement(Request):
    """A request about one agreement."""

    agreement_id: Ref

    @property
    def subject(self) -> str:
        return self.agreement_id


class AgreementKeep(AboutAgreement):
    """It is done."""

    WIRE: ClassVar[str] = "cl.mesa.agreement.keep.v1"


class AgreementDrop(AboutAgreement):
    """It need not be done any more."""

    WIRE: ClassVar[str] = "cl.mesa.agreement.drop.v1"

    why: Text
    """Why."""


class VisitReport(AboutActivity):
    """A visit was made: what was looked at, what was learned, what is owed. No names of people."""

    WIRE: ClassVar[str] = "cl.mesa.visit.report.v1"

    purpose: Text
    """What it was for."""
    looked_at: Story
    """What was looked at."""
    learned: Story
    """What was learned: interests, worries, how the work is done there."""
    owed: tuple[Owed, ...] = Field(default=(), max_length=50)
    """What offices will do; each becomes an agreement."""
