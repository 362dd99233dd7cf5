"""Which communes hold a copy of a vacancy, and which of its revisions they have acknowledged."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CopyHolder:
    """A commune that holds a copy of a vacancy, and the newest revision that it has acknowledged; 0: none yet.

    `at`: when it acknowledged; while it has not, when it was given the vacancy.
    """

    vacancy_id: str
    commune: str
    revision: int
    at: datetime

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return f"{self.vacancy_id}/{self.commune}"


def acknowledged(known: CopyHolder | None, fresh: CopyHolder) -> CopyHolder:
    """The copy at its newest revision: acknowledgements may arrive in any order."""
    return known if known is not None and known.revision >= fresh.revision else fresh
