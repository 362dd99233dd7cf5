"""Facts of clashes in the agenda: found whenever something changes, resolved by a change, or accepted by a person."""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from shared.contracts.agenda.activities import ActivityKind
from shared.contracts.envelope import Cut, Fact, Instant, Part, Ref, Text


class ClashKind(StrEnum):
    """Why something does not fit."""

    PERSON = "person"
    """An office has fewer people than are to be in different places at once."""
    VENUE = "venue"
    """The venue is closed or taken then."""
    EMPLOYER = "employer"
    """One employer is asked for on one day by two activities."""
    TRAVEL = "travel"
    """Nobody gets from the one to the other in time."""
    HOLIDAY = "holiday"
    """It is a holiday where it is held, or for somebody who takes part."""
    CAPACITY = "capacity"
    """More people are expected than the venue holds."""


class Standing(Part):
    """An activity as it stands in the agenda."""

    kind: ActivityKind
    """What is held."""
    activity_id: Ref
    """Its id."""
    commune: Cut
    """CUT code of the commune that hosts it."""
    title: Text
    """Its name."""
    starts_at: Instant
    """When it begins."""


class ClashFact(Fact):
    """What every fact of one clash names."""

    clash_id: Ref
    """The id of the clash."""
    kind: ClashKind
    """What does not fit together."""
    activities: tuple[Standing, ...] = Field(min_length=1, max_length=2)
    """The activities it is between; one, if it does not fit by itself."""
    communes: tuple[Cut, ...] = Field(min_length=1, max_length=400)
    """CUT codes of the communes that it concerns."""

    @property
    def subject(self) -> str:
        return self.clash_id


class ClashFound(ClashFact):
    WIRE: ClassVar[str] = "cl.mesa.clash.found.v1"

    text: Text
    """What does not fit, in Spanish."""


class ClashResolved(ClashFact):
    """Something was moved or called off, and it fits now."""

    WIRE: ClassVar[str] = "cl.mesa.clash.resolved.v1"


class ClashAccepted(ClashFact):
    """A person has seen it and lets it stand."""

    WIRE: ClassVar[str] = "cl.mesa.clash.accepted.v1"

    office: Cut
    """CUT code of the commune whose officer accepts it."""
    why: Text
    """Why it may stand, as the officer wrote."""
