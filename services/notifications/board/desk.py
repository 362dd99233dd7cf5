"""What the page works with in one process: who signs in, how it acts, what is live. It is the service's companion."""

import asyncio
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from fastapi import Request

from services.notifications.board.acting import Services
from services.notifications.board.live import Live
from services.notifications.board.officers.entry import Entry
from services.notifications.board.officers.letters import Letters
from services.notifications.board.officers.municipal import Municipal
from services.notifications.board.officers.providers import providers_of
from services.notifications.board.officers.store import OfficerBook
from services.notifications.board.queries.matters import newest_position
from services.notifications.board.words import clock
from services.notifications.settings import settings_of
from shared.access.passes import PassWriter
from shared.clock import wall
from shared.http.requests import runtime_of
from shared.postgres.reader import Reader
from shared.runtime import Runtime


@dataclass
class Desk:
    """Of one process. `services` may be replaced before it is used (tests reach services without a network).

    `letters` None: no mail is set up. `page_url`: where officers reach the page; empty: not said.
    """

    runtime: Runtime
    services: Services = field(init=False)
    entry: Entry = field(init=False)
    letters: Letters | None = field(init=False)
    municipal: Municipal = field(init=False)
    page_url: str = field(init=False)
    live: Live = field(init=False)

    def __post_init__(self) -> None:
        settings = settings_of(self.runtime)
        key = settings.pass_key.get_secret_value()
        urls = {
            "vacancies": settings.vacancies_url,
            "matching": settings.matching_url,
            "events": settings.events_url,
        }
        self.services = Services.at(urls, PassWriter(b64decode(key)) if key else None)
        self.entry = Entry(OfficerBook(self.read))
        postbox, self.page_url = settings.postbox, settings.page_url.rstrip("/")
        self.letters = Letters(self.entry.book, postbox, self.page_url) if postbox else None
        self.municipal = Municipal(self.page_url, providers_of(settings.oidc))
        self.live = Live(settings.database_url.get_secret_value(), self.newest, lambda: clock(self.now()))

    @property
    def read(self) -> Reader:
        return Reader(lambda: self.runtime.pool)

    @property
    def secret(self) -> bytes:
        """The service's own. Raises TransientError until the database is reached."""
        return self.runtime.admission.secret

    def now(self) -> datetime:
        """Of the service's clock, by which deadlines count."""
        return self.runtime.now()

    def wall(self) -> datetime:
        """Of the clock on the wall, by which sessions end."""
        return wall()

    async def newest(self) -> int:
        """The position of the newest fact that the board has heard."""
        return await newest_position(self.read)

    async def run(self) -> None:
        """Until it is cancelled; then the lines to the services are closed."""
        try:
            async with asyncio.TaskGroup() as parts:
                parts.create_task(self.live.run())
                if self.letters:
                    parts.create_task(self.letters.run())
        finally:
            self.live.close()
            await self.services.close()


def desk_of(request: Request) -> Desk:
    """The desk of the process that answers."""
    return cast(Desk, runtime_of(request).companion)
