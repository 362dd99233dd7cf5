"""Seats that crossed from one commune to another in a time, and how long offices took to answer calls."""

from datetime import datetime
from typing import NamedTuple

from shared.postgres.reader import Reader


class Flow(NamedTuple):
    """Seats in vacancies of `receiver` that people of `giver` fill; below 0 if more were undone than placed."""

    giver: str
    receiver: str
    seats: int


class Hours(NamedTuple):
    """How many working hours an office took to answer a call: half of its answers came within `median`, nine of ten
    within `ninth`.
    """

    median: float
    ninth: float


async def flows(read: Reader, since: datetime, until: datetime) -> list[Flow]:
    """What each commune gave to each other from `since` until before `until`, the most first."""
    return [Flow(row["commune"], row["other"], int(row["seats"])) for row in await read.rows(_FLOWS, since, until)]


async def answer_hours(read: Reader, since: datetime, until: datetime) -> dict[str, Hours]:
    """By commune how long its answers of that time took, of the whole Mesa at the empty text; none answered: no row."""
    rows = await read.rows(_HOURS, since, until)
    return {row["commune"]: Hours(row["median"], row["ninth"]) for row in rows}


_FLOWS = """
SELECT commune, other, sum(amount) AS seats FROM board_figure
WHERE figure = 'given' AND at >= $1 AND at < $2
GROUP BY commune, other HAVING sum(amount) <> 0 ORDER BY seats DESC, commune, other
"""
_HOURS = """
SELECT coalesce(commune, '') AS commune, percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) AS median,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY amount) AS ninth
FROM board_figure WHERE figure = 'answered' AND at >= $1 AND at < $2
GROUP BY GROUPING SETS ((commune), ()) HAVING count(*) > 0
"""
