"""What stands around a vacancy: who sits at the table, who holds a seat or a copy, what offices answered."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from services.vacancies.model.heartbeat import Heartbeat, Outage
from services.vacancies.model.policy import Policy
from services.vacancies.model.vacancy import Stage, Vacancy
from shared.calendar import add_working_hours
from shared.contracts.communes import Windows
from shared.contracts.vocabulary import Urgency


@dataclass(frozen=True, slots=True)
class Member:
    """A commune as its facts told: whether it is at the table, its windows, minutes to the towns within reach."""

    commune: str
    name: str
    at_table: bool
    windows: Windows
    minutes: dict[str, int]
    population: int = 0

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.commune


@dataclass(frozen=True, slots=True)
class ActiveSeat:
    """Which lease a candidate holds in the whole network, if any: one at a time, whoever offers them."""

    candidate_ref: str
    lease_id: str | None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.candidate_ref


@dataclass(frozen=True, slots=True)
class CopyHolder:
    """A commune that holds a copy of a vacancy, and the newest revision it is known to have."""

    vacancy_id: str
    commune: str
    revision: int
    at: datetime

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return f"{self.vacancy_id}/{self.commune}"


@dataclass(frozen=True, slots=True)
class OfficeAnswer:
    """What an office that was called has answered: `how` is offered, declined or silent."""

    vacancy_id: str
    commune: str
    tier: int
    how: str
    at: datetime
    called_at: datetime | None
    candidates: int = 0
    reasons: tuple[str, ...] = ()

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return f"{self.vacancy_id}/{self.commune}/{self.tier}"


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


@dataclass(frozen=True, slots=True)
class OpenCallsByOffice:
    """How many calls each office has in hand and has not answered, of vacancies that were not loaded."""

    KEY: ClassVar[str] = "desks"

    calls: Mapping[str, int]

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.KEY


def open_calls_of(vacancies: Iterable[Vacancy]) -> Counter[str]:
    """The same, of vacancies in hand."""
    return Counter(cut for v in vacancies if v.stage is Stage.CALLING and v.call for cut in v.call.silent)


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """What a decision knows beside the vacancy, at one moment. `balance` in thousandths of a seat, by commune.

    `desks`: unanswered calls by office, of all vacancies but the one that is named; counted when asked for.
    `vacancies`: those at hand, this one as it was.
    """

    members: Mapping[str, Member]
    now: datetime
    policy: Policy = field(default_factory=Policy)
    desks: Callable[[str], Mapping[str, int]] = lambda beside: {}
    vacancies: Collection[Vacancy] = ()
    balance: Mapping[str, int] = field(default_factory=dict)
    outages: tuple[Outage, ...] = ()
    pulse: Heartbeat | None = None

    @property
    def deaf(self) -> bool:
        """Whether our own bus may be away at this moment."""
        return self.pulse is not None and self.pulse.overdue(self.now, self.policy)

    def windows(self, commune: str) -> Windows:
        member = self.members.get(commune)
        return member.windows if member else Windows()

    def small(self, commune: str) -> bool:
        """Whether it is a small office. One whose size nobody told is not."""
        member = self.members.get(commune)
        return member is not None and 0 < member.population <= self.policy.small_population

    def local_until(self, commune: str, urgency: Urgency, hours: float | None) -> datetime:
        """The end of the home commune's own time, in its working hours, shortened by urgency unless given."""
        wanted = self.windows(commune).local_hours * urgency.factor if hours is None else hours
        return add_working_hours(self.now, wanted, commune)

    def lease_until(self, commune: str) -> datetime:
        return add_working_hours(self.now, self.windows(commune).lease_hours, commune)

    def answer_by(self, invited: Iterable[str], urgency: Urgency, part: float = 1.0) -> datetime:
        """When silence becomes an answer: each invited office has had (this part of) its working hours."""
        factor = urgency.factor * part
        return max(add_working_hours(self.now, self.windows(cut).answer_hours * factor, cut) for cut in invited)

    def next_ring(self, vacancy: Vacancy) -> tuple[str, ...]:
        """The nearest members not yet asked, nearest first; empty at the end of the network.

        Offices with their hands full are asked after the others of their ring, and before anybody farther away.
        """
        home = self.members.get(vacancy.commune)
        reach = home.minutes if home else {}
        left = [
            (reach[cut], cut)
            for cut, member in self.members.items()
            if member.at_table and cut in reach and cut != vacancy.commune and cut not in vacancy.asked
        ]
        desks = self.desks(vacancy.vacancy_id) if left else {}
        for ring in self.policy.rings_minutes:
            inside = sorted(near for near in left if near[0] <= ring)
            at_hand = [near for near in inside if desks.get(near[1], 0) < self.policy.desk_calls]
            if inside:
                return tuple(cut for _, cut in at_hand or inside)
        return ()


def default_validity(now: datetime) -> datetime:
    """A vacancy stands for 30 days if nobody says otherwise: a stated default, unverified."""
    return now + timedelta(days=30)
