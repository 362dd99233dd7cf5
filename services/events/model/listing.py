"""Lists of fairs: each vacancy that the network could not fill is on the list of its next fair."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.events.model.activities import Activity
from shared.contracts.agenda import ActivityKind, FairListed


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


def next_fair(activities: Iterable[Activity], vacancy: UnfilledVacancy, now: datetime) -> Activity | None:
    """The earliest fair that has not begun and begins before the vacancy expires; of two at one time, the lower id."""
    fairs = (a for a in activities if a.kind is ActivityKind.FAIR and not a.over)
    coming = [fair for fair in fairs if now < fair.starts_at < vacancy.valid_through]
    return min(coming, key=lambda fair: (fair.starts_at, fair.activity_id), default=None)


def put_on_list(
    vacancy: UnfilledVacancy, activities: Iterable[Activity], now: datetime
) -> tuple[UnfilledVacancy, tuple[FairListed, ...]]:
    """The vacancy on the list of its next fair, with a fact if that is another fair than before."""
    # without open seats it needs no fair
    fair = None if vacancy.gone or vacancy.seats_left <= 0 else next_fair(activities, vacancy, now)
    if fair is None:
        return replace(vacancy, fair_id=None), ()
    if fair.activity_id == vacancy.fair_id:
        return vacancy, ()
    return replace(vacancy, fair_id=fair.activity_id), (listed(fair, vacancy),)


def listed(fair: Activity, vacancy: UnfilledVacancy) -> FairListed:
    return FairListed(
        fair_id=fair.activity_id,
        commune=fair.commune,
        vacancy_id=vacancy.vacancy_id,
        vacancy_commune=vacancy.commune,
        vacancy_title=vacancy.title,
        fair_title=fair.title,
        starts_at=fair.starts_at,
        seats_left=vacancy.seats_left,
    )
