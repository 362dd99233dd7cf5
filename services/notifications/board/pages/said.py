"""A line of what waits, and what an officer can do with it at once."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """A form of one button: where it is sent, what it says, and its hidden fields."""

    address: str
    text: str
    fields: Sequence[tuple[str, str]] = ()
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What a line of the list says of its matter."""

    text: str
    address: str
    why: str = ""
    acts: Sequence[Button | Link] = ()
