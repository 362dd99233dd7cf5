"""Facts of founding a Mesa: neighbours begin, each says what it brings, and all agree to one vision."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Cut, Fact, Ref, Story


class FoundingFact(Fact):
    """What every fact of one founding names."""

    founding_id: Ref
    """The id of the founding."""
    commune: Cut
    """CUT code of the commune that did it."""
    communes: tuple[Cut, ...]
    """CUT codes of the communes that found the Mesa."""

    @property
    def subject(self) -> str:
        return self.founding_id


class FoundingStarted(FoundingFact):
    WIRE: ClassVar[str] = "cl.mesa.founding.started.v1"


class FoundingNoted(FoundingFact):
    """A commune has said what it is interested in; said again, the last counts."""

    WIRE: ClassVar[str] = "cl.mesa.founding.noted.v1"

    interests: Story
    """What the office is interested in, and needs."""
    worries: Story
    """What worries it."""
    will_do: Story | None = None
    """What it will do for the others; null: not said yet."""
    missing: tuple[Cut, ...] = ()
    """CUT codes of the communes that have not said all of it."""


class FoundingEnvisioned(FoundingFact):
    """A vision was written; who wrote it agrees to it, and nobody else does yet."""

    WIRE: ClassVar[str] = "cl.mesa.founding.envisioned.v1"

    version: int = Field(ge=1)
    """Which version of the text it is."""
    text: Story
    """Where the Mesa wants to go."""


class FoundingAgreed(FoundingFact):
    """A commune agrees to the vision."""

    WIRE: ClassVar[str] = "cl.mesa.founding.agreed.v1"

    version: int = Field(ge=1)
    """To which version of the text."""
    missing: tuple[Cut, ...] = ()
    """CUT codes of the communes that have not agreed to it; none: it is the vision of all."""
