"""What a decision sees beside the activity, and the Decision of a change: with the lists and clashes that follow."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from services.events.model import clashes
from services.events.model.activities import Activity
from services.events.model.clashes import Clash, Surroundings, clashes_of
from services.events.model.listing import UnfilledVacancy, put_on_list
from services.events.model.offices import Office
from services.events.model.resources import Busy, Resource, Venue
from shared.contracts.envelope import Fact
from shared.messaging.decisions import Aggregate, Decision, LoadedAggregates

A = TypeVar("A", bound=Aggregate)


def decision_of(
    aggregates: LoadedAggregates,
    changed: Iterable[Aggregate],
    facts: Iterable[Fact],
    now: datetime,
    result: Mapping[str, str] | None = None,
) -> Decision:
    """The Decision of a change in the agenda.

    Whatever hangs on it is looked at again: the clashes of each activity that it touches, and the lists of fairs.
    """
    after = _overlaid(aggregates, changed)
    touched = _touched(after, changed)
    clashing, told = _clashes(after, touched, now)
    fairs_changed = any(isinstance(each, Activity) for each in changed)
    lists, listed = _lists(after, now) if fairs_changed else ((), ())
    return Decision((*changed, *clashing, *lists), (*facts, *listed, *told), result or {})


def surroundings_of(aggregates: LoadedAggregates) -> Surroundings:
    """What an activity may clash with, as loaded and as changed so far."""
    busy: dict[str, list[Busy]] = {}
    for each in aggregates.all(Busy):
        busy.setdefault(each.owner, []).append(each)
    return Surroundings(
        offices=_by_key(aggregates.all(Office)),
        venues=_by_key(aggregates.all(Venue)),
        resources=_by_key(aggregates.all(Resource)),
        busy=busy,
        others=aggregates.all(Activity),
    )


def booked(aggregates: LoadedAggregates, venue_id: str, starts_at: datetime, ends_at: datetime) -> Activity | None:
    """The activity for which a venue is taken then; None: it is free."""
    return next(
        (
            a
            for a in sorted(aggregates.all(Activity), key=lambda each: each.activity_id)
            if a.venue_id == venue_id and not a.over and a.starts_at < ends_at and starts_at < a.ends_at
        ),
        None,
    )


def _overlaid(aggregates: LoadedAggregates, changed: Iterable[Aggregate]) -> LoadedAggregates:
    found: list[Aggregate] = [*aggregates.all(Office), *aggregates.all(Venue), *aggregates.all(Resource)]
    found += [*aggregates.all(Busy), *aggregates.all(Activity), *aggregates.all(Clash)]
    after = LoadedAggregates([*found, *aggregates.all(UnfilledVacancy)])
    after.apply(changed)
    return after


def _touched(after: LoadedAggregates, changed: Iterable[Aggregate]) -> list[Activity]:
    """The activities whose clashes may be other ones now, the earliest first."""
    owners = {each.key for each in changed if isinstance(each, Venue | Resource | Office)}
    owners |= {each.owner for each in changed if isinstance(each, Busy)}
    # who registers another officer may be in two places now
    owners |= {each.commune for each in changed if isinstance(each, Resource)}
    named = {each.activity_id for each in changed if isinstance(each, Activity)}
    found = [
        a for a in after.all(Activity)
        if a.activity_id in named or owners & {a.venue_id, *a.resources, *a.party}
    ]  # fmt: skip
    return sorted(found, key=lambda a: (a.starts_at, a.activity_id))


def _clashes(
    after: LoadedAggregates, touched: list[Activity], now: datetime
) -> tuple[tuple[Clash, ...], tuple[Fact, ...]]:
    around = surroundings_of(after)
    there: dict[str, Clash] = {}
    for a in touched:
        if not a.over and a.ends_at > now:
            there |= clashes_of(a, around)
    ids = {a.activity_id for a in touched}
    stood = {
        c.clash_id: c
        for c in after.all(Clash)
        if c.state is not clashes.State.RESOLVED and ids & {s.activity_id for s in c.activities}
    }
    new = [there[key] for key in sorted(there) if key not in stood]
    # of two that clashed and are both over nothing was resolved: it simply took place
    gone = [
        stood[key].resolved() for key in sorted(stood) if key not in there and not _took_place(after, stood[key], now)
    ]
    return (*new, *gone), (*map(clashes.found, new), *map(clashes.resolved, gone))


def _took_place(after: LoadedAggregates, clash: Clash, now: datetime) -> bool:
    held = [after.get(Activity, each.activity_id) for each in clash.activities]
    return any(a is not None and a.ends_at <= now for a in held)


def _lists(after: LoadedAggregates, now: datetime) -> tuple[tuple[Aggregate, ...], tuple[Fact, ...]]:
    """Every unfilled vacancy on the list of its next fair, ordered by id so that a replay gives equal facts."""
    changed: list[Aggregate] = []
    facts: list[Fact] = []
    for before in sorted(after.all(UnfilledVacancy), key=lambda vacancy: vacancy.vacancy_id):
        now_on, listed = put_on_list(before, after.all(Activity), now)
        facts += listed
        if now_on is not before:
            changed.append(now_on)
    return tuple(changed), tuple(facts)


def _by_key(found: Iterable[A]) -> dict[str, A]:
    return {each.key: each for each in found}
