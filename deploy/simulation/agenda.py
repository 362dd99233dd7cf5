"""What is asked of the joint agenda in one history, and what must be true of it when everything has come to rest."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from deploy.simulation.picking import every, facts_of, of_host, some_cut, some_cuts, some_id
from deploy.simulation.state import HistoryState, WorldState
from services.events.context import booked, surroundings_of
from services.events.model import clashes, dates
from services.events.model.activities import Activity
from services.events.model.clashes import Clash, clashes_of
from services.events.model.dates import DateProposal
from services.events.model.preparation import Guest
from services.events.model.resources import Busy, Resource, Venue
from shared.contracts import intake
from shared.contracts.agenda import (
    ActivityKind,
    ClashFound,
    ClashResolved,
    DateFixed,
    DateLapsed,
    DateProposed,
    Vote,
)
from shared.contracts.envelope import Request
from shared.messaging.decisions import LoadedAggregates
from shared.messaging.unit_of_work import ConflictError

_KINDS: tuple[type[intake.ActivitySchedule], ...] = (
    intake.FairSchedule,
    intake.EncuentroSchedule,
    intake.MeetingSchedule,
    intake.VisitSchedule,
)
_OPEN = tuple(intake.OpenHours(weekday=day, opens="00:00", closes="23:59:59") for day in range(7))


def schedule(world: WorldState, now: datetime) -> Request:
    """Something is held soon, often at a venue that others want as well."""
    kind = world.chance.choice(_KINDS)
    monthly = {"monthly": True, "skip_months": (2,)} if kind is intake.MeetingSchedule else {}
    return kind(
        **monthly,
        commune=some_cut(world),
        title=f"Actividad {world.chance.randint(1, 99)}",
        place="Plaza",
        invited=some_cuts(world),
        co_hosts=some_cuts(world)[:1],
        venue_id=some_id(world, Venue, "venue_id"),
        resources=tuple(filter(None, (some_id(world, Resource, "resource_id"),))),
        expected=world.chance.choice((None, 50, 500)),
        employer=world.chance.choice((None, "Agrícola 1")),
        **_time(world, now),
    )


def move(world: WorldState, now: datetime) -> Request | None:
    about = of_host(world, Activity, "activity_id")
    if about is None:
        return None
    venue = some_id(world, Venue, "venue_id")
    return intake.ActivityMove(**about, **_time(world, now), venue_id=venue, why="Otra actividad ese día")


def cancel(world: WorldState, now: datetime) -> Request | None:
    about = of_host(world, Activity, "activity_id")
    return intake.ActivityCancel(**about, why="Alerta por lluvias") if about else None


def conclude(world: WorldState, now: datetime) -> Request | None:
    about = of_host(world, Activity, "activity_id")
    return intake.ActivityConclude(**about, attended=(about["commune"],), employers=3) if about else None


def propose(world: WorldState, now: datetime) -> Request:
    options = tuple(
        intake.OptionAsked(
            **_time(world, now), commune=some_cut(world), place="Sala", venue_id=some_id(world, Venue, "venue_id")
        )
        for _ in range(world.chance.randint(1, 3))
    )
    # a list that holds something twice is no request
    options = tuple(dict.fromkeys(options))
    invited = some_cuts(world) or (some_cut(world),)
    kind = world.chance.choice(tuple(ActivityKind))
    return intake.DatePropose(
        commune=some_cut(world), kind=kind, title="Reunión", invited=invited, options=options, answer_hours=4.0
    )


def vote(world: WorldState, now: datetime) -> Request | None:
    """An invited office answers; now and then one that is not, or too late."""
    found = every(world, DateProposal)
    if not found:
        return None
    proposal = world.chance.choice(found)
    cut = world.chance.choice(proposal.invited) if world.chance.random() < 0.9 else some_cut(world)
    said = {n: world.chance.choice(tuple(Vote)) for n in range(1, len(proposal.options) + 1)}
    yes, if_needed = (tuple(n for n, vote in said.items() if vote is v) for v in (Vote.YES, Vote.IF_NEEDED))
    return intake.DateVote(commune=cut, proposal_id=proposal.proposal_id, yes=yes, if_needed=if_needed)


def withdraw(world: WorldState, now: datetime) -> Request | None:
    about = of_host(world, DateProposal, "proposal_id")
    return intake.DateWithdraw(**about, why="Ya no hace falta") if about else None


def accept(world: WorldState, now: datetime) -> Request | None:
    found = every(world, Clash)
    if not found:
        return None
    clash = world.chance.choice(found)
    return intake.ClashAccept(
        commune=world.chance.choice(clash.communes), clash_id=clash.clash_id, why="Va otra persona"
    )


def register_venue(world: WorldState, now: datetime) -> Request:
    """A new venue, or one that is known with other hours or no longer to be had."""
    known = of_host(world, Venue, "venue_id") if world.chance.random() < 0.3 else None
    return intake.VenueRegister(
        **(known or {"commune": some_cut(world)}),
        name="Gimnasio",
        place="Calle 1",
        kind=intake.VenueKind.GYMNASIUM,
        capacity=world.chance.choice((40, 400)),
        opens=world.chance.choice(((), _OPEN, _OPEN)),
        open=world.chance.random() < 0.9,
    )


def register_resource(world: WorldState, now: datetime) -> Request:
    known = of_host(world, Resource, "resource_id") if world.chance.random() < 0.3 else None
    return intake.ResourceRegister(
        **(known or {"commune": some_cut(world)}),
        kind=intake.ResourceKind.PERSON,
        label="oficina-1",
        role=intake.PersonRole.OFFICER,
        active=world.chance.random() < 0.9,
    )


def enter_busy(world: WorldState, now: datetime) -> Request:
    known = of_host(world, Resource, "resource_id") or of_host(world, Venue, "venue_id")
    cut = known["commune"] if known else some_cut(world)
    owner = next((value for name, value in known.items() if name != "commune"), None) if known else None
    time = _time(world, now)
    until = world.chance.choice((None, (time["starts_at"] + timedelta(days=20)).date()))
    return intake.BusyEnter(commune=cut, owner=owner, stretch=intake.BusyStretch(**time), weekly_until=until)


def remove_busy(world: WorldState, now: datetime) -> Request | None:
    about = of_host(world, Busy, "busy_id")
    return intake.BusyRemove(**about) if about else None


def import_calendar(world: WorldState, now: datetime) -> Request:
    stretches = tuple(intake.BusyStretch(**_time(world, now)) for _ in range(world.chance.randint(0, 3)))
    return intake.CalendarImport(commune=some_cut(world), stretches=stretches)


DOINGS: tuple[tuple[Callable[[Any, datetime], Request | None], int], ...] = (
    (schedule, 2),
    (move, 2),
    (cancel, 1),
    (conclude, 1),
    (propose, 2),
    (vote, 4),
    (withdraw, 1),
    (accept, 1),
    (register_venue, 1),
    (register_resource, 1),
    (enter_busy, 1),
    (remove_busy, 1),
    (import_calendar, 1),
)


def one_booking(aggregates: LoadedAggregates) -> None:
    """The constraints of bookings and booths. Raises ConflictError, as PostgreSQL would have it."""
    booths = [(guest.activity_id, guest.booth) for guest in aggregates.all(Guest) if guest.booth]
    if len(set(booths)) != len(booths):
        raise ConflictError("events.one_booth")
    for a in aggregates.all(Activity):
        if a.venue_id and not a.over:
            other = booked(_without(aggregates, a), a.venue_id, a.starts_at, a.ends_at)
            if other is not None:
                raise ConflictError("events.one_booking")


def what_clashes_is_known_and_nothing_else(history: HistoryState) -> Iterator[str]:
    """Looked at afresh, the agenda has the clashes that were told and stand; nobody is in two places unheard of."""
    found = LoadedAggregates(history.committed["events"].aggregates.values())
    around = surroundings_of(found)
    there: dict[str, Clash] = {}
    for a in found.all(Activity):
        if not a.over and a.ends_at > history.now:
            there |= clashes_of(a, around)
    known = {c.clash_id for c in found.all(Clash) if c.state is not clashes.State.RESOLVED}
    for clash_id in sorted(there.keys() - known):
        yield f"nobody was told that {there[clash_id].text}"
    coming = {a.activity_id for a in found.all(Activity) if not a.over and a.starts_at > history.now}
    for clash in found.all(Clash):
        ahead = all(each.activity_id in coming for each in clash.activities)
        if ahead and clash.state is not clashes.State.RESOLVED and clash.clash_id not in there:
            yield f"{clash.clash_id} stands though it fits: {clash.text}"


def what_was_told_of_a_clash_is_what_stands(history: HistoryState) -> Iterator[str]:
    said = facts_of(history, "agenda")
    told = {fact.clash_id for fact in said if isinstance(fact, ClashFound)}
    gone = {fact.clash_id for fact in said if isinstance(fact, ClashResolved)}
    for clash in LoadedAggregates(history.committed["events"].aggregates.values()).all(Clash):
        if clash.clash_id not in told or (clash.state is clashes.State.RESOLVED) != (clash.clash_id in gone):
            yield f"{clash.clash_id} is {clash.state}, and that was not told"


def every_date_is_settled_and_told(history: HistoryState) -> Iterator[str]:
    said = facts_of(history, "agenda")
    asked = {fact.proposal_id for fact in said if isinstance(fact, DateProposed)}
    settled = {fact.proposal_id: fact for fact in said if isinstance(fact, DateFixed | DateLapsed)}
    found = LoadedAggregates(history.committed["events"].aggregates.values())
    for p in found.all(DateProposal):
        if p.proposal_id not in asked:
            yield f"{p.proposal_id} was never told"
        if p.state is dates.State.OPEN and p.answer_by <= history.now:
            yield f"{p.proposal_id} is open after its deadline"
        if (p.state in (dates.State.FIXED, dates.State.LAPSED)) != (p.proposal_id in settled):
            yield f"{p.proposal_id} is {p.state}, and that was not told"
        if p.activity_id and found.get(Activity, p.activity_id) is None:
            yield f"{p.proposal_id} was fixed and nothing is held"


def _without(aggregates: LoadedAggregates, one: Activity) -> LoadedAggregates:
    return LoadedAggregates(a for a in aggregates.all(Activity) if a.activity_id != one.activity_id)


def _time(world: WorldState, now: datetime) -> dict[str, datetime]:
    starts = now + timedelta(hours=world.chance.randint(-2, 200))
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=world.chance.randint(1, 30))}
