"""The SQL of what a batch loads, and of the timers that have fired.

Who changes the agenda does so alone, for each change looks at all that is planned. Facts of vacancies only read which
fairs there are: they wait for such a change and not for each other. Votes and answers lock what they name, no more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.events.model.activities import HALF_A_YEAR, Activity
from services.events.model.agreements import Agreement
from services.events.model.dates import DateProposal
from services.events.model.ids import calendar_of, id_made_by
from services.events.model.preparation import Task
from services.events.requests import CalendarSubscribe, CalendarUnsubscribe, FeedMake
from services.events.store import rows
from services.events.store.calendar_rows import load_calendars
from services.events.store.load_fairs import load_fairs
from services.events.store.load_help import TIMERS, due_help, load_help
from services.events.store.plan_rows import load_plans
from shared.contracts import intake
from shared.contracts.envelope import Envelope
from shared.contracts.vacancies import VacancyFact
from shared.messaging.decisions import Aggregate, LoadedAggregates, TimerFired

_AGENDA = 0x6167656E  # "agen"

_CHANGES = (
    intake.ActivitySchedule
    | intake.ActivityMove
    | intake.ActivityCancel
    | intake.ActivityConclude
    | intake.VisitReport
    | intake.VenueRegister
    | intake.ResourceRegister
    | intake.BusyEnter
    | intake.BusyRemove
    | intake.CalendarImport
    | CalendarSubscribe
    | CalendarUnsubscribe
    | FeedMake
    | TimerFired
)
_READS = VacancyFact | intake.DatePropose


class _Named(NamedTuple):
    """The ids that a batch names or may make."""

    activities: list[str]
    proposals: list[str]
    busy: list[str]
    clashes: list[str]
    vacancies: list[str]


async def load(tx: Any, messages: Sequence[Envelope[Any]], policy: Any = None) -> LoadedAggregates:
    """What the messages name, locked, and what their decisions see beside it."""
    contents = [message.data for message in messages]
    changes = any(isinstance(data, _CHANGES) and not _beside(data) for data in contents)
    reads = any(isinstance(data, _READS) for data in contents)
    if changes or reads:
        await tx.execute(f"SELECT pg_advisory_xact_lock{'' if changes else '_shared'}($1)", _AGENDA)
    named = _named(messages)
    found: list[Aggregate] = [rows.office(row) for row in await tx.fetch(f"SELECT {rows.OFFICE} FROM member")]
    proposals = [rows.proposal(row) for row in await tx.fetch(_PROPOSALS, named.proposals)]
    found += [*proposals, *map(rows.clash, await tx.fetch(_CLASHES, named.clashes, changes))]
    found += map(rows.unfilled, await tx.fetch(_UNFILLED, named.vacancies, changes))
    found += map(rows.activity, await tx.fetch(_ACTIVITIES, named.activities, changes or reads))
    if any(isinstance(data, intake.ActivityConclude) for data in contents):
        # who has received a meeting last, for the one that proposes itself
        found += map(rows.activity, await tx.fetch(_LAST_MEETINGS))
    if changes or reads:
        found += map(rows.venue, await tx.fetch(f"SELECT {rows.VENUE} FROM venue"))
    if changes:
        found += map(rows.resource, await tx.fetch(f"SELECT {rows.RESOURCE} FROM resource"))
        wanted = rows.multirange(_wanted(contents, proposals))
        found += map(rows.busy, await tx.fetch(_BUSY, named.busy, wanted))
    found += await load_calendars(tx, contents)
    found += await load_plans(tx, contents)
    return LoadedAggregates([*found, *await load_fairs(tx, contents), *await load_help(tx, messages)])


async def due(tx: Any, now: datetime, limit: int, but: Sequence[str] = ()) -> list[TimerFired]:
    """The timers of activities that have ended, of dates to be settled, of late tasks, of fairs to be counted again,
    of questions whose office was silent, of rendiciones.

    Their rows are not locked here: whoever loads them takes the lock of the agenda first, and of two replicas that saw
    one timer the second finds it done.
    """
    ended = await tx.fetch(_ENDED, now, limit, but, now - HALF_A_YEAR)
    settled = await tx.fetch(_SETTLED, now, limit, but)
    timers = [TimerFired(Activity.__name__, row["activity_id"], row["ends_at"]) for row in ended]
    owed = await tx.fetch(_OWED, now, limit, but)
    timers += [TimerFired(Agreement.__name__, row["agreement_id"], row["due_at"]) for row in owed]
    late = await tx.fetch(_LATE, now, limit, but)
    timers += [TimerFired(Task.__name__, row["key"], row["due_at"]) for row in late]
    timers += [TimerFired(DateProposal.__name__, row["proposal_id"], row["due_at"]) for row in settled]
    timers += await due_help(tx, now, limit, but)
    return sorted(timers, key=lambda timer: (timer.due_at, timer.key))[:limit]


def _beside(data: Any) -> bool:
    """Whether it is a timer that changes nothing in the agenda."""
    return isinstance(data, TimerFired) and data.kind in TIMERS


def _named(messages: Sequence[Envelope[Any]]) -> _Named:
    contents = [message.data for message in messages]
    timers: dict[str, list[str]] = {}
    for each in contents:
        if isinstance(each, TimerFired):
            timers.setdefault(each.kind, []).append(each.key)
    made = [id_made_by(message) for message in messages if isinstance(message.data, intake.ActivitySchedule)]
    asked = [id_made_by(message) for message in messages if isinstance(message.data, intake.DatePropose)]
    calendars = [calendar_of(d.commune, d.owner, d.calendar) for d in contents if isinstance(d, intake.CalendarImport)]
    calendars += [d.calendar_id for d in contents if isinstance(d, CalendarUnsubscribe)]
    return _Named(
        activities=[
            *(d.activity_id for d in contents if isinstance(d, intake.AboutActivity)),
            *timers.get(Activity.__name__, ()),
            *(key.rpartition("/")[0] for key in timers.get(Task.__name__, ())),
            *made,
        ],
        proposals=[
            *(d.proposal_id for d in contents if isinstance(d, intake.AboutDate)),
            *timers.get(DateProposal.__name__, ()),
            *asked,
        ],
        busy=[*(d.busy_id for d in contents if isinstance(d, intake.BusyRemove)), *calendars],
        clashes=[d.clash_id for d in contents if isinstance(d, intake.ClashAccept)],
        vacancies=[d.vacancy_id for d in contents if isinstance(d, VacancyFact)],
    )


def _wanted(contents: Sequence[Any], proposals: Sequence[DateProposal]) -> list[tuple[datetime, datetime]]:
    """The times for which something may be scheduled by this batch."""
    asked = [(d.starts_at, d.ends_at) for d in contents if isinstance(d, intake.ActivitySchedule | intake.ActivityMove)]
    return asked + [(o.starts_at, o.ends_at) for p in proposals for o in p.options]


_PROPOSALS = f"""
SELECT {rows.PROPOSAL} FROM date_proposal WHERE proposal_id = ANY($1::text[]) ORDER BY proposal_id FOR UPDATE
"""
_CLASHES = f"""
SELECT {rows.CLASH} FROM clash WHERE clash_id = ANY($1::text[]) OR ($2 AND state <> 'resolved')
ORDER BY clash_id FOR UPDATE
"""
_UNFILLED = f"""
SELECT {rows.UNFILLED} FROM stranded WHERE vacancy_id = ANY($1::text[]) OR ($2 AND NOT gone)
ORDER BY vacancy_id FOR UPDATE
"""
_ACTIVITIES = f"""
SELECT {rows.ACTIVITY} FROM activity WHERE activity_id = ANY($1::text[]) OR ($2 AND state = 'scheduled')
"""
_LAST_MEETINGS = f"""
SELECT DISTINCT ON (commune) {rows.ACTIVITY} FROM activity
WHERE kind = 'meeting' AND state IN ('ended', 'concluded') ORDER BY commune, starts_at DESC
"""
_BUSY = f"""
SELECT {rows.BUSY} FROM busy b
WHERE busy_id = ANY($1::text[]) OR during && $2::text::tstzmultirange OR EXISTS (
    SELECT FROM activity a WHERE a.state = 'scheduled' AND b.during && tstzrange(a.starts_at, a.ends_at)
)
"""
_ENDED = """
SELECT activity_id, ends_at FROM activity
WHERE state = 'scheduled' AND ends_at <= $1 AND activity_id <> ALL($3::text[])
UNION ALL
SELECT activity_id, ends_at + ($1 - $4) FROM activity
WHERE state = 'concluded' AND NOT followed_up AND kind IN ('fair', 'encuentro') AND ends_at <= $4
  AND activity_id <> ALL($3::text[])
ORDER BY ends_at LIMIT $2
"""
_OWED = """
SELECT agreement_id, due_at FROM agreement
WHERE due_at <= $1 AND agreement_id <> ALL($3::text[]) ORDER BY due_at LIMIT $2
"""
_LATE = """
SELECT activity_id || '/' || number AS key, due_at FROM task
WHERE due_at <= $1 AND activity_id || '/' || number <> ALL($3::text[]) ORDER BY due_at LIMIT $2
"""
_SETTLED = """
SELECT proposal_id, due_at FROM date_proposal
WHERE due_at <= $1 AND proposal_id <> ALL($3::text[]) ORDER BY due_at LIMIT $2
"""
