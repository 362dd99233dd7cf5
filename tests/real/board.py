"""The officers' page over TCP, before the four services on real servers: fixtures for the tests that import them."""

import base64
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page
from pydantic import SecretStr

from services.notifications.api import router as notices
from services.notifications.app import SERVICE as NOTIFICATIONS
from services.notifications.board.desk import Desk
from services.notifications.board.officers.entry import digest_of, new_token
from services.notifications.board.officers.passwords import hash_of
from services.notifications.board.pages import ROUTERS as PAGES
from services.notifications.board.pages.signed import LOCAL_COOKIE
from shared.access.passes import PassWriter
from shared.clock import with_origin
from shared.contracts.communes import Offers
from tests.real.doors import Door, open_door, open_doors, served
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN, House

CLOCK = "2026-01-14T10:20-03:00@1"
"""A Wednesday; the office closes at 17:30."""

FAST = "2026-01-14T10:20-03:00@60"
"""The same; what is held for two minutes is held for two seconds."""

SEED = bytes(range(32))
IDENTITY = SecretStr(base64.b64encode(bytes(range(32))).decode())
OTHERS = ("vacancies", "matching", "events")
MEMBERS = "SELECT count(*) FROM {}.{} WHERE at_table"


def token_in(html: str) -> str:
    """What the forms of a page carry."""
    (token, *_) = re.findall(r'name="form_token" value="([0-9a-f]+)"', html)
    return str(token)


@dataclass
class BoardSite:
    """The page at `url`, and the doors of the services behind it. `members`: how each service knows who is there."""

    house: House
    doors: dict[str, Door]
    door: Door
    url: str
    server: AsyncExitStack
    officers: dict[str, int] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        return cast(Desk, self.door.app.state.runtime.companion)

    @asynccontextmanager
    async def interrupted(self) -> AsyncIterator[None]:
        """The page does not answer within, and every line to it is cut; afterwards it answers at the same address."""
        port = int(self.url.rpartition(":")[2])
        await self.server.aclose()
        try:
            yield
        finally:
            self.server = AsyncExitStack()
            await self.server.enter_async_context(served(self.door, port))

    async def officer(self, commune: str, name: str = "Marcela Fuentes", password: str = "") -> str:
        """A new officer; the token of a session of theirs."""
        number = self.officers[commune] = self.officers.get(commune, 0) + 1
        officer_id, token, now = f"of-{number}", new_token(), datetime.now(UTC)
        kept = await hash_of(password) if password else None
        async with self.house.as_service("notifications") as db:
            await db.execute(
                "INSERT INTO officer (commune, officer_id, name, email, password_hash, created_at)"
                " VALUES ($1, $2, $3, $4, $5, $6)",
                *(commune, officer_id, name, f"{officer_id}@{commune}.cl", kept, now),
            )
            await db.execute(
                "INSERT INTO officer_session (digest, commune, officer_id, created_at, seen_at, expires_at)"
                " VALUES ($1, $2, $3, $4, $4, $5)",
                *(digest_of(token), commune, officer_id, now, now + timedelta(days=1)),
            )
        return token

    def client(self, token: str = "") -> httpx.AsyncClient:
        """A browser without JavaScript and eyes."""
        cookies = {LOCAL_COOKIE: token} if token else {}
        return httpx.AsyncClient(base_url=self.url, cookies=cookies, timeout=30)

    async def context(self, browser: Browser, token: str, **more: Any) -> BrowserContext:
        """A browser in which somebody is signed in."""
        context = await browser.new_context(**{"viewport": {"width": 1366, "height": 768}, "locale": "es-CL", **more})
        await context.add_cookies([{"name": LOCAL_COOKIE, "value": token, "url": self.url}])
        return context

    async def page(self, browser: Browser, commune: str, path: str = "/", **more: Any) -> Page:
        """A page of a new officer of a commune."""
        context = await self.context(browser, await self.officer(commune), **more)
        page = await context.new_page()
        await page.goto(self.url + path)
        return page

    async def post(self, commune: str, seats: int, **more: Any) -> str:
        """A vacancy of a commune. Returns its id."""
        profile = {"title": "Cosechero/a de arándanos", "employer": "Agrícola Los Robles", **more.pop("profile", {})}
        body = {"commune": commune, "seats": seats, "profile": profile, **more}
        answer = await self.doors["vacancies"].post("/vacancies", json=body)
        assert answer.status_code == 201, answer.text
        vacancy_id: str = answer.json()["vacancy_id"]
        await self.house.until_count(
            1,
            "SELECT count(*) FROM notifications.board_matter WHERE matter_id = $1 AND stage IS NOT NULL",
            vacancy_id,
        )
        return vacancy_id

    async def seeker(self, commune: str, name: str, **profile: Any) -> str:
        """A person of a commune. Returns the pseudonym."""
        given = {"occupations": [{"code": "9211"}], "experience_years": 3, **profile}
        body = {"commune": commune, "profile": given, "identity": {"name": name}}
        answer = await self.doors["matching"].post("/seekers", json=body)
        assert answer.status_code == 201, answer.text
        ref: str = answer.json()["candidate_ref"]
        return ref


@pytest.fixture
async def site(
    kafka_server: str, database: str, prefix: str, page_settings: dict[str, Any], request: pytest.FixtureRequest
) -> AsyncIterator[BoardSite]:
    """Four services and the page; San Carlos, Ñiquén (whose officer confirms) and San Fabián at the table.

    Its parameter, if a test gives one: the clock.
    """
    key = PassWriter(SEED)
    driven = getattr(request, "param", None)
    clock = with_origin(driven) if driven else CLOCK  # one origin for all services: a second apart is a minute there
    settings: dict[str, Any] = {"clock": clock, "pass_keys": key.public_key}
    async with House(kafka_server, database, prefix) as house, AsyncExitStack() as stack:
        await house.provision(("vacancies", "matching", "events", "notifications"), [SAN_CARLOS, NIQUEN, SAN_FABIAN])
        await house.join(SAN_CARLOS, SAN_FABIAN)
        await house.join(NIQUEN, offers=Offers.CONFIRMED)
        of_each = {name: dict(settings) for name in OTHERS}
        of_each["matching"]["identity_key"] = IDENTITY
        doors = await stack.enter_async_context(open_doors(house, OTHERS, **of_each))
        own = {"pass_key": SecretStr(base64.b64encode(SEED).decode()), **settings, **page_settings}
        door = await stack.enter_async_context(open_door(house, NOTIFICATIONS, [notices], pages=PAGES, **own))
        server = AsyncExitStack()
        url = await server.enter_async_context(served(door))
        site = BoardSite(house, doors, door, url, server)
        clients = {
            name: httpx.AsyncClient(transport=httpx.ASGITransport(each.app), base_url=f"http://{name}")
            for name, each in doors.items()
        }
        object.__setattr__(site.desk.services, "clients", clients)
        for schema, table in (("vacancies", "member"), ("matching", "commune"), ("notifications", "member")):
            await house.until_count(3, MEMBERS.format(schema, table))
        try:
            yield site
        finally:
            await site.server.aclose()
