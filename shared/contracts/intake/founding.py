"""Requests about founding a Mesa: begin, say what one brings, write the vision, agree to it."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Cut, Ref, Request, Story


class FoundingStart(Request):
    """Begin to found a Mesa with neighbours; of the same communes there is one founding."""

    WIRE: ClassVar[str] = "cl.mesa.founding.start.v1"

    communes: tuple[Cut, ...] = Field(min_length=1, max_length=8)
    """CUT codes of the neighbours that found it with yours."""

    @property
    def party(self) -> tuple[str, ...]:
        """Every commune that founds it, each once, in the order of their codes."""
        return tuple(sorted({self.commune, *self.communes}))


class AboutFounding(Request):
    """A request about one founding."""

    founding_id: Ref

    @property
    def subject(self) -> str:
        return self.founding_id


class FoundingNote(AboutFounding):
    """Say what your office is interested in, what worries it and what it will do. No names of people."""

    WIRE: ClassVar[str] = "cl.mesa.founding.note.v1"

    interests: Story
    """What the office is interested in, and needs."""
    worries: Story
    """What worries it."""
    will_do: Story | None = None
    """What it will do for the others; null: not known yet."""


class FoundingVision(AboutFounding):
    """Write where the Mesa wants to go. Whoever had agreed to an earlier text is asked again."""

    WIRE: ClassVar[str] = "cl.mesa.founding.vision.v1"

    replaces: int = Field(ge=0, le=10_000)
    """Which version it was made from, 0 for the first; it is refused if there is a newer one."""
    text: Story
    """Where the Mesa wants to go. No names of people."""


class FoundingAgree(AboutFounding):
    """Agree to the vision."""

    WIRE: ClassVar[str] = "cl.mesa.founding.agree.v1"

    version: int = Field(ge=1, le=10_000)
    """To which version; it is refused if there is a newer one."""
