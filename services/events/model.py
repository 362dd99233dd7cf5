"""Fairs, and the vacancies that the network could not fill: each stands on the list of the next fair."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.contracts.agenda import FairListed, FairScheduled
from shared.contracts.envelope import Envelope, derived_id
from shared.contracts.intake import FairSchedule


@dataclass(frozen=True, slots=True)
class FairHost:
    """A commune; only those in the Mesa (`at_table`) hold fairs."""

    commune: str
    name: str
    at_table: bool

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.commune


@dataclass(frozen=True, slots=True)
class Fair:
    """A fair that a commune hosts. Due when it ends: what is still open then goes to the next one."""

    fair_id: str
    commune: str
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    over: bool = False

    @property
    def key(self) -> str:
        return self.fair_id

    @property
    def due_at(self) -> datetime | None:
        return None if self.over else self.ends_at


@dataclass(frozen=True, slots=True)
class UnfilledVacancy:
    """A vacancy at the end of the network. `fair_id` is the fair on whose list it stands; None: none is planned yet."""

    vacancy_id: str
    commune: str
    title: str
    seats_left: int
    valid_through: datetime
    fair_id: str | None = None
    gone: bool = False

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.vacancy_id


def fair_of(command: Envelope[FairSchedule]) -> str:
    """The id of the fair that a request makes: the same for the same request."""
    return derived_id(command.id, command.source)


def next_fair(fairs: Iterable[Fair], vacancy: UnfilledVacancy, now: datetime) -> Fair | None:
    """The earliest fair that has not begun and begins while the vacancy stands; of two at once, the lower id."""
    coming = [f for f in fairs if not f.over and now < f.starts_at < vacancy.valid_through]
    return min(coming, key=lambda f: (f.starts_at, f.fair_id), default=None)


def put_on_list(
    vacancy: UnfilledVacancy, fairs: Iterable[Fair], now: datetime
) -> tuple[UnfilledVacancy, tuple[FairListed, ...]]:
    """The vacancy on the list of its next fair, and the fact if that is news. Without a fair it waits."""
    fair = None if vacancy.gone or vacancy.seats_left <= 0 else next_fair(fairs, vacancy, now)
    if fair is None:
        return replace(vacancy, fair_id=None), ()
    if fair.fair_id == vacancy.fair_id:
        return vacancy, ()
    return replace(vacancy, fair_id=fair.fair_id), (listed(fair, vacancy),)


def listed(fair: Fair, vacancy: UnfilledVacancy) -> FairListed:
    return FairListed(
        fair_id=fair.fair_id,
        commune=fair.commune,
        vacancy_id=vacancy.vacancy_id,
        vacancy_commune=vacancy.commune,
        vacancy_title=vacancy.title,
        fair_title=fair.title,
        starts_at=fair.starts_at,
        seats_left=vacancy.seats_left,
    )


def scheduled(fair: Fair) -> FairScheduled:
    return FairScheduled(
        fair_id=fair.fair_id,
        commune=fair.commune,
        title=fair.title,
        place=fair.place,
        starts_at=fair.starts_at,
        ends_at=fair.ends_at,
    )
