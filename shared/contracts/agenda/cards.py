"""Facts of cards: what good answers have become, written down once for all offices."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.agenda.processes import Process
from shared.contracts.envelope import Cut, Day, Fact, Ref, Story, Text


class CardFact(Fact):
    """What every fact of one card names."""

    card_id: Ref
    """The id of the card."""
    commune: Cut
    """CUT code of the commune that acts."""
    version: int = Field(ge=1)
    """Which version of the card, counted from 1."""
    code: Process
    """Which process it is about."""
    title: Text
    """What it answers, in one line."""

    @property
    def subject(self) -> str:
        return self.card_id


class CardPublished(CardFact):
    """A version of a card is what counts from now on; older ones stay to be read. `commune` is its author."""

    WIRE: ClassVar[str] = "cl.mesa.card.published.v1"

    text: Story
    """What it says."""
    words: tuple[Text, ...] = Field(default=(), max_length=30)
    """Other words in which people ask for it."""
    review_on: Day
    """The day on which somebody should read again whether it still holds."""
    help_id: Ref | None = None
    """The question whose answer it was; null: it came from none."""


class CardUsed(CardFact):
    """A card answered what an office wanted to know. `commune` is that office."""

    WIRE: ClassVar[str] = "cl.mesa.card.used.v1"

    author: Cut
    """CUT code of the commune that wrote this version."""
