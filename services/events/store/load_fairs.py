"""The SQL of what a batch loads beside an activity: tasks, guests, who came, what followed, employers."""

from collections.abc import Sequence
from typing import Any

from services.events.model.activities import Activity
from services.events.model.agreements import Agreement
from services.events.model.preparation import Task
from services.events.store import fair_rows as rows
from shared.contracts import intake
from shared.contracts.employers import EmployerContacted, EmployerVisitPlanned
from shared.contracts.vacancies import (
    CandidateReferred,
    PlacementDeclared,
    PlacementUndone,
    PlacementVerified,
    VacancyPosted,
)
from shared.employers import employer_of
from shared.messaging.decisions import Aggregate, TimerFired
from shared.postgres.locks import ONE_AT_A_TIME

_PREPARES = intake.ActivityPrepare | intake.TaskFinish | intake.EmployerInvite | intake.EmployerAnswer
_WITH_TASKS = _PREPARES | intake.ActivityMove | intake.ActivityCancel
_COUNTS = intake.ActivityConclude
_LED = CandidateReferred | PlacementDeclared | PlacementUndone | PlacementVerified
_EMPLOYERS = 0x67756573  # "gues": of two offices that invite one employer at once the second sees the first
_PAIRS = 0x70616972  # "pair": of two that say something first of a person and a vacancy the second sees the first


async def load_fairs(tx: Any, contents: Sequence[Any]) -> list[Aggregate]:
    """What is beside the activities that the messages name; under locks of their own, in a fixed order."""
    found: list[Aggregate] = []
    timers = [d for d in contents if isinstance(d, TimerFired)]
    prepared = {d.activity_id for d in contents if isinstance(d, _WITH_TASKS)}
    prepared |= {d.key.rpartition("/")[0] for d in timers if d.kind == Task.__name__}
    if prepared:
        ids = sorted(prepared)
        await tx.execute(ONE_AT_A_TIME, ids, _EMPLOYERS)
        found += map(rows.preparation, await tx.fetch(_PREPARATIONS, ids))
        found += map(rows.task, await tx.fetch(_TASKS, ids))
        found += map(rows.guest, await tx.fetch(_GUESTS, ids))
    owed = [d.agreement_id for d in contents if isinstance(d, intake.AboutAgreement)]
    owed += [d.key for d in timers if d.kind == Agreement.__name__]
    if owed:
        found += map(rows.agreement, await tx.fetch(_AGREEMENTS, owed))
    found += await _attendance(tx, contents, timers)
    named = {d.employer_id for d in contents if isinstance(d, EmployerContacted | EmployerVisitPlanned)}
    named |= {employer_of(d.profile.employer) for d in contents if isinstance(d, VacancyPosted)}
    if named:
        await tx.execute(ONE_AT_A_TIME, sorted(named), _EMPLOYERS)
        found += map(rows.employer, await tx.fetch(_KNOWN, sorted(named)))
    return found


async def _attendance(tx: Any, contents: Sequence[Any], timers: Sequence[TimerFired]) -> list[Aggregate]:
    """Who came to the fairs that are counted, and what is known of the pairs that the messages name."""
    entries = [(d.activity_id, e) for d in contents if isinstance(d, intake.FairCheckIn) for e in d.entries]
    seats = [d for d in contents if isinstance(d, _LED)]
    counted = {d.activity_id for d in contents if isinstance(d, _COUNTS)}
    counted |= {d.key for d in timers if d.kind == Activity.__name__}
    pairs = {(e.vacancy_id, e.candidate_ref) for _, e in entries if e.vacancy_id and e.candidate_ref}
    pairs |= {(d.vacancy_id, d.candidate_ref) for d in seats}
    found: list[Aggregate] = []
    if entries or counted:
        known = [activity_id for activity_id, _ in entries], [e.entry_id for _, e in entries]
        found += map(rows.checked_in, await tx.fetch(_CHECKED_IN, *known, sorted(counted)))
    if pairs:
        await tx.execute(ONE_AT_A_TIME, sorted("/".join(pair) for pair in pairs), _PAIRS)
    if pairs or counted:
        vacancies, people = [pair[0] for pair in sorted(pairs)], [pair[1] for pair in sorted(pairs)]
        found += map(rows.interview, await tx.fetch(_INTERVIEWS, vacancies, people, sorted(counted)))
    return found


_PREPARATIONS = f"SELECT {rows.PREPARATION} FROM preparation WHERE activity_id = ANY($1::text[])"
_TASKS = f"SELECT {rows.TASK} FROM task WHERE activity_id = ANY($1::text[])"
_GUESTS = f"SELECT {rows.GUEST} FROM guest WHERE activity_id = ANY($1::text[])"
_CHECKED_IN = f"""
SELECT {rows.CHECKED_IN} FROM checked_in
WHERE (activity_id, entry_id) IN (SELECT * FROM unnest($1::text[], $2::text[])) OR activity_id = ANY($3::text[])
"""
_INTERVIEWS = f"""
SELECT {rows.INTERVIEW} FROM interview
WHERE (vacancy_id, candidate_ref) IN (SELECT * FROM unnest($1::text[], $2::text[])) OR activity_id = ANY($3::text[])
"""
_AGREEMENTS = f"""
SELECT {rows.AGREEMENT} FROM agreement WHERE agreement_id = ANY($1::text[]) ORDER BY agreement_id FOR UPDATE
"""
_KNOWN = f"SELECT {rows.EMPLOYER} FROM known_employer WHERE employer_id = ANY($1::text[])"
