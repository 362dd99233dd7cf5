"""What an office was told, and the little that is remembered to say it truly."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whether a commune is at the table, and its name."""

    commune: str
    name: str
    at_table: bool

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.commune


@dataclass(frozen=True, slots=True)
class VacancySummary:
    """A vacancy as its facts told: home, title, and the communes that answered it with people."""

    vacancy_id: str
    commune: str
    title: str
    took_part: tuple[str, ...] = ()

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.vacancy_id


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice for one office about one fact. `told` is false where the office had left the table."""

    notice_id: str
    commune: str
    at: datetime
    about: str
    type: str
    vacancy_id: str | None
    text: str
    told: bool

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.notice_id
