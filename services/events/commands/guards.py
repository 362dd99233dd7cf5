"""What a request about the agenda must meet: who asks is at the table, what it names exists and is theirs."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from services.events.context import booked
from services.events.model.activities import Activity, State
from services.events.model.offices import Office
from services.events.model.resources import Resource, Venue, is_open
from shared.contracts.envelope import Request
from shared.contracts.replies import Fault
from shared.messaging.decisions import LoadedAggregates, Rejected, reject
from shared.text import when

LONGEST = timedelta(days=4)
"""No fair lasts longer."""
FURTHEST = timedelta(days=730)
MOST_AT_ONCE = 10
"""Activities of one host at one time: no office holds as many."""


class At(NamedTuple):
    """Where a time and place stand in a request, for its faults: `""` or `options.0.`."""

    commune: str
    starts_at: datetime
    ends_at: datetime
    venue_id: str | None
    base: str = ""


def require_at_table(aggregates: LoadedAggregates, commune: str) -> None:
    """Raises Rejected unless the commune that asks is in the Mesa."""
    office = aggregates.get(Office, commune)
    if office is None or not office.at_table:
        raise reject("commune_not_in_mesa", f"La comuna {commune} no está en la Mesa", "commune")


def owner_of(aggregates: LoadedAggregates, asked: Request, owner: str | None) -> str:
    """Whose time it is. Raises Rejected unless it is of the commune that asks."""
    require_at_table(aggregates, asked.commune)
    if owner is None:
        return asked.commune
    known = aggregates.get(Resource, owner) or aggregates.get(Venue, owner)
    if known is None:
        raise reject("unknown_resource", f"No existe {owner}", "owner")
    if known.commune != asked.commune:
        raise reject("not_your_resource", f"Es de la comuna {known.commune}", "commune")
    return owner


def require_none(*faults: Iterator[Fault]) -> None:
    """Raises Rejected with every fault, if there are any."""
    if found := [fault for some in faults for fault in some]:
        raise Rejected(*found)


def faults_of_communes(aggregates: LoadedAggregates, communes: tuple[str, ...], field: str) -> Iterator[Fault]:
    """The communes of a list that are not in the Mesa."""
    for n, cut in enumerate(communes):
        office = aggregates.get(Office, cut)
        if office is None or not office.at_table:
            yield Fault(code="unknown_commune", field=f"{field}.{n}", text=f"La comuna {cut} no está en la Mesa")


def faults_of_slot(
    aggregates: LoadedAggregates, at: At, now: datetime, moving: Activity | None = None
) -> Iterator[Fault]:
    """What is wrong with a time and a place. `moving`: the activity that has its own booking there already."""
    if at.starts_at <= now:
        yield Fault(code="starts_in_the_past", field=f"{at.base}starts_at", text="Tiene que empezar en el futuro")
    elif at.starts_at > now + FURTHEST:
        yield Fault(code="too_far_ahead", field=f"{at.base}starts_at", text="Se agenda hasta dos años adelante")
    if at.ends_at - at.starts_at > LONGEST:
        yield Fault(code="too_long", field=f"{at.base}ends_at", text="Dura más de cuatro días")
    if at.venue_id is None:
        return
    field, venue = f"{at.base}venue_id", aggregates.get(Venue, at.venue_id)
    if venue is None:
        yield Fault(code="unknown_venue", field=field, text=f"No existe el recinto {at.venue_id}")
        return
    if not venue.open or not is_open(venue.opens, venue.commune, at.starts_at, at.ends_at):
        yield Fault(code="venue_closed", field=field, text=f"{venue.name} no está disponible a esa hora")
    taken = booked(aggregates, at.venue_id, at.starts_at, at.ends_at)
    if taken and (moving is None or taken.activity_id != moving.activity_id):
        text = f"{venue.name} ya está reservado para «{taken.title}», {when(taken.starts_at)}"
        yield Fault(code="venue_taken", field=field, text=text)


def faults_of_crowd(aggregates: LoadedAggregates, at: At, moving: Activity | None = None) -> Iterator[Fault]:
    """A commune that hosts more at one time than anybody does: each of them would clash with each other one."""
    at_once = [
        a for a in aggregates.all(Activity)
        if at.commune in a.hosts and not a.over and a.starts_at < at.ends_at and at.starts_at < a.ends_at
    ]  # fmt: skip
    if len([a for a in at_once if moving is None or a.activity_id != moving.activity_id]) >= MOST_AT_ONCE:
        text = f"Su comuna ya organiza {MOST_AT_ONCE} actividades a esa hora"
        yield Fault(code="too_many_at_once", field=f"{at.base}starts_at", text=text)


def faults_of_resources(aggregates: LoadedAggregates, refs: tuple[str, ...]) -> Iterator[Fault]:
    """The people and vehicles of a list that nobody has registered, or that cannot be had any more."""
    for n, ref in enumerate(refs):
        known = aggregates.get(Resource, ref)
        if known is None or not known.active:
            yield Fault(code="unknown_resource", field=f"resources.{n}", text=f"No existe {ref} en ninguna oficina")


def known_activity(aggregates: LoadedAggregates, activity_id: str) -> Activity:
    """The activity that a request names. Raises Rejected."""
    found = aggregates.get(Activity, activity_id)
    if found is None:
        raise reject("unknown_activity", f"No existe la actividad {activity_id}", "activity_id")
    return found


def require_of_party(activity: Activity, commune: str) -> None:
    """Raises Rejected unless a commune takes part."""
    if commune not in activity.party:
        raise reject("not_of_the_party", f"Su comuna no participa en «{activity.title}»", "commune")


def activity_of_host(aggregates: LoadedAggregates, activity_id: str, commune: str) -> Activity:
    """The activity that a request names, if who asks hosts it. Raises Rejected."""
    found = known_activity(aggregates, activity_id)
    if commune not in found.hosts:
        raise reject("not_your_activity", f"La organiza la comuna {found.commune}", "commune")
    return found


def coming_activity(aggregates: LoadedAggregates, activity_id: str, commune: str) -> Activity:
    """The activity, if who asks hosts it and it has not ended. Raises Rejected."""
    found = activity_of_host(aggregates, activity_id, commune)
    require_coming(found)
    return found


def require_coming(activity: Activity) -> None:
    """Raises Rejected for an activity that has ended or was called off."""
    if activity.state is not State.SCHEDULED:
        raise reject("stale_activity", f"«{activity.title}» {_SAID[activity.state]}", "activity_id")


def begun_activity(aggregates: LoadedAggregates, activity_id: str, commune: str, now: datetime) -> Activity:
    """The activity, if who asks hosts it, it has begun, and what came of it was not said. Raises Rejected."""
    found = activity_of_host(aggregates, activity_id, commune)
    if found.state in (State.CONCLUDED, State.CANCELLED):
        raise reject("stale_activity", f"«{found.title}» {_SAID[found.state]}", "activity_id")
    if found.starts_at > now:
        raise reject("not_begun", f"«{found.title}» todavía no empieza", "activity_id")
    return found


_SAID = {State.ENDED: "ya terminó", State.CONCLUDED: "ya se hizo", State.CANCELLED: "fue cancelada"}
