"""Facts of help between offices: a question is asked, routed to one office, passed on, answered, accepted or reopened.

Questions and answers are texts between offices: no names, RUTs or telephones of people.
"""

from typing import ClassVar

from pydantic import Field

from shared.contracts.agenda.processes import Process
from shared.contracts.envelope import Cut, Fact, Instant, Ref, Story, Text


class HelpFact(Fact):
    """What every fact of one question names. `commune` asks."""

    help_id: Ref
    """The id of the question."""
    commune: Cut
    """CUT code of the commune that asks."""
    code: Process
    """Which process it is about."""
    question: Text
    """The question, in one line."""

    @property
    def subject(self) -> str:
        return self.help_id


class HelpRequested(HelpFact):
    WIRE: ClassVar[str] = "cl.mesa.help.requested.v1"

    details: Story | None = None
    """What more the office wrote."""


class HelpRouted(HelpFact):
    """It is the turn of one office, and of no other, to answer."""

    WIRE: ClassVar[str] = "cl.mesa.help.routed.v1"

    office: Cut
    """CUT code of the commune whose turn it is."""
    answer_by: Instant
    """Until when; then it is passed on."""
    reasons: tuple[Text, ...] = Field(default=(), max_length=10)
    """Why this office, in Spanish."""
    turn: int = Field(ge=1)
    """Which turn it is, counted from 1."""
    details: Story | None = None
    """What more the office that asks wrote."""
    silent: Cut | None = None
    """CUT code of the commune from which it was passed on; null: it comes from nobody."""


class HelpUnanswered(HelpFact):
    """Nobody is left to pass it on to: it stands open, and any office may answer."""

    WIRE: ClassVar[str] = "cl.mesa.help.unanswered.v1"

    tried: tuple[Cut, ...] = Field(default=(), max_length=400)
    """CUT codes of the communes whose turn it was."""


class HelpAnswered(HelpFact):
    WIRE: ClassVar[str] = "cl.mesa.help.answered.v1"

    office: Cut
    """CUT code of the commune that answers."""
    answer: Story
    """The answer."""
    number: int = Field(ge=1)
    """Which answer to this question, counted from 1."""
    hours: float = Field(ge=0)
    """Working hours of the office that asks, since it asked or reopened the question."""


class HelpAccepted(HelpFact):
    """Whoever asked says that the answer helped."""

    WIRE: ClassVar[str] = "cl.mesa.help.accepted.v1"

    office: Cut
    """CUT code of the commune that answered."""
    number: int = Field(ge=1)
    """Which answer to this question, counted from 1."""


class HelpReopened(HelpFact):
    """The answer did not help; whose turn it is now is told with it."""

    WIRE: ClassVar[str] = "cl.mesa.help.reopened.v1"

    office: Cut
    """CUT code of the commune whose answer it was."""
    why: Text
    """What is missing, as whoever asked wrote."""


class HelpWithdrawn(HelpFact):
    """Whoever asked needs no answer any more, or has left the Mesa."""

    WIRE: ClassVar[str] = "cl.mesa.help.withdrawn.v1"

    why: Text
    """Why."""
    office: Cut | None = None
    """CUT code of the commune whose turn it was; null: nobody's."""
