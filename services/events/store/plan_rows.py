"""The SQL of plans: loaded for the requests that name them, and saved."""

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter

from services.events.model.plans import PlanLine, YearPlan
from shared.contracts import intake
from shared.messaging.decisions import Aggregate
from shared.postgres.locks import ONE_AT_A_TIME

PLAN = "year, lines"

_LINES = TypeAdapter(tuple[PlanLine, ...])
_LOCK = 0x706C616E  # "plan": of two that write the first line of a year the second sees the first


async def load_plans(tx: Any, contents: Iterable[Any]) -> list[Aggregate]:
    """The plans that requests name, each locked whether it is there or not."""
    years = sorted({d.year for d in contents if isinstance(d, intake.AboutPlan)})
    if not years:
        return []
    await tx.execute(ONE_AT_A_TIME, [str(year) for year in years], _LOCK)
    return [plan(row) for row in await tx.fetch(_PLANS, years)]


def plan(row: Any) -> YearPlan:
    return YearPlan(row["year"], _LINES.validate_json(row["lines"]))


def of_plan(p: YearPlan) -> tuple[Any, ...]:
    return p.year, _LINES.dump_json(p.lines).decode()


_PLANS = f"SELECT {PLAN} FROM year_plan WHERE year = ANY($1::int[])"
SAVE_PLANS = """
INSERT INTO year_plan (year, lines)
SELECT year, lines::jsonb FROM unnest($1::int[], $2::text[]) AS p (year, lines)
ON CONFLICT (year) DO UPDATE SET lines = excluded.lines
"""
