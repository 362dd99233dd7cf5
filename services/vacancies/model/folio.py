"""Folios: the short name of a vacancy for the telephone, from the commune's letters, the year and a number."""

from dataclasses import dataclass, field
from datetime import datetime

from shared.calendar import SANTIAGO
from shared.territory import letters_of


@dataclass(frozen=True, slots=True)
class FolioSeries:
    """The last folio of a commune in a year."""

    commune: str
    year: int
    last: int

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.commune

    def next(self, year: int) -> "FolioSeries":
        return FolioSeries(self.commune, year, self.last + 1 if year == self.year else 1)


def folio_after(last: FolioSeries | None, commune: str, now: datetime) -> tuple[FolioSeries, str]:
    """The next number of a commune's year, and the folio: letters, year, number (`SC-2026-0042`)."""
    year = now.astimezone(SANTIAGO).year
    following = (last or FolioSeries(commune, year, 0)).next(year)
    return following, f"{letters_of(commune)}-{year}-{following.last:04d}"
