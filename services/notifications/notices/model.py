"""The notices to offices, and what their texts need to know of communes and vacancies."""

from dataclasses import dataclass, field
from datetime import datetime

from shared.contracts.held import HeldFact
from shared.contracts.matching import OfferFact, ProposalFact
from shared.contracts.vacancies import VacancyFact

ABOUT_A_VACANCY = VacancyFact | OfferFact | ProposalFact | HeldFact
"""Facts whose notices use the title of their vacancy."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A commune: its name, and whether it is in the Mesa (`at_table`)."""

    commune: str
    name: str
    at_table: bool

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.commune


@dataclass(frozen=True, slots=True)
class VacancySummary:
    """A vacancy according to its facts: home commune, title, and the communes that were invited or sent candidates."""

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
    """One notice for one office about one fact. `told` is False if the office had left the Mesa."""

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
