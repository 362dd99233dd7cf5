"""What somebody wrote into a form, as they wrote it: so nothing is lost when it is drawn again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shared.calendar import SANTIAGO


@dataclass(frozen=True, slots=True)
class Written:
    """The fields of a form, each with its values; one that was left empty is not there. `file`: what it brings."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    file: bytes = field(default=b"", repr=False)

    def raw(self, name: str) -> str:
        """The first value of a field, with its spaces; empty: none."""
        return self.values.get(name, ("",))[0]

    def one(self, name: str) -> str:
        """The first value of a field; empty: it was left empty."""
        return (self.values.get(name) or ("",))[0].strip()

    def every(self, name: str) -> Sequence[str]:
        return self.values.get(name, ())

    def has(self, name: str, value: str) -> bool:
        return value in self.every(name)

    def texts(self, *names: str) -> Mapping[str, str]:
        """The fields of these names that were not left empty."""
        return {name: self.one(name) for name in names if self.one(name)}


def instant(written: str) -> str:
    """What a field of day and time holds, as an instant in Santiago; what is none stays what it is."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=SANTIAGO).isoformat()
    except ValueError:
        return written


def as_written(at: datetime) -> str:
    """An instant as a field of day and time holds it, in Santiago."""
    return f"{at.astimezone(SANTIAGO):%Y-%m-%dT%H:%M}"
