"""The employers that offices have reached or whose vacancies they have: whom a fair may invite."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class KnownEmployer:
    """An employer, from the facts of `vacancies`. `communes`: the offices that know it; `last_at`: the last of it."""

    employer_id: str
    name: str
    communes: tuple[str, ...]
    last_at: datetime

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.employer_id
