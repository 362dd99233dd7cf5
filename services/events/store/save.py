"""The SQL of what a batch changed, one statement a table."""

from typing import Any

from services.events.model.activities import Activity
from services.events.model.agreements import Agreement
from services.events.model.attendance import CheckedIn, Interview
from services.events.model.calendars import Feed, Subscription
from services.events.model.cards import Card, CardUse, CardVersion
from services.events.model.clashes import Clash
from services.events.model.dates import DateProposal
from services.events.model.employers import KnownEmployer
from services.events.model.foundings import Founding
from services.events.model.listing import UnfilledVacancy
from services.events.model.offices import Office
from services.events.model.plans import YearPlan
from services.events.model.preparation import Guest, Preparation, Task
from services.events.model.questions import Answer, GoodAnswers, Question
from services.events.model.renditions import Rendition
from services.events.model.resources import Busy, Resource, Venue
from services.events.model.silence import SilentAnswer
from services.events.store import calendar_rows, fair_rows, help_rows, plan_rows, rows
from shared.messaging.decisions import LoadedAggregates
from shared.postgres.columns import write_rows


async def save(tx: Any, aggregates: LoadedAggregates) -> None:
    """Save every changed aggregate; what others refer to first."""
    for kind, row, statement in _TABLES:
        await write_rows(tx, statement, [row(after) for _, after in aggregates.changes(kind)])
    if cards := [card.card_id for _, card in aggregates.changes(Card)]:
        await tx.execute(help_rows.FORGET_TERMS, cards)
        await tx.execute(help_rows.SAVE_TERMS, cards)
    # the bookings are compared when all of them are written: one may take the place of another in the same batch
    await tx.execute("SET CONSTRAINTS one_booking, one_booth IMMEDIATE")


