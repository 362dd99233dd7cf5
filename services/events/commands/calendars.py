"""Commands about calendars that are read by their address: those of others by us, and ours by others."""

from dataclasses import replace
from datetime import datetime

from services.events.commands.agenda import replaced
from services.events.commands.guards import owner_of, require_at_table
from services.events.context import decision_of
from services.events.model.calendars import COMMUNE, MESA, MOST_FEEDS, MOST_SUBSCRIPTIONS, Feed, Subscription
from services.events.model.ids import calendar_of
from services.events.model.resources import Busy, Resource
from services.events.refreshing import CalendarRefresh
from services.events.requests import CalendarSubscribe, CalendarUnsubscribe, FeedMake, FeedRevoke
from shared.contracts.envelope import Envelope
from shared.messaging.decisions import NOTHING, Decision, LoadedAggregates, reject


def subscribe_calendar(aggregates: LoadedAggregates, command: Envelope[CalendarSubscribe], now: datetime) -> Decision:
    """Somebody's calendar is read every hour from now on."""
    asked = command.data
    owner_of(aggregates, asked, asked.owner)
    if asked.stated is None:  # set aside and done again: the address was kept nowhere
        raise reject("address_lost", "La dirección no quedó guardada: suscriba el calendario otra vez", "url")
    calendar_id = calendar_of(asked.commune, asked.owner, asked.calendar)
    others = [each for each in aggregates.of(Subscription, asked.commune) if each.calendar_id != calendar_id]
    if sum(each.active for each in others) >= MOST_SUBSCRIPTIONS:
        raise reject("too_many_calendars", f"La oficina ya tiene {MOST_SUBSCRIPTIONS} calendarios: deje alguno primero")
    sealed = asked.stated.sealed_for(calendar_id)
    after = Subscription(calendar_id, asked.commune, asked.owner, asked.calendar, asked.host, now, sealed)
    return Decision((after,), (), {"calendar_id": calendar_id})


def unsubscribe_calendar(
    aggregates: LoadedAggregates, command: Envelope[CalendarUnsubscribe], now: datetime
) -> Decision:
    """A calendar is read no more. Whoever was busy by it is free, for nobody would say otherwise later."""
    asked = command.data
    known = aggregates.get(Subscription, asked.calendar_id)
    if known is None or not known.active or known.commune != asked.commune:
        raise reject("unknown_calendar", "La oficina no está suscrita a ese calendario", "calendar_id")
    busy = aggregates.get(Busy, known.calendar_id)
    free = (replace(busy, stretches=()),) if busy else ()
    return decision_of(aggregates, (known.ended(), *free), (), now, {"calendar_id": known.calendar_id})


def refresh_calendar(aggregates: LoadedAggregates, command: Envelope[CalendarRefresh], now: datetime) -> Decision:
    """What a subscribed calendar holds takes the place of what it held, if it is still that subscription."""
    asked = command.data
    known = aggregates.get(Subscription, calendar_of(asked.commune, asked.owner, asked.calendar))
    if known is None or not known.active or known.asked_at != asked.asked_at:
        return NOTHING
    return replaced(aggregates, asked, now)


def make_feed(aggregates: LoadedAggregates, command: Envelope[FeedMake], now: datetime) -> Decision:
    """The activities of the Mesa, of a commune or of a resource can be read by an address."""
    asked = command.data
    require_at_table(aggregates, asked.commune)
    if asked.of not in (MESA, COMMUNE):
        known = aggregates.get(Resource, asked.of)
        if known is None:
            raise reject(
                "unknown_resource", f"No existe {asked.of}: se puede mesa, commune o el id de un recurso", "of"
            )
        if known.commune != asked.commune:
            raise reject("not_your_resource", f"Es de la comuna {known.commune}", "of")
    if sum(feed.revoked_at is None for feed in aggregates.of(Feed, asked.commune)) >= MOST_FEEDS:
        raise reject("too_many_feeds", f"La oficina ya tiene {MOST_FEEDS} direcciones: anule alguna primero")
    feed = Feed(asked.feed_id, asked.commune, asked.of, bytes.fromhex(asked.made_of), now)
    return Decision((feed,), (), {"feed_id": feed.feed_id})


def revoke_feed(aggregates: LoadedAggregates, command: Envelope[FeedRevoke], now: datetime) -> Decision:
    """Nobody reads by that address any more; revoked again, it stays as it is."""
    asked = command.data
    known = aggregates.get(Feed, asked.feed_id)
    if known is None or known.commune != asked.commune:
        raise reject("unknown_feed", f"La oficina no tiene la dirección {asked.feed_id}", "feed_id")
    result = {"feed_id": known.feed_id}
    return (
        Decision((replace(known, revoked_at=now),), (), result)
        if known.revoked_at is None
        else Decision((), (), result)
    )
