"""Facts of a date that offices agree on: proposed with options, voted on, then fixed or lapsed."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.agenda.activities import ActivityKind, Slot
from shared.contracts.envelope import Cut, Fact, Instant, Ref, Text


class Vote(StrEnum):
    """What an office says of an option."""

    YES = "yes"
    IF_NEEDED = "if_needed"
    NO = "no"


class Lapse(StrEnum):
    """Why no date was fixed."""

    NO_QUORUM = "no_quorum"
    """Too few offices answered, or too few could come to any of the options."""
    TAKEN = "taken"
    """Every option that enough offices could come to has passed or was taken meanwhile."""


OptionNumber = Annotated[int, Field(ge=1, le=10)]
"""Which of the options, counted from 1, as people say it."""


class DateOption(Slot):
    """One of the dates that are proposed."""

    commune: Cut
    """CUT code of the commune that would host it."""
    reasons: tuple[Text, ...] = Field(default=(), max_length=20)
    """What speaks for it and what it costs, in Spanish."""


class DateFact(Fact):
    """What every fact of one proposal names. `commune` made it."""

    proposal_id: Ref
    """The id of the proposal."""
    commune: Cut
    """CUT code of the commune that proposes."""

    @property
    def subject(self) -> str:
        return self.proposal_id


class DateProposed(DateFact):
    """Offices are asked which of these dates suit them."""

    WIRE: ClassVar[str] = "cl.mesa.date.proposed.v1"

    kind: ActivityKind
    """What is to be held."""
    title: Text
    """Its name."""
    invited: tuple[Cut, ...] = Field(min_length=1, max_length=400)
    """CUT codes of the communes that are asked."""
    options: tuple[DateOption, ...] = Field(min_length=1, max_length=10)
    """The dates, the best first."""
    quorum: int = Field(ge=1)
    """So many of them must be able to come."""
    answer_by: Instant
    """Until when they answer; then it is decided with the answers there are."""


class DateVoted(DateFact):
    """An office has said which of the dates suit it; the last one it said counts."""

    WIRE: ClassVar[str] = "cl.mesa.date.voted.v1"

    title: Text
    """The name of what is to be held."""
    office: Cut
    """CUT code of the commune that answers."""
    yes: tuple[OptionNumber, ...] = Field(default=(), max_length=10)
    """The options that suit it."""
    if_needed: tuple[OptionNumber, ...] = Field(default=(), max_length=10)
    """The options to which it can come if need be; to those it does not name it cannot."""


class DateFixed(DateFact):
    """The date is fixed, and the activity is scheduled."""

    WIRE: ClassVar[str] = "cl.mesa.date.fixed.v1"

    kind: ActivityKind
    """What is held."""
    title: Text
    """Its name."""
    option: DateOption
    """The date that was chosen."""
    activity_id: Ref
    """The id of the activity that was scheduled."""
    yes: tuple[Cut, ...] = Field(default=(), max_length=400)
    """Who can come."""
    if_needed: tuple[Cut, ...] = Field(default=(), max_length=400)
    """Who can come if need be."""
    no: tuple[Cut, ...] = Field(default=(), max_length=400)
    """Who cannot come."""
    silent: tuple[Cut, ...] = Field(default=(), max_length=400)
    """Who did not answer in time."""


class DateLapsed(DateFact):
    """No date was fixed."""

    WIRE: ClassVar[str] = "cl.mesa.date.lapsed.v1"

    kind: ActivityKind
    """What was to be held."""
    title: Text
    """Its name."""
    invited: tuple[Cut, ...] = Field(min_length=1, max_length=400)
    """CUT codes of the communes that were asked."""
    why: Lapse
    """Why not."""
    silent: tuple[Cut, ...] = Field(default=(), max_length=400)
    """Who did not answer in time."""


class DateWithdrawn(DateFact):
    """Whoever proposed it has taken it back before a date was fixed."""

    WIRE: ClassVar[str] = "cl.mesa.date.withdrawn.v1"

    title: Text
    """Its name."""
    invited: tuple[Cut, ...] = Field(min_length=1, max_length=400)
    """CUT codes of the communes that were asked."""
    why: Text
    """Why, as whoever withdrew it wrote."""
