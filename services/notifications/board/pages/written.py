"""What somebody wrote into a form, as they wrote it: so nothing is lost when it is drawn again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Written:
    """The fields of a form, each with its values; one that was left empty is not there."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

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
