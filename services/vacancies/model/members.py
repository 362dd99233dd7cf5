"""The communes of the Mesa, from their facts: the hours of their offices, and the minutes to other communes."""

from dataclasses import dataclass, field

from shared.contracts.communes import Contact, Windows


@dataclass(frozen=True, slots=True)
class Member:
    """A commune. `at_table`: whether it is in the Mesa; `minutes`: one way to each commune within reach."""

    commune: str
    name: str
    at_table: bool
    windows: Windows
    minutes: dict[str, int]
    population: int = 0
    contact: Contact | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.commune
