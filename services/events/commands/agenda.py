"""Commands about what an agenda is made of: venues, people and vehicles, busy times; and a clash that may stand."""

from datetime import datetime

from services.events.commands.guards import owner_of, require_at_table
from services.events.context import decision_of
from services.events.model import clashes
from services.events.model.clashes import Clash
from services.events.model.ids import calendar_of, id_made_by
from services.events.model.resources import Busy, Resource, Venue, merged, weekly
from shared.contracts.envelope import Envelope
from shared.contracts.intake import BusyEnter, BusyRemove, CalendarImport, ClashAccept, ResourceRegister, VenueRegister
from shared.messaging.decisions import Decision, LoadedAggregates, reject


def register_venue(aggregates: LoadedAggregates, command: Envelope[VenueRegister], now: datetime) -> Decision:
    """A place of the commune can be booked, or what is known of it is another now."""
    asked = command.data
    require_at_table(aggregates, asked.commune)
    venue_id = asked.venue_id or id_made_by(command)
    known = aggregates.get(Venue, venue_id)
    if asked.venue_id and known is None:
        raise reject("unknown_venue", f"No existe el recinto {venue_id}", "venue_id")
    if known and known.commune != asked.commune:
        raise reject("not_your_venue", f"El recinto es de la comuna {known.commune}", "commune")
    about = (asked.name, asked.place, asked.kind, asked.capacity, asked.opens, asked.open)
    return decision_of(aggregates, (Venue(venue_id, asked.commune, *about),), (), now, {"venue_id": venue_id})


def register_resource(aggregates: LoadedAggregates, command: Envelope[ResourceRegister], now: datetime) -> Decision:
    """Somebody or something of the office can be asked for, or what is known of it is another now."""
    asked = command.data
    require_at_table(aggregates, asked.commune)
    resource_id = asked.resource_id or id_made_by(command)
    known = aggregates.get(Resource, resource_id)
    if asked.resource_id and known is None:
        raise reject("unknown_resource", f"No existe {resource_id}", "resource_id")
    if known and known.commune != asked.commune:
        raise reject("not_your_resource", f"Es de la comuna {known.commune}", "commune")
    about = (asked.kind, asked.label, asked.role, asked.employer, asked.opens, asked.active)
    after = Resource(resource_id, asked.commune, *about)
    return decision_of(aggregates, (after,), (), now, {"resource_id": resource_id})


def enter_busy(aggregates: LoadedAggregates, command: Envelope[BusyEnter], now: datetime) -> Decision:
    """Somebody, something, a venue or the office is busy."""
    asked, busy_id = command.data, id_made_by(command)
    owner = owner_of(aggregates, asked, asked.owner)
    stretches = weekly(asked.stretch.starts_at, asked.stretch.ends_at, asked.weekly_until)
    return _with_busy(aggregates, Busy(busy_id, asked.commune, owner, stretches), now)


def import_calendar(aggregates: LoadedAggregates, command: Envelope[CalendarImport], now: datetime) -> Decision:
    """What somebody's calendar holds takes the place of what was taken from it before."""
    return replaced(aggregates, command.data, now)


def replaced(aggregates: LoadedAggregates, asked: CalendarImport, now: datetime) -> Decision:
    """The Decision of a calendar that was handed in, whoever did. Raises Rejected."""
    owner = owner_of(aggregates, asked, asked.owner)
    stretches = merged((each.starts_at, each.ends_at) for each in asked.stretches)
    busy_id = calendar_of(asked.commune, asked.owner, asked.calendar)
    return _with_busy(aggregates, Busy(busy_id, asked.commune, owner, stretches), now)


def remove_busy(aggregates: LoadedAggregates, command: Envelope[BusyRemove], now: datetime) -> Decision:
    """What was entered as busy is free."""
    asked = command.data
    known = aggregates.get(Busy, asked.busy_id)
    if known is None or not known.stretches:
        raise reject("unknown_busy", "No existe ese horario ocupado", "busy_id")
    if known.commune != asked.commune:
        raise reject("not_your_busy", f"Lo anotó la comuna {known.commune}", "commune")
    return _with_busy(aggregates, Busy(known.busy_id, known.commune, known.owner, ()), now)


def accept_clash(aggregates: LoadedAggregates, command: Envelope[ClashAccept], now: datetime) -> Decision:
    """An officer of a commune that it concerns lets a clash stand."""
    asked = command.data
    known = aggregates.get(Clash, asked.clash_id)
    if known is None:
        raise reject("unknown_clash", f"No existe el choque {asked.clash_id}", "clash_id")
    if asked.commune not in known.communes:
        raise reject("not_your_clash", "El choque no es de su comuna", "commune")
    if known.state is not clashes.State.OPEN:
        raise reject("stale_clash", "El choque ya se resolvió o alguien lo aceptó", "clash_id")
    after = known.accepted(asked.commune, asked.why)
    return Decision((after,), (clashes.accepted(after, asked.commune, asked.why),), {"clash_id": known.clash_id})


def _with_busy(aggregates: LoadedAggregates, busy: Busy, now: datetime) -> Decision:
    return decision_of(aggregates, (busy,), (), now, {"busy_id": busy.busy_id})
