"""What became of every row of a sheet: each is counted once, and those that were not taken say why."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a row: its number, the Spanish text, and a stable reason or the column (or field) it is in."""

    row: int
    text: str
    reason: str = ""
    field: str = ""


@dataclass(slots=True)
class Report:
    """The counts that every import has; each kind of import adds its own. `rows` is the sum of the others."""

    FAULT_KEYS: ClassVar[tuple[str, ...]] = ("row", "reason", "text")
    """What a fault shows to machines."""

    rows: int = 0
    already: int = 0
    quarantined: int = 0
    faults: list[RowFault] = field(default_factory=list)

    def quarantine(self, faults: Iterable[RowFault]) -> None:
        """Count one row that was not taken, with all that is wrong with it."""
        self.quarantined += 1
        self.faults += faults

    def as_json(self) -> dict[str, Any]:
        """The report for machines; faults in the order of the rows."""
        shown = [{key: getattr(fault, key) for key in self.FAULT_KEYS} for fault in self.faults]
        return {**asdict(self), "faults": shown}