_OFFICES = """
INSERT INTO member (commune, name, at_table, minutes, omil_type, email)
SELECT commune, name, at_table, minutes::jsonb, omil_type, email
FROM unnest($1::text[], $2::text[], $3::boolean[], $4::text[], $5::text[], $6::text[])
     AS o (commune, name, at_table, minutes, omil_type, email)
ON CONFLICT (commune) DO UPDATE
SET name = excluded.name, at_table = excluded.at_table, minutes = excluded.minutes,
    omil_type = excluded.omil_type, email = excluded.email
"""
_VENUES = """
INSERT INTO venue (venue_id, commune, name, place, kind, capacity, opens, open)
SELECT venue_id, commune, name, place, kind, capacity, opens::jsonb, open
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::boolean[])
     AS v (venue_id, commune, name, place, kind, capacity, opens, open)
ON CONFLICT (venue_id) DO UPDATE
SET name = excluded.name, place = excluded.place, kind = excluded.kind, capacity = excluded.capacity,
    opens = excluded.opens, open = excluded.open
"""
_RESOURCES = """
INSERT INTO resource (resource_id, commune, kind, label, role, employer, opens, active)
SELECT resource_id, commune, kind, label, role, employer, opens::jsonb, active
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[])
     AS r (resource_id, commune, kind, label, role, employer, opens, active)
ON CONFLICT (resource_id) DO UPDATE
SET kind = excluded.kind, label = excluded.label, role = excluded.role, employer = excluded.employer,
    opens = excluded.opens, active = excluded.active
"""
_BUSY = """
INSERT INTO busy (busy_id, commune, owner, during)
SELECT busy_id, commune, owner, during::tstzmultirange
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS b (busy_id, commune, owner, during)
ON CONFLICT (busy_id) DO UPDATE SET during = excluded.during
"""
_ACTIVITIES = """
INSERT INTO activity (activity_id, kind, commune, title, place, starts_at, ends_at, venue_id, co_hosts, invited,
                      resources, expected, employer, proposal_id, sequence, state, attended, employers, summary,
                      followed_up, monthly, skip_months, purpose, looked_at, learned)
SELECT activity_id, kind, commune, title, place, starts_at, ends_at, venue_id, string_to_array(co_hosts, ' '),
       string_to_array(invited, ' '), string_to_array(resources, ' '), expected, employer, proposal_id, sequence,
       state, string_to_array(attended, ' '), employers, summary, followed_up, monthly,
       string_to_array(skip_months, ' ')::smallint[], purpose, looked_at, learned
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[],
            $8::text[], $9::text[], $10::text[], $11::text[], $12::int[], $13::text[], $14::text[], $15::int[],
            $16::text[], $17::text[], $18::int[], $19::text[], $20::boolean[],
            $21::boolean[], $22::text[], $23::text[], $24::text[], $25::text[])
     AS a (activity_id, kind, commune, title, place, starts_at, ends_at, venue_id, co_hosts, invited, resources,
           expected, employer, proposal_id, sequence, state, attended, employers, summary, followed_up, monthly,
           skip_months, purpose, looked_at, learned)
ON CONFLICT (activity_id) DO UPDATE
SET place = excluded.place, starts_at = excluded.starts_at, ends_at = excluded.ends_at, venue_id = excluded.venue_id,
    sequence = excluded.sequence, state = excluded.state, attended = excluded.attended,
    employers = excluded.employers, summary = excluded.summary, followed_up = excluded.followed_up,
    purpose = excluded.purpose, looked_at = excluded.looked_at, learned = excluded.learned, changed_at = now(),
    moved_from = CASE WHEN activity.starts_at <> excluded.starts_at THEN activity.starts_at ELSE activity.moved_from END
"""
_PROPOSALS = """
INSERT INTO date_proposal (proposal_id, commune, kind, title, invited, options, quorum, answer_by, employer, votes,
                           answered_at, state, activity_id, due_at, monthly, skip_months)
SELECT proposal_id, commune, kind, title, string_to_array(invited, ' '), options::jsonb, quorum, answer_by, employer,
       votes::jsonb, answered_at, state, activity_id, due_at, monthly, string_to_array(skip_months, ' ')::smallint[]
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::timestamptz[],
            $9::text[], $10::text[], $11::timestamptz[], $12::text[], $13::text[], $14::timestamptz[],
            $15::boolean[], $16::text[])
     AS p (proposal_id, commune, kind, title, invited, options, quorum, answer_by, employer, votes, answered_at,
           state, activity_id, due_at, monthly, skip_months)
ON CONFLICT (proposal_id) DO UPDATE
SET votes = excluded.votes, answered_at = excluded.answered_at, state = excluded.state,
    activity_id = excluded.activity_id, due_at = excluded.due_at
"""
_CLASHES = """
INSERT INTO clash (clash_id, kind, activities, between, communes, text, state, accepted_by, why)
SELECT clash_id, kind, activities::jsonb, string_to_array(between, ' '), string_to_array(communes, ' '), text, state,
       accepted_by, why
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[]) AS c (clash_id, kind, activities, between, communes, text, state, accepted_by, why)
ON CONFLICT (clash_id) DO UPDATE
SET text = excluded.text, state = excluded.state, accepted_by = excluded.accepted_by, why = excluded.why
"""
_STRANDED = """
INSERT INTO stranded (vacancy_id, commune, title, seats_left, valid_through, fair_id, gone)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::timestamptz[], $6::text[], $7::boolean[])
ON CONFLICT (vacancy_id) DO UPDATE
SET title = excluded.title, seats_left = excluded.seats_left, valid_through = excluded.valid_through,
    fair_id = excluded.fair_id, gone = excluded.gone
"""
_TABLES: tuple[tuple[Any, Any, str], ...] = (
    (Office, rows.of_office, _OFFICES),
    (Venue, rows.of_venue, _VENUES),
    (Resource, rows.of_resource, _RESOURCES),
    (Busy, rows.of_busy, _BUSY),
    (Activity, rows.of_activity, _ACTIVITIES),
    (DateProposal, rows.of_proposal, _PROPOSALS),
    (Clash, rows.of_clash, _CLASHES),
    (UnfilledVacancy, rows.of_unfilled, _STRANDED),
    (Preparation, fair_rows.of_preparation, fair_rows.SAVE_PREPARATIONS),
    (Task, fair_rows.of_task, fair_rows.SAVE_TASKS),
    (Guest, fair_rows.of_guest, fair_rows.SAVE_GUESTS),
    (CheckedIn, fair_rows.of_checked_in, fair_rows.SAVE_CHECKED_IN),
    (Interview, fair_rows.of_interview, fair_rows.SAVE_INTERVIEWS),
    (Agreement, fair_rows.of_agreement, fair_rows.SAVE_AGREEMENTS),
    (SilentAnswer, fair_rows.of_silent, fair_rows.SAVE_SILENT),
    (Subscription, calendar_rows.of_subscription, calendar_rows.SAVE_SUBSCRIPTIONS),
    (Subscription, calendar_rows.of_address, calendar_rows.SAVE_ADDRESSES),
    (Subscription, calendar_rows.of_ended, calendar_rows.FORGET_SUBSCRIPTIONS),
    (Feed, calendar_rows.of_feed, calendar_rows.SAVE_FEEDS),
    (KnownEmployer, fair_rows.of_employer, fair_rows.SAVE_EMPLOYERS),
    (Question, help_rows.of_question, help_rows.SAVE_QUESTIONS),
    (Answer, help_rows.of_answer, help_rows.SAVE_ANSWERS),
    (GoodAnswers, help_rows.of_good, help_rows.SAVE_GOOD),
    (Card, help_rows.of_card, help_rows.SAVE_CARDS),
    (CardVersion, help_rows.of_version, help_rows.SAVE_VERSIONS),
    (CardUse, help_rows.of_use, help_rows.SAVE_USES),
    (Rendition, help_rows.of_rendition, help_rows.SAVE_RENDITIONS),
    (YearPlan, plan_rows.of_plan, plan_rows.SAVE_PLANS),
    (Founding, plan_rows.of_founding, plan_rows.SAVE_FOUNDINGS),
)
