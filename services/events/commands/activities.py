"""Commands about what is held: an office schedules it, moves it, calls it off, and says what came of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from services.events.commands.attendance import count_again, counts_of
from services.events.commands.dates import next_meeting
from services.events.commands.guards import (
    At,
    begun_activity,
    coming_activity,
    faults_of_communes,
    faults_of_crowd,
    faults_of_resources,
    faults_of_slot,
    require_at_table,
    require_none,
)
from services.events.context import decision_of
from services.events.model import agreements, dates
from services.events.model.activities import Activity, State, cancelled, concluded, moved, scheduled
from services.events.model.agreements import Agreement
from services.events.model.attendance import LEAST, CheckedIn, interviewed_of, visitors_of
from services.events.model.ids import id_made_by
from services.events.model.preparation import Task
from shared.contracts.agenda import Slot
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.intake import (
    ActivityCancel,
    ActivityConclude,
    ActivityMove,
    ActivitySchedule,
    MeetingSchedule,
)
from shared.contracts.replies import Fault
from shared.messaging.decisions import Aggregate, Decision, LoadedAggregates, reject


def schedule_activity(aggregates: LoadedAggregates, command: Envelope[ActivitySchedule], now: datetime) -> Decision:
    """Schedule something. Its clashes are told; a venue that is taken is refused."""
    asked = command.data
    require_at_table(aggregates, asked.commune)
    result = {f"{asked.KIND.value}_id": id_made_by(command)}
    if (
        aggregates.get(Activity, id_made_by(command)) is not None
    ):  # repeated after the inbox has deleted the first request
        return Decision(result=result)
    at = At(asked.commune, asked.starts_at, asked.ends_at, asked.venue_id)
    require_none(
        faults_of_slot(aggregates, at, now),
        faults_of_crowd(aggregates, at),
        faults_of_communes(aggregates, asked.co_hosts, "co_hosts"),
        faults_of_communes(aggregates, asked.invited, "invited"),
        faults_of_resources(aggregates, asked.resources),
    )
    activity = Activity(
        id_made_by(command),
        asked.KIND,
        asked.commune,
        asked.title,
        asked.place,
        asked.starts_at,
        asked.ends_at,
        venue_id=asked.venue_id,
        co_hosts=tuple(cut for cut in asked.co_hosts if cut != asked.commune),
        invited=asked.invited,
        resources=asked.resources,
        expected=asked.expected,
        employer=asked.employer,
        monthly=isinstance(asked, MeetingSchedule) and asked.monthly,
        skip_months=asked.skip_months if isinstance(asked, MeetingSchedule) else (),
    )
    return decision_of(aggregates, (activity,), (scheduled(activity),), now, result)


def move_activity(aggregates: LoadedAggregates, command: Envelope[ActivityMove], now: datetime) -> Decision:
    """Hold it at another time or place. Whoever takes part is told what was and what is."""
    asked = command.data
    before = coming_activity(aggregates, asked.activity_id, asked.commune)
    at = At(before.commune, asked.starts_at, asked.ends_at, asked.venue_id)
    require_none(
        faults_of_slot(aggregates, at, now, before), faults_of_crowd(aggregates, at, before), _begun(before, now)
    )
    to = Slot(
        starts_at=asked.starts_at, ends_at=asked.ends_at, place=asked.place or before.place, venue_id=asked.venue_id
    )
    result = {"activity_id": before.activity_id}
    if to == before.slot:
        return Decision(result=result)
    after = before.moved(to)
    # what must be done before the day is due as many days before the new one
    tasks = [task for task in aggregates.of(Task, before.activity_id) if task.moved(to.starts_at) is not task]
    again = [task.moved(to.starts_at) for task in tasks]
    told = moved(before, after, asked.why, tuple(task.given for task in again if not task.dropped))
    return decision_of(aggregates, (after, *again), (told,), now, result)


def cancel_activity(aggregates: LoadedAggregates, command: Envelope[ActivityCancel], now: datetime) -> Decision:
    """Call it off."""
    asked = command.data
    before = coming_activity(aggregates, asked.activity_id, asked.commune)
    after = before.cancelled()
    result = {"activity_id": before.activity_id}
    tasks = [task.off() for task in aggregates.of(Task, before.activity_id) if not task.dropped]
    return decision_of(aggregates, (after, *tasks), (cancelled(after, asked.why),), now, result)


def conclude_activity(aggregates: LoadedAggregates, command: Envelope[ActivityConclude], now: datetime) -> Decision:
    """Say who came and what came of it, once it has begun."""
    asked = command.data
    before = begun_activity(aggregates, asked.activity_id, asked.commune, now)
    for n, cut in enumerate(asked.attended):
        if cut not in before.party:
            raise reject("came_uninvited", f"La comuna {cut} no estaba invitada", f"attended.{n}")
    return conclude(aggregates, before.concluded(asked.attended, asked.employers, asked.summary), now)


def conclude(aggregates: LoadedAggregates, after: Activity, now: datetime, owed: Sequence[Agreement] = ()) -> Decision:
    """The Decision of an activity that is concluded now, with the agreements that were made there.

    People who came are counted. Of a monthly meeting the next one is proposed.
    """
    notes = aggregates.of(CheckedIn, after.activity_id)
    people = {"visitors": _at_least(visitors_of(notes)), "interviews": _at_least(interviewed_of(notes))}
    changed: list[Aggregate] = [after, *owed]
    facts: list[Fact] = [concluded(after, **people), *map(agreements.made, owed)]
    if notes:
        facts.append(counts_of(aggregates, after, 0))
    if after.monthly and (proposal := next_meeting(aggregates, after, now)):
        changed.append(proposal)
        facts.append(dates.proposed(proposal))
    return decision_of(aggregates, changed, facts, now, {"activity_id": after.activity_id})


def end_activity(aggregates: LoadedAggregates, activity_id: str, now: datetime) -> Decision:
    """Its time is over: what is left on the list of a fair goes to the next one. Half a year on, a fair is counted."""
    found = aggregates.get(Activity, activity_id)
    if found is None or found.due_at is None or found.due_at > now:
        return Decision()
    if found.state is State.CONCLUDED:
        return count_again(aggregates, found, now)
    return decision_of(aggregates, (replace(found, state=State.ENDED),), (), now)


def _at_least(people: int) -> int | None:
    """A count that is told, or None for one that may not or need not be."""
    return people if people >= LEAST else None


def _begun(activity: Activity, now: datetime) -> Iterator[Fault]:
    if activity.starts_at <= now:
        yield Fault(code="already_begun", field="activity_id", text=f"«{activity.title}» ya empezó")
