"""How many calls each office has not answered yet, because busy offices are asked after the others."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from services.vacancies.model.vacancy import Stage, Vacancy


@dataclass(frozen=True, slots=True)
class OpenCallsByOffice:
    """The unanswered calls by office, of vacancies that were not loaded with the batch."""

    KEY: ClassVar[str] = "desks"

    calls: Mapping[str, int]

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.KEY


def open_calls_of(vacancies: Iterable[Vacancy]) -> Counter[str]:
    """The unanswered calls by office, of these vacancies."""
    return Counter(cut for v in vacancies if v.stage is Stage.CALLING and v.call for cut in v.call.silent)
