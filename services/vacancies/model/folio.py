"""Folios: the short name of a vacancy for the telephone, from the commune's letters, the year and a number."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.calendar import SANTIAGO
from shared.territory import letters_of


@dataclass(frozen=True, slots=True)
class FolioSeries:
    """The last folio of a commune in a year. `first_fence`: the fences of its new vacancies begin behind it."""

    commune: str
    year: int
    last: int
    first_fence: int = 0

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.commune

    def next(self, year: int) -> "FolioSeries":
        return replace(self, year=year, last=self.last + 1 if year == self.year else 1)


def folio_after(last: FolioSeries | None, commune: str, now: datetime) -> tuple[FolioSeries, str]:
    """The next number of a commune's year, and the folio: letters, year, number (`SC-2026-0042`)."""
    year = now.astimezone(SANTIAGO).year
    following = (last or FolioSeries(commune, year, 0)).next(year)
    return following, f"{letters_of(commune)}-{year}-{following.last:04d}"
