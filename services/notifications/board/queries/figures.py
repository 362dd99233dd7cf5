"""What the Mesa did between two instants, summed from `board_figure`, and the facts behind each number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from services.notifications.board.counts import Figure
from services.notifications.board.queries.history import ADDRESSES
from shared.postgres.reader import Reader
from shared.views import View


class Hours(NamedTuple):
    """Working hours of `answers` answers: half took `median` at most, nine in ten `ninth`."""

    median: float
    ninth: float
    answers: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Which counted things: of a figure, in a period (`until` not included), of a commune, towards another one.

    `abroad`: only those whose two communes differ (True) or are the same (False); None: all.
    """

    figure: Figure
    since: datetime
    until: datetime
    commune: str | None = None
    other: str | None = None
    abroad: bool | None = None


class CountedFact(View):
    """A fact behind a number."""

    commune: str
    """CUT code of the commune for which it is counted."""
    other: str | None
    """CUT code of the commune towards which it is counted; null: none."""
    counted_at: datetime
    """When it is counted."""
    amount: float
    """How much of the number it is."""
    address: str
    """Where the page shows its matter; empty: nowhere."""
    title: str
    """The title of its matter."""
    folio: str | None
    """The folio of its matter; null: it has none."""
    type: str
    """The wire name of the fact."""


class Whole(NamedTuple):
    """How many facts there are behind a number, and the number."""

    facts: int
    amount: float


async def sums(read: Reader, since: datetime, until: datetime) -> Mapping[tuple[Figure, str], float]:
    """Each figure of each commune; one that is missing is 0."""
    rows = await read.rows(_SUMS, since, until)
    return {(Figure(row["figure"]), row["commune"]): row["amount"] for row in rows}


async def by_month(read: Reader, figure: Figure, since: datetime, until: datetime) -> Mapping[tuple[str, date], float]:
    """A figure by commune and month in Santiago, which is named by its first day."""
    rows = await read.rows(_BY_MONTH, figure.value, since, until)
    return {(row["commune"], row["month"]): row["amount"] for row in rows}


async def by_pair(read: Reader, figure: Figure, since: datetime, until: datetime) -> Mapping[tuple[str, str], float]:
    """A figure by commune and the commune towards which it is counted."""
    rows = await read.rows(_BY_PAIR, figure.value, since, until)
    return {(row["commune"], row["other"]): row["amount"] for row in rows}


async def hours(read: Reader, figure: Figure, since: datetime, until: datetime) -> Mapping[str, Hours]:
    """How long the answers of each commune took; under the empty name those of all together."""
    rows = await read.rows(_HOURS, figure.value, since, until)
    return {row["commune"]: Hours(row["median"], row["ninth"], row["answers"]) for row in rows}


async def whole(read: Reader, asked: Asked) -> Whole:
    """A number, and how many facts it comes from."""
    row = await read.row(_WHOLE, *_values(asked))
    return Whole(**row) if row else Whole(0, 0)


async def facts(read: Reader, asked: Asked, *, limit: int, skip: int = 0) -> list[CountedFact]:
    """A page of the facts behind a number, the newest first."""
    told = []
    for row in await read.rows(_FACTS, *_values(asked), limit, skip):
        prefix, matter_id = ADDRESSES.get(row.pop("kind")), row.pop("matter_id")
        told.append(CountedFact(address=f"{prefix}{matter_id}" if prefix else "", **row))
    return told


def _values(asked: Asked) -> tuple[object, ...]:
    return asked.figure.value, asked.since, asked.until, asked.commune, asked.other, asked.abroad


_SUMS = """
SELECT figure, commune, sum(amount) AS amount FROM board_figure
WHERE at >= $1 AND at < $2 GROUP BY figure, commune
"""
_BY_MONTH = """
SELECT commune, date_trunc('month', at AT TIME ZONE 'America/Santiago')::date AS month, sum(amount) AS amount
FROM board_figure WHERE figure = $1 AND at >= $2 AND at < $3 GROUP BY 1, 2
"""
_BY_PAIR = """
SELECT commune, other, sum(amount) AS amount FROM board_figure
WHERE figure = $1 AND at >= $2 AND at < $3 AND other IS NOT NULL GROUP BY commune, other
"""
_HOURS = """
SELECT coalesce(commune, '') AS commune, count(*) AS answers,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) AS median,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY amount) AS ninth
FROM board_figure WHERE figure = $1 AND at >= $2 AND at < $3
GROUP BY GROUPING SETS ((commune), ()) HAVING count(*) > 0
"""
_OF_ONE = """
FROM board_figure f JOIN board_history h USING (fact_id)
JOIN board_matter m ON m.kind = f.kind AND m.matter_id = f.matter_id
WHERE f.figure = $1 AND f.at >= $2 AND f.at < $3
    AND ($4::text IS NULL OR f.commune = $4) AND ($5::text IS NULL OR f.other = $5)
    AND ($6::bool IS NULL OR (f.other IS DISTINCT FROM f.commune) = $6)
"""
_WHOLE = f"SELECT count(*) AS facts, coalesce(sum(f.amount), 0) AS amount {_OF_ONE}"
_FACTS = f"""
SELECT f.kind, f.matter_id, f.commune, f.other, f.at AS counted_at, f.amount, m.title, m.folio, h.type
{_OF_ONE}
ORDER BY f.at DESC, h.position DESC, f.commune, f.other, f.about LIMIT $7 OFFSET $8
"""
