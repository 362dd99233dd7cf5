"""The reads of events for people: fairs with the vacancies on their lists, and vacancies that wait for a fair."""

from datetime import datetime

from shared.postgres.reader import Reader
from shared.views import View


class FairHead(View):
    """A fair that a commune hosts."""

    fair_id: str
    """The id of the fair."""
    commune: str
    """CUT code of the commune that hosts it."""
    title: str
    """Its name."""
    place: str
    """Where it is held."""
    starts_at: datetime
    """When it begins."""
    ends_at: datetime
    """When it ends."""
    over: bool
    """Whether it has ended, or was called off."""
    state: str
    """`scheduled`, `ended`, `concluded` or `cancelled`."""


class FairView(FairHead):
    """`vacancies`: how many are on its list."""

    vacancies: int
    """How many vacancies are on its list."""


class ListedVacancy(View):
    """A vacancy that the network could not fill."""

    vacancy_id: str
    """The id of the vacancy."""
    commune: str
    """CUT code of its home commune."""
    title: str
    """The title of the vacancy, as the employer wrote it."""
    seats_left: int
    """Seats that are neither placed nor held."""
    valid_through: datetime
    """Until when the vacancy stands."""


class FairWithList(FairHead):
    """A fair with the vacancies on its list."""

    vacancies: list[ListedVacancy]
    """The vacancies on its list, by commune."""


class UnfilledVacancyView(ListedVacancy):
    """`fair_id`: the fair on whose list it is; None: no fair suits yet."""

    fair_id: str | None
    """The fair on whose list it is; null: no fair suits yet."""


async def fairs(read: Reader, *, commune: str | None, over: bool, limit: int, after: str | None) -> list[FairView]:
    """Fairs that are over, or fairs that are not, the earliest first."""
    return [FairView(**row) for row in await read.rows(_FAIRS, commune, over, limit, after)]


async def fair_exists(read: Reader, fair_id: str) -> bool:
    return await read.exists("SELECT 1 FROM activity WHERE activity_id = $1 AND kind = 'fair'", fair_id)


async def fair(read: Reader, fair_id: str) -> FairWithList | None:
    """A fair with the vacancies on its list."""
    found = await read.row(_FAIR, fair_id)
    if found is None:
        return None
    vacancies = await read.rows(_LIST, fair_id)
    return FairWithList(**found, vacancies=[ListedVacancy(**row) for row in vacancies])


async def unfilled(read: Reader) -> list[UnfilledVacancyView]:
    """The vacancies that the network could not fill and that are still open."""
    return [UnfilledVacancyView(**row) for row in await read.rows(_UNFILLED)]


_FAIR_HEAD = "activity_id AS fair_id, commune, title, place, starts_at, ends_at, state <> 'scheduled' AS over, state"

_FAIRS = f"""
SELECT {_FAIR_HEAD}, (SELECT count(*) FROM stranded s WHERE s.fair_id = f.activity_id) AS vacancies
FROM activity f
WHERE kind = 'fair' AND ($1::text IS NULL OR commune = $1) AND (state <> 'scheduled') = $2
  AND ($4::text IS NULL
       OR (starts_at, activity_id) > (SELECT starts_at, activity_id FROM activity WHERE activity_id = $4))
ORDER BY starts_at, activity_id LIMIT $3
"""

_FAIR = f"SELECT {_FAIR_HEAD} FROM activity WHERE activity_id = $1 AND kind = 'fair'"

_LIST = """
SELECT vacancy_id, commune, title, seats_left, valid_through FROM stranded WHERE fair_id = $1
ORDER BY commune, vacancy_id
"""

_UNFILLED = """
SELECT vacancy_id, commune, title, seats_left, valid_through, fair_id FROM stranded WHERE NOT gone
ORDER BY commune, vacancy_id
"""
