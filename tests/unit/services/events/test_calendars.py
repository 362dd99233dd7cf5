"""Subscriptions and feeds without a database: what an office may, what is forgotten, what is kept sealed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.events.addresses import StatedAddress, address_vault_of
from services.events.calendars import MOST_FAULTS, said
from services.events.handlers import HANDLERS
from services.events.icalendar.faults import CalendarRefused, Code, Fault
from services.events.model.calendars import MOST_FEEDS, MOST_SUBSCRIPTIONS, Subscription
from services.events.model.ids import calendar_of
from services.events.model.offices import Office
from services.events.model.resources import Busy
from services.events.refreshing import CalendarRefresh
from services.events.requests import CalendarSubscribe, CalendarUnsubscribe, FeedMake
from services.events.unread import why_not
from shared.contracts.envelope import Request, root_envelope
from shared.contracts.intake import BusyStretch
from shared.fetching import Away, Fetcher, Refused, WhyAway, WhyRefused
from shared.messaging.decisions import Decision, LoadedAggregates, Rejected
from shared.sealing import NoKeyError

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NIQUEN = "16303"
VAULT = address_vault_of("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
URL = "https://agenda.example/u7-unguessable.ics"
BUSY = BusyStretch(starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=2))


class Agenda:
    """The core with a memory."""

    def __init__(self) -> None:
        self.work, self.now = LoadedAggregates([Office(NIQUEN, "Ñiquén", True)]), NOW

    def asks(self, request: Request) -> Decision:
        done = HANDLERS[type(request)](self.work, root_envelope(request, "r", "/test", self.now), self.now)
        self.work.apply(done.changed)
        return done

    def refused(self, request: Request) -> str:
        with pytest.raises(Rejected) as refused:
            self.asks(request)
        return refused.value.faults[0].code

    @property
    def busy(self) -> list[Busy]:
        return [each for each in self.work.all(Busy) if each.stretches]


def subscribe(calendar: str = "calendar", url: str = URL) -> CalendarSubscribe:
    return CalendarSubscribe(commune=NIQUEN, calendar=calendar, host="agenda.example", stated=StatedAddress(VAULT, url))


def refresh(asked_at: datetime = NOW) -> CalendarRefresh:
    return CalendarRefresh(commune=NIQUEN, stretches=(BUSY,), asked_at=asked_at)


def test_what_was_read_for_a_subscription_that_is_no_more_changes_nothing() -> None:
    agenda = Agenda()
    agenda.asks(subscribe())
    agenda.now += timedelta(minutes=1)
    agenda.asks(subscribe(url=URL + "?other"))
    assert agenda.asks(refresh()).changed == ()
    agenda.asks(refresh(agenda.now))
    assert len(agenda.busy) == 1
    agenda.asks(CalendarUnsubscribe(commune=NIQUEN, calendar_id=calendar_of(NIQUEN, None, "calendar")))
    assert agenda.busy == []
    assert agenda.asks(refresh(agenda.now)).changed == ()


def test_an_office_has_so_many_calendars_and_feeds_and_no_more() -> None:
    agenda = Agenda()
    for n in range(MOST_SUBSCRIPTIONS):
        agenda.asks(subscribe(f"c{n}"))
    assert agenda.refused(subscribe("more")) == "too_many_calendars"
    agenda.asks(subscribe("c0", URL + "?other"))
    made: list[dict[str, Any]] = [{"feed_id": f"f-{n}", "made_of": f"{n:064x}"} for n in range(MOST_FEEDS + 1)]
    for each in made[:-1]:
        agenda.asks(FeedMake(commune=NIQUEN, of="mesa", **each))
    assert agenda.refused(FeedMake(commune=NIQUEN, of="mesa", **made[-1])) == "too_many_feeds"
    assert agenda.refused(FeedMake(commune=NIQUEN, of="nobody", **made[-1])) == "unknown_resource"
    assert agenda.refused(FeedMake(commune="16301", of="mesa", **made[-1])) == "commune_not_in_mesa"


def test_an_address_is_in_no_form_of_its_request_and_opens_for_its_own_calendar_alone() -> None:
    asked = subscribe()
    assert "unguessable" not in f"{asked!r} {asked.model_dump()} {asked.model_dump_json()} {asked.stated!r}"
    assert asked.digest == subscribe().digest != subscribe(url=URL + "?other").digest
    agenda = Agenda()
    agenda.asks(asked)
    (kept,) = agenda.work.all(Subscription)
    assert URL.encode() not in kept.sealed
    assert "sealed" not in repr(kept)
    assert VAULT.open(kept.calendar_id, kept.sealed) == URL
    assert VAULT.open("another", kept.sealed) is None
    again = CalendarSubscribe.model_validate(asked.model_dump())
    assert agenda.refused(again) == "address_lost", "done again from what was kept of it"
    with pytest.raises(NoKeyError):
        address_vault_of("")


@pytest.mark.parametrize("outcome", [*map(Refused, WhyRefused), *map(Away, WhyAway), Away(WhyAway.STATUS, 404)])
def test_every_reason_why_a_calendar_does_not_come_is_said(outcome: Refused | Away) -> None:
    assert why_not(outcome).startswith("La dirección ")


def test_of_many_faults_the_first_are_said_and_how_many_there_are() -> None:
    lines = said(CalendarRefused([Fault(Code.BAD_EVENT, n) for n in range(1, MOST_FAULTS + 4)]))
    assert (len(lines), lines[-1]) == (MOST_FAULTS + 1, "… y 3 más")


def test_the_host_of_an_address_is_known_without_asking_anybody() -> None:
    assert Fetcher().host_of("webcal://Agenda.Example/x") == "agenda.example"
    assert Fetcher().host_of("http://agenda.example/x") == Refused(WhyRefused.NOT_HTTPS)
