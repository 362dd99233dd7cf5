"""Links by mail: asked for by anybody, sent to who has an account, and nobody learns which of the two it was."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from typing import NamedTuple

import structlog
from limits import RateLimitItemPerHour
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from markupsafe import Markup

from services.notifications.board.officers.entry import digest_of, new_token
from services.notifications.board.officers.store import OfficerBook
from services.notifications.channels.mail import Mail, Mailer, MailError, RetryError
from shared.backoff import Backoff
from shared.clock import wall
from shared.messaging.unit_of_work import TransientError

log = structlog.get_logger()
VALID, HANDED_VALID = timedelta(minutes=15), timedelta(days=1)
"""How long a link is good that somebody asked for, and one that a colleague hands over."""

OF_ADDRESS, OF_PLACE = RateLimitItemPerHour(5), RateLimitItemPerHour(30)
"""Links that may be asked for, of one process: for one address, and from one place on the network. Unverified."""

MOST_WAITING, DEADLINE_S, LONGEST_ADDRESS = 200, 120.0, 254
"""Letters in the queue; seconds from the request until a letter is given up; letters of an address (RFC 5321)."""


class Asked(NamedTuple):
    """A letter to write. `until`: of the loop's clock, in seconds."""

    email: str
    valid: timedelta
    until: float


@dataclass(frozen=True)
class Letters:
    """Writes letters with links. `page_url`: where officers reach the page; no request decides where a link leads."""

    book: OfficerBook
    mailer: Mailer
    page_url: str
    _limiter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))
    _waiting: asyncio.Queue[Asked] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))

    async def asked(self, email: str, place: str) -> None:
        """Somebody asks for a link. What is done here is the same for every address: no account is looked up."""
        known_as = blake2b(email.strip().lower().encode(), digest_size=16).hexdigest()
        for limit, of in ((OF_PLACE, place), (OF_ADDRESS, known_as)):
            if not await self._limiter.hit(limit, of):
                log.warning("link_not_sent", why="too often")
                return
        self.post(email.strip(), VALID)

    def post(self, email: str, valid: timedelta) -> bool:
        """Write to an address with a new link, soon. Whether there was room for it in the queue."""
        if not 3 <= len(email) <= LONGEST_ADDRESS:
            return False
        try:
            self._waiting.put_nowait(Asked(email, valid, asyncio.get_running_loop().time() + DEADLINE_S))
        except asyncio.QueueFull:
            log.warning("link_not_sent", why="queue full")
            return False
        return True

    async def run(self) -> None:
        """Send what is asked for, one letter after another, until cancelled. A fault is logged without the address."""
        while True:
            asked = await self._waiting.get()
            try:
                async with asyncio.timeout_at(asked.until):
                    await self._write(asked)
            except TimeoutError:
                log.warning("link_not_sent", why="too late")
            except (MailError, TransientError) as no:
                log.warning("link_not_sent", why=type(no).__name__, code=str(no) if isinstance(no, MailError) else "")

    async def _write(self, asked: Asked) -> None:
        account = await self.book.account(asked.email)
        if account is None:
            return
        token = new_token()
        if not await self.book.make_link(digest_of(token), account.officer, wall() + asked.valid):
            return
        letter = letter_of(account.email, account.officer.name, f"{self.page_url}/ingreso/{token}", asked.valid)
        pauses = Backoff(first=1.0, longest=20.0)
        while True:
            try:
                await self.mailer.send(letter)
            except RetryError as later:
                log.info("link_waits", code=str(later))
                await asyncio.sleep(pauses.next())
                continue
            log.info("link_sent", commune=account.officer.commune, officer=account.officer.officer_id)
            return


def letter_of(to: str, name: str, link: str, valid: timedelta) -> Mail:
    """The letter with a link, in plain text and the same in HTML."""
    how_long = told(valid)
    text = _TEXT.format(name=name, link=link, valid=how_long)
    html = str(Markup(_HTML).format(name=name, link=link, valid=how_long))  # noqa: S704 - our own text
    return Mail(to, "Su enlace para ingresar a la Mesa Territorial", text, html)


def told(valid: timedelta) -> str:
    """«15 minutos», «24 horas»."""
    minutes = round(valid.total_seconds() / 60)
    return f"{minutes} minutos" if minutes < 120 else f"{minutes // 60} horas"


_TEXT = """Buenos días, {name}.

Ingrese a la Mesa Territorial con este enlace:
{link}

Sirve una sola vez, durante {valid}. No lo reenvíe: quien lo abre entra como usted.

Si usted no lo pidió, no haga nada: el enlace vence solo.
"""

_HTML = """<!doctype html>
<html lang="es-CL"><head><meta charset="utf-8"><title>Su enlace para ingresar</title></head><body>
<p>Buenos días, {name}.</p>
<p><a href="{link}">Ingresar a la Mesa Territorial</a></p>
<p>Sirve una sola vez, durante {valid}. No lo reenvíe: quien lo abre entra como usted.</p>
<p>Si el enlace no abre, copie esta dirección en su navegador:<br>{link}</p>
<p>Si usted no lo pidió, no haga nada: el enlace vence solo.</p>
</body></html>
"""
