"""How many calls each office has not answered yet, because busy offices are asked after the others."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from services.vacancies.model.vacancy import Vacancy


@dataclass(frozen=True, slots=True)
class OpenCallsByOffice:
    """The unanswered calls by office, of vacancies that were not loaded with the batch.

    They do not change within a batch: those of the loaded vacancies are counted by `LoadedAggregates.tally`.
    """

    KEY: ClassVar[str] = "desks"

    calls: Mapping[str, int]

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.KEY


def not_loaded(all_calls: Mapping[str, int], loaded: Iterable[Vacancy]) -> OpenCallsByOffice:
    """What is left of the calls of all vacancies without those that were loaded. Offices without any are left out."""
    left = Counter(all_calls)
    left.subtract(office for vacancy in loaded for office in vacancy.tallied)
    return OpenCallsByOffice(+left)


def more_calls(changes: Iterable[tuple[Vacancy | None, Vacancy]]) -> list[tuple[str, int]]:
    """By how many unanswered calls each office has more (below 0: fewer) after these changes of vacancies.

    Sorted by office; offices with as many as before are left out.
    """
    more: Counter[str] = Counter()
    for before, after in changes:
        more.update(after.tallied)
        more.subtract(before.tallied if before else ())
    return sorted((office, calls) for office, calls in more.items() if calls)
