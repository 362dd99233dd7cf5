"""How what belongs to a fair is stored: its preparation, its guests, who came, and what followed."""

from typing import Any

from pydantic import TypeAdapter

from services.events.model.agreements import Agreement, State
from services.events.model.attendance import CheckedIn, Interview
from services.events.model.employers import KnownEmployer
from services.events.model.preparation import Guest, Preparation, Reply, Task
from shared.contracts.intake import CheckInKind, CostShare, ProgrammeItem
from shared.postgres.columns import row_of

PREPARATION = "activity_id, booths, programme, costs"
TASK = "activity_id, number, what, owner, days_before, due_on, done, told_late, dropped"
GUEST = "activity_id, employer_id, employer, office, reply, booth"
CHECKED_IN = "activity_id, entry_id, kind, at, ticket, commune, vacancy_id, candidate_ref"
INTERVIEW = "vacancy_id, candidate_ref, activity_id, at, ticket, commune, referred, placed, verified"
AGREEMENT = "agreement_id, activity_id, title, commune, what, owner, due_on, state, told_late"
EMPLOYER = "employer_id, name, communes, last_at"

_PROGRAMME = TypeAdapter(tuple[ProgrammeItem, ...])
_COSTS = TypeAdapter(tuple[CostShare, ...])


def preparation(row: Any) -> Preparation:
    programme, costs = _PROGRAMME.validate_json(row["programme"]), _COSTS.validate_json(row["costs"])
    return Preparation(row["activity_id"], row["booths"], programme, costs)


def of_preparation(p: Preparation) -> tuple[Any, ...]:
    programme, costs = _PROGRAMME.dump_json(p.programme).decode(), _COSTS.dump_json(p.costs).decode()
    return p.activity_id, p.booths, programme, costs


def task(row: Any) -> Task:
    return Task(**row)


of_task = row_of(*TASK.split(", "), "due_at")


def guest(row: Any) -> Guest:
    return Guest(**{**row, "reply": Reply(row["reply"])})


of_guest = row_of(*GUEST.split(", "))


def checked_in(row: Any) -> CheckedIn:
    return CheckedIn(**{**row, "kind": CheckInKind(row["kind"])})


of_checked_in = row_of(*CHECKED_IN.split(", "))


def interview(row: Any) -> Interview:
    return Interview(**row)


of_interview = row_of(*INTERVIEW.split(", "))


def agreement(row: Any) -> Agreement:
    return Agreement(**{**row, "state": State(row["state"])})


of_agreement = row_of(*AGREEMENT.split(", "), "due_at")
of_silent = row_of("vacancy_id", "office", "tier", "commune", "title", "answer_by")


def employer(row: Any) -> KnownEmployer:
    return KnownEmployer(**{**row, "communes": tuple(row["communes"])})


def of_employer(e: KnownEmployer) -> tuple[Any, ...]:
    return e.employer_id, e.name, " ".join(e.communes), e.last_at


SAVE_PREPARATIONS = """
INSERT INTO preparation (activity_id, booths, programme, costs)
SELECT activity_id, booths, programme::jsonb, costs::jsonb
FROM unnest($1::text[], $2::int[], $3::text[], $4::text[]) AS p (activity_id, booths, programme, costs)
ON CONFLICT (activity_id) DO UPDATE
SET booths = excluded.booths, programme = excluded.programme, costs = excluded.costs
"""
SAVE_TASKS = """
INSERT INTO task (activity_id, number, what, owner, days_before, due_on, done, told_late, dropped, due_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::int[], $6::date[], $7::boolean[],
                     $8::boolean[], $9::boolean[], $10::timestamptz[])
ON CONFLICT (activity_id, number) DO UPDATE
SET what = excluded.what, owner = excluded.owner, days_before = excluded.days_before, due_on = excluded.due_on,
    done = excluded.done, told_late = excluded.told_late, dropped = excluded.dropped, due_at = excluded.due_at
"""
SAVE_GUESTS = """
INSERT INTO guest (activity_id, employer_id, employer, office, reply, booth)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[])
ON CONFLICT (activity_id, employer_id) DO UPDATE SET reply = excluded.reply, booth = excluded.booth
"""
SAVE_CHECKED_IN = """
INSERT INTO checked_in (activity_id, entry_id, kind, at, ticket, commune, vacancy_id, candidate_ref)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
                     $8::text[])
ON CONFLICT DO NOTHING
"""
SAVE_INTERVIEWS = """
INSERT INTO interview (vacancy_id, candidate_ref, activity_id, at, ticket, commune, referred, placed, verified)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::boolean[],
                     $8::boolean[], $9::boolean[])
ON CONFLICT (vacancy_id, candidate_ref) DO UPDATE
SET activity_id = excluded.activity_id, at = excluded.at, ticket = excluded.ticket, commune = excluded.commune,
    referred = excluded.referred, placed = excluded.placed, verified = excluded.verified
"""
SAVE_EMPLOYERS = """
INSERT INTO known_employer (employer_id, name, communes, last_at)
SELECT employer_id, name, string_to_array(communes, ' '), last_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS e (employer_id, name, communes, last_at)
ON CONFLICT (employer_id) DO UPDATE
SET communes = excluded.communes, last_at = excluded.last_at
"""
SAVE_AGREEMENTS = """
INSERT INTO agreement (agreement_id, activity_id, title, commune, what, owner, due_on, state, told_late, due_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[],
                     $9::boolean[], $10::timestamptz[])
ON CONFLICT (agreement_id) DO UPDATE
SET state = excluded.state, told_late = excluded.told_late, due_at = excluded.due_at
"""
SAVE_SILENT = """
INSERT INTO silent_answer (vacancy_id, office, tier, commune, title, answer_by)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::timestamptz[])
ON CONFLICT DO NOTHING
"""
