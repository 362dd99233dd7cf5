"""Fairs, and the vacancies that the network could not fill: each is on the list of its next fair."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.contracts.agenda import FairListed, FairScheduled
from shared.contracts.envelope import Envelope, derived_id
from shared.contracts.intake import FairSchedule


@dataclass(frozen=True, slots=True)
class FairHost:
    """A commune; only communes in the Mesa (`at_table`) schedule fairs."""

    commune: str
    name: str
    at_table: bool

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.commune


@dataclass(frozen=True, slots=True)
class Fair:
    """A fair that a commune hosts. It is due when it ends: open vacancies on its list then go to the next fair."""

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
    """A vacancy that the network could not fill. `fair_id`: the fair on whose list it is; None: no fair suits yet.

    `gone`: it was filled, closed or called again, so it is on no list.
    """

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
    """The id of the fair that a request schedules; derived, so that a repeated request does not schedule a second."""
    return derived_id(command.id, command.source)


def next_fair(fairs: Iterable[Fair], vacancy: UnfilledVacancy, now: datetime) -> Fair | None:
    """The earliest fair that has not begun and begins before the vacancy expires; of two at one time, the lower id."""
    coming = [f for f in fairs if not f.over and now < f.starts_at < vacancy.valid_through]
    return min(coming, key=lambda f: (f.starts_at, f.fair_id), default=None)


def put_on_list(
    vacancy: UnfilledVacancy, fairs: Iterable[Fair], now: datetime
) -> tuple[UnfilledVacancy, tuple[FairListed, ...]]:
    """The vacancy on the list of its next fair, with a fact if that is another fair than before."""
    # without open seats it needs no fair
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
