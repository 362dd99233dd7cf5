"""The SQL of employers, contacts and approaches: what a batch loads, and what it changed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson

from services.vacancies.model.approaches import Approach
from services.vacancies.model.employers import Contact, Employer
from services.vacancies.model.ids import id_made_by
from shared.contracts.envelope import Envelope
from shared.contracts.intake import (
    AboutApproach,
    ApproachPropose,
    EmployerContact,
    EmployerPlan,
    EmployerReport,
)
from shared.contracts.reasons import ContactResult
from shared.contracts.vocabulary import Means
from shared.employers import employer_of, known_as
from shared.messaging.decisions import Aggregate, LoadedAggregates
from shared.postgres.columns import row_of, write_rows
from shared.postgres.locks import ONE_AT_A_TIME

_NAMES = EmployerContact | EmployerPlan | ApproachPropose
_EMPLOYERS = 0x656D706C  # "empl": of two offices that plan a visit to one employer at once the second sees the first

CONTACT_COLUMNS = "contact_id, employer_id, commune, means, at, result, next_on, revision"
APPROACH_COLUMNS = "approach_id, employer_id, commune, invited, proposed_at, at, answers, result, next_on, concluded_at"


async def load_employers(tx: Any, messages: Sequence[Envelope[Any]], visit_days: int) -> list[Aggregate]:
    """The employers, contacts and approaches that the messages name, and visits that may lie near; under a lock."""
    asking = [m for m in messages if isinstance(m.data, _NAMES | EmployerReport | AboutApproach)]
    if not asking:
        return []
    made = [id_made_by(m) for m in asking if isinstance(m.data, _NAMES)]
    contacts = [m.data.contact_id for m in asking if isinstance(m.data, EmployerReport)] + made
    approaches = [m.data.approach_id for m in asking if isinstance(m.data, AboutApproach)] + made
    known = await tx.fetch(_KNOWN, contacts, approaches)
    employers = {employer_of(m.data.employer) for m in asking if isinstance(m.data, _NAMES)}
    employers |= {row["employer_id"] for row in known}
    times = [m.time for m in asking] + [row["at"] for row in known if row["at"]]
    times += [m.data.at for m in asking if getattr(m.data, "at", None)]
    # visits near in time are loaded, so that the decision can warn of another office's visit
    since = min(times) - timedelta(days=visit_days)
    await tx.execute(ONE_AT_A_TIME, sorted(employers), _EMPLOYERS)
    found: list[Aggregate] = [Employer(*row) for row in await tx.fetch(_LOAD_EMPLOYERS, sorted(employers))]
    found += [_contact(row) for row in await tx.fetch(_LOAD_CONTACTS, contacts, sorted(employers), since)]
    found += [_approach(row) for row in await tx.fetch(_LOAD_APPROACHES, approaches, sorted(employers), since)]
    return found


async def save_employers(tx: Any, aggregates: LoadedAggregates) -> None:
    """Save employers, contacts and approaches. An employer keeps its name as first written."""
    employers = [
        (e.employer_id, e.name, known_as(e.name)) for before, e in aggregates.changes(Employer) if before is None
    ]
    await write_rows(tx, _SAVE_EMPLOYERS, employers)
    await write_rows(tx, _SAVE_CONTACTS, [_CONTACT(after) for _, after in aggregates.changes(Contact)])
    await write_rows(tx, _SAVE_APPROACHES, [_of_approach(after) for _, after in aggregates.changes(Approach)])


def _contact(row: Any) -> Contact:
    result = ContactResult(row["result"]) if row["result"] else None
    return Contact(**{**row, "means": Means(row["means"]), "result": result})


def _approach(row: Any) -> Approach:
    result = ContactResult(row["result"]) if row["result"] else None
    answers = orjson.loads(row["answers"])
    return Approach(**{**row, "invited": tuple(row["invited"]), "answers": answers, "result": result})


def _of_approach(a: Approach) -> tuple[Any, ...]:
    key = (a.approach_id, a.employer_id, a.commune, " ".join(a.invited))
    return (*key, a.proposed_at, a.at, orjson.dumps(a.answers).decode(), a.result, a.next_on, a.concluded_at)


_CONTACT = row_of(*CONTACT_COLUMNS.split(", "))

_KNOWN = """
SELECT employer_id, at FROM contact WHERE contact_id = ANY($1::text[])
UNION ALL SELECT employer_id, at FROM approach WHERE approach_id = ANY($2::text[])
"""

_LOAD_EMPLOYERS = "SELECT employer_id, name FROM employer WHERE employer_id = ANY($1::text[])"

_LOAD_CONTACTS = f"""
SELECT {CONTACT_COLUMNS} FROM contact WHERE contact_id = ANY($1::text[])
UNION SELECT {CONTACT_COLUMNS} FROM contact WHERE employer_id = ANY($2::text[]) AND means = 'visit' AND at >= $3
"""

_LOAD_APPROACHES = f"""
SELECT {APPROACH_COLUMNS} FROM approach WHERE approach_id = ANY($1::text[])
UNION SELECT {APPROACH_COLUMNS} FROM approach WHERE employer_id = ANY($2::text[]) AND (result IS NULL OR at >= $3)
"""

_SAVE_EMPLOYERS = """
INSERT INTO employer (employer_id, name, known_as)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING
"""

_SAVE_CONTACTS = """
INSERT INTO contact (contact_id, employer_id, commune, means, at, result, next_on, revision)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::date[],
                     $8::int[])
ON CONFLICT (contact_id) DO UPDATE
SET at = excluded.at, result = excluded.result, next_on = excluded.next_on, revision = excluded.revision
"""

_SAVE_APPROACHES = """
INSERT INTO approach (approach_id, employer_id, commune, invited, proposed_at, at, answers, result, next_on,
                      concluded_at)
SELECT approach_id, employer_id, commune, string_to_array(invited, ' '), proposed_at, at, answers::jsonb, result,
       next_on, concluded_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[],
            $8::text[], $9::date[], $10::timestamptz[])
     AS a (approach_id, employer_id, commune, invited, proposed_at, at, answers, result, next_on, concluded_at)
ON CONFLICT (approach_id) DO UPDATE
SET at = excluded.at, answers = excluded.answers, result = excluded.result, next_on = excluded.next_on,
    concluded_at = excluded.concluded_at
"""
