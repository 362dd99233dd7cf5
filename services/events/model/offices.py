"""The communes of the Mesa, from their facts, and how long it takes from one to another."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.contracts.communes import OmilType
from shared.territory import travel_from


@dataclass(frozen=True, slots=True)
class Office:
    """A commune; only communes in the Mesa (`at_table`) hold something. `minutes`: one way, as its file says.

    `email`: of the office, never of a person; None: its file has no contact.
    """

    commune: str
    name: str
    at_table: bool
    minutes: Mapping[str, int] = field(default_factory=dict)
    omil_type: OmilType = OmilType.IV
    email: str | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.commune

    def minutes_to(self, other: str) -> int | None:
        """Minutes one way by road, estimated where no office has measured them; None: too far to be known."""
        if other == self.commune:
            return 0
        if other in self.minutes:
            return self.minutes[other]
        return next((way.minutes for way in travel_from(self.commune) if way.to == other), None)
