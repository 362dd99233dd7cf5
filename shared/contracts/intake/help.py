"""Requests of help between offices: ask, answer, accept, reopen; publish and revise cards, say that one helped.

Questions, answers and cards are texts between offices: no names, RUTs or telephones of people.
"""

from typing import ClassVar

from pydantic import Field

from shared.contracts.agenda import Process
from shared.contracts.envelope import Day, Ref, Request, Story, Text, WorkingHours


class HelpAsk(Request):
    """Ask for help; the question goes to the office best placed."""

    WIRE: ClassVar[str] = "cl.mesa.help.ask.v1"

    code: Process
    """Which process it is about."""
    question: Text
    """The question, in one line."""
    details: Story | None = None
    """What more the other office must know. No names of people."""
    answer_hours: WorkingHours = 8.0
    """Working hours that each office has, before the question is passed on."""


class AboutHelp(Request):
    """A request about one question."""

    help_id: Ref

    @property
    def subject(self) -> str:
        return self.help_id


class HelpAnswer(AboutHelp):
    """Answer it: whose turn it is, or any office once it stands open."""

    WIRE: ClassVar[str] = "cl.mesa.help.answer.v1"

    answer: Story
    """The answer. No names of people."""


class HelpAccept(AboutHelp):
    """The answer helped."""

    WIRE: ClassVar[str] = "cl.mesa.help.accept.v1"


class HelpReopen(AboutHelp):
    """The answer did not help."""

    WIRE: ClassVar[str] = "cl.mesa.help.reopen.v1"

    why: Text
    """What is missing."""
    elsewhere: bool = False
    """Ask another office than the one that answered."""


class HelpWithdraw(AboutHelp):
    """No answer is needed any more."""

    WIRE: ClassVar[str] = "cl.mesa.help.withdraw.v1"

    why: Text
    """Why; whose turn it is is told."""


class CardContent(Request):
    """What a version of a card says."""

    code: Process
    """Which process it is about."""
    title: Text
    """What it answers, in one line."""
    text: Story
    """What it says. No names of people; what is not known for sure says «por verificar»."""
    words: tuple[Text, ...] = Field(default=(), max_length=30)
    """Other words in which people ask for it."""
    review_on: Day
    """The day on which somebody should read again whether it still holds."""
    help_id: Ref | None = None
    """The question whose answer it was; null: it came from none."""


class CardPublish(CardContent):
    """Publish a card."""

    WIRE: ClassVar[str] = "cl.mesa.card.publish.v1"


class CardRevise(CardContent):
    """Publish a new version of a card; whoever does so is its author, and the versions before stay to be read."""

    WIRE: ClassVar[str] = "cl.mesa.card.revise.v1"

    card_id: Ref
    replaces: int = Field(ge=1, le=10_000)
    """Which version it was made from; it is refused if there is a newer one."""

    @property
    def subject(self) -> str:
        return self.card_id


class CardUse(Request):
    """A card answered what the office wanted to know."""

    WIRE: ClassVar[str] = "cl.mesa.card.use.v1"

    card_id: Ref

    @property
    def subject(self) -> str:
        return self.card_id
