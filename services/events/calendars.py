"""What works beside the messages of events: subscribed calendars are read every hour, each by one replica at a time.

No connection of the database is held while a calendar is fetched and read.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import structlog
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from services.events.addresses import AddressVault, address_vault_of
from services.events.icalendar.expanded import CalendarReader
from services.events.icalendar.faults import CalendarRefused
from services.events.icalendar.reading import Stretch
from services.events.refreshing import CalendarRefresh
from services.events.settings import EventsSettings, settings_of
from services.events.store import calendar_rows
from services.events.store.calendar_rows import Leased
from services.events.unread import LOST, why_not
from shared.contracts.envelope import derived_id, root_envelope, service_source
from shared.contracts.intake import BusyStretch
from shared.fetching import Fetched, Fetcher, Unchanged
from shared.messaging.unit_of_work import TransientError
from shared.observe.traceback import frames_of
from shared.postgres.errors import translated
from shared.postgres.pools import borrowed
from shared.runtime import Runtime
from shared.sealing import NoKeyError

log = structlog.get_logger()
HORIZON = timedelta(days=183)
"""So far ahead a calendar is read, and an activity is planned by who is busy."""

WHOLE_EVERY = timedelta(days=7)
"""A series that has not changed reaches further every day: even what has not changed is read whole again."""

LONGEST_PAUSE = timedelta(days=1)
MOST_FAULTS = 50
"""More of one calendar are not read; how many there are is said."""

LOOK_SECONDS = 5.0
MOST_WAITING = 8
"""They are read one after the other, for seconds each: whoever comes later is told to come again."""

PUT_ASIDE = "Una falla nuestra dejó apartado este calendario; el equipo la verá"


@dataclass
class Calendars:
    """The reader of calendars of one replica, and how often each of our feeds was read here."""

    runtime: Runtime
    fetcher: Fetcher = field(default_factory=Fetcher)
    reader: CalendarReader = field(default_factory=CalendarReader)
    waiting: int = 0
    limiter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    async def run(self) -> None:
        async with self.reader:
            await self.runtime.every(LOOK_SECONDS, self.refresh_one)

    async def refresh_one(self) -> bool:
        """Read the calendar that is due longest. Returns whether there was one. Raises TransientError."""
        vault = self._vault()
        leased = await self._leased() if vault else None
        if vault is None or leased is None:
            return False
        try:
            validators = await self._refreshed(vault, leased)
        except CalendarRefused as refused:
            faults = said(refused)
        except _NotRead as not_read:
            faults = [str(not_read)]
        except TransientError:
            raise
        except Exception as broken:
            # one calendar that we cannot bear must not keep the others from being read
            log.error(
                "calendar_failed", calendar=leased.calendar_id, why=type(broken).__name__, frames=frames_of(broken)
            )
            faults = [PUT_ASIDE]
        else:
            await self._settle_well(leased, validators)
            return True
        now = self.runtime.now()
        next_at = now + min(self._pause * 2 ** min(leased.failures + 1, 10), LONGEST_PAUSE)
        with translated():
            async with borrowed(self.runtime.pool) as db:
                await calendar_rows.was_not_read(db, leased, now, next_at, faults)
        log.info("calendar_not_read", calendar=leased.calendar_id, commune=leased.commune, faults=len(faults))
        return True

    async def stretches_in(self, text: bytes) -> tuple[Stretch, ...]:
        """When somebody is busy from now until the horizon.

        Raises CalendarRefused, and TransientError while too many others wait or if no process could be started.
        """
        if self.waiting >= MOST_WAITING:
            raise TransientError("too many calendars are read at once")
        now = self.runtime.now()
        self.waiting += 1
        try:
            return await self.reader.stretches_within(text, now, now + HORIZON)
        except TimeoutError:
            raise TransientError("no process reads calendars") from None
        finally:
            self.waiting -= 1

    @property
    def _pause(self) -> timedelta:
        return timedelta(minutes=settings_of(self.runtime).calendar_minutes)

    def _vault(self) -> AddressVault | None:
        try:
            return vault_of(settings_of(self.runtime))
        except NoKeyError:
            return None

    async def _leased(self) -> Leased | None:
        with translated():
            async with borrowed(self.runtime.pool) as db:
                return await calendar_rows.lease(db, self.runtime.now())

    async def _refreshed(self, vault: AddressVault, leased: Leased) -> tuple[str | None, str | None] | None:
        """Fetch, read and hand in; the validators of what came, None if nothing did because nothing has changed."""
        url = vault.open(leased.calendar_id, leased.sealed)
        if url is None:
            raise _NotRead(LOST)
        now = self.runtime.now()
        old = leased.whole_at is None or leased.whole_at < now - WHOLE_EVERY
        outcome = await self.fetcher.fetch(url, *(() if old else (leased.etag, leased.last_modified)))
        if isinstance(outcome, Unchanged):
            return None
        if not isinstance(outcome, Fetched):
            raise _NotRead(why_not(outcome))
        await self._hand_in(leased, await self.stretches_in(outcome.body), now)
        return outcome.etag, outcome.last_modified

    async def _hand_in(self, leased: Leased, stretches: tuple[Stretch, ...], now: datetime) -> None:
        command = CalendarRefresh(
            commune=leased.commune,
            owner=leased.owner,
            calendar=leased.calendar,
            stretches=busy_stretches(stretches),
            asked_at=leased.asked_at,
        )
        identity = derived_id(leased.calendar_id, "refresh", leased.leased_until.isoformat())
        reply = await self.runtime.batches.handle(root_envelope(command, identity, service_source("events"), now))
        if reply is None:
            raise _NotRead(PUT_ASIDE)
        if reply.faults:
            raise _NotRead("; ".join(fault.text for fault in reply.faults))

    async def _settle_well(self, leased: Leased, validators: tuple[str | None, str | None] | None) -> None:
        now = self.runtime.now()
        with translated():
            async with borrowed(self.runtime.pool) as db:
                await calendar_rows.was_read(db, leased, now, now + self._pause, validators)
        log.info("calendar_read", calendar=leased.calendar_id, commune=leased.commune, changed=validators is not None)


class _NotRead(Exception):
    """Why a calendar was not read, in Spanish, for the officer."""


def busy_stretches(stretches: tuple[Stretch, ...]) -> tuple[BusyStretch, ...]:
    """As a request has them."""
    return tuple(BusyStretch(starts_at=begins, ends_at=ends) for begins, ends in stretches)


def said(refused: CalendarRefused) -> list[str]:
    """The faults as the officer reads them: the first ones, and how many there are."""
    shown = [fault.text for fault in refused.faults[:MOST_FAULTS]]
    more = len(refused.faults) - len(shown)
    return [*shown, f"… y {more} más"] if more else shown


def vault_of(settings: EventsSettings) -> AddressVault:
    """The vault of the configured key. Raises NoKeyError."""
    return address_vault_of(settings.calendar_key.get_secret_value())


def calendars_of(runtime: Runtime) -> Calendars:
    """What works beside the messages of a runtime of events."""
    return cast(Calendars, runtime.companion)
