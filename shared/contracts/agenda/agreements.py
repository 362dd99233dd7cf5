"""Facts of what offices agreed on in a meeting or a visit: made, kept, late, dropped."""

from typing import ClassVar

from shared.contracts.envelope import Cut, Day, Fact, Ref, Text


class AgreementFact(Fact):
    """What every fact of one agreement names."""

    agreement_id: Ref
    """The id of the agreement."""
    activity_id: Ref
    """The id of the meeting or visit where it was made."""
    title: Text
    """The name of that meeting or visit."""
    commune: Cut
    """CUT code of the commune that hosted it."""
    what: Text
    """What was agreed."""
    owner: Cut
    """CUT code of the commune that does it."""
    due_on: Day
    """Until which day."""

    @property
    def subject(self) -> str:
        return self.agreement_id


class AgreementMade(AgreementFact):
    WIRE: ClassVar[str] = "cl.mesa.agreement.made.v1"


class AgreementKept(AgreementFact):
    WIRE: ClassVar[str] = "cl.mesa.agreement.kept.v1"


class AgreementLate(AgreementFact):
    """Its day is over and nobody has said that it is done."""

    WIRE: ClassVar[str] = "cl.mesa.agreement.late.v1"


class AgreementDropped(AgreementFact):
    """It need not be done any more."""

    WIRE: ClassVar[str] = "cl.mesa.agreement.dropped.v1"

    why: Text
    """Why, as whoever dropped it wrote."""
