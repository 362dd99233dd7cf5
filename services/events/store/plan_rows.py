"""The SQL of plans and foundings: loaded for the requests that name them, and saved."""

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter

from services.events.model.foundings import Founding, Note, id_of
from services.events.model.plans import PlanLine, YearPlan
from shared.contracts import intake
from shared.messaging.decisions import Aggregate
from shared.postgres.locks import ONE_AT_A_TIME

PLAN = "year, lines"
FOUNDING = "founding_id, commune, communes, started_at, notes, vision, version, agreed"

_LINES = TypeAdapter(tuple[PlanLine, ...])
_NOTES = TypeAdapter(dict[str, Note])
_LOCK = 0x706C616E  # "plan": of two that write the first line of a year the second sees the first


async def load_plans(tx: Any, contents: Iterable[Any]) -> list[Aggregate]:
    """The plans and foundings that requests name, each locked whether it is there or not."""
    asked = list(contents)
    years = sorted({d.year for d in asked if isinstance(d, intake.AboutPlan)})
    founding = {d.founding_id for d in asked if isinstance(d, intake.AboutFounding)}
    founding |= {id_of(d.party) for d in asked if isinstance(d, intake.FoundingStart)}
    if not years and not founding:
        return []
    await tx.execute(ONE_AT_A_TIME, [*map(str, years), *sorted(founding)], _LOCK)
    plans: list[Aggregate] = [plan(row) for row in await tx.fetch(_PLANS, years)]
    return plans + [founding_of(row) for row in await tx.fetch(_FOUNDINGS, sorted(founding))]


def plan(row: Any) -> YearPlan:
    return YearPlan(row["year"], _LINES.validate_json(row["lines"]))


def of_plan(p: YearPlan) -> tuple[Any, ...]:
    return p.year, _LINES.dump_json(p.lines).decode()


def founding_of(row: Any) -> Founding:
    lists = {name: tuple(row[name]) for name in ("communes", "agreed")}
    return Founding(**{**row, **lists, "notes": _NOTES.validate_json(row["notes"])})


def of_founding(f: Founding) -> tuple[Any, ...]:
    first = (f.founding_id, f.commune, " ".join(f.communes), f.started_at)
    return (*first, _NOTES.dump_json(dict(f.notes)).decode(), f.vision, f.version, " ".join(f.agreed))


_FOUNDINGS = f"SELECT {FOUNDING} FROM founding WHERE founding_id = ANY($1::text[])"
_PLANS = f"SELECT {PLAN} FROM year_plan WHERE year = ANY($1::int[])"
SAVE_PLANS = """
INSERT INTO year_plan (year, lines)
SELECT year, lines::jsonb FROM unnest($1::int[], $2::text[]) AS p (year, lines)
ON CONFLICT (year) DO UPDATE SET lines = excluded.lines
"""
SAVE_FOUNDINGS = """
INSERT INTO founding (founding_id, commune, communes, started_at, notes, vision, version, agreed)
SELECT founding_id, commune, string_to_array(communes, ' '), started_at, notes::jsonb, vision, version,
       string_to_array(agreed, ' ')
FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::int[], $8::text[])
     AS f (founding_id, commune, communes, started_at, notes, vision, version, agreed)
ON CONFLICT (founding_id) DO UPDATE
SET notes = excluded.notes, vision = excluded.vision, version = excluded.version, agreed = excluded.agreed
"""
