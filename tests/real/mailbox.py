"""A server that takes mail over TCP: the letters that came, and what it answers to whom."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Mailbox:
    """`answers`: to a recipient, instead of taking the letter; the first is used up. `port`: where it listens."""

    port: int = 0
    letters: asyncio.Queue[EmailMessage] = field(default_factory=asyncio.Queue)
    answers: list[str] = field(default_factory=list)
    under_tls: list[bool] = field(default_factory=list)

    async def next(self) -> EmailMessage:
        """The next letter, as Python reads it."""
        async with asyncio.timeout(10):
            return await self.letters.get()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.under_tls.append(session.ssl is not None)
        letter: Any = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        self.letters.put_nowait(letter)
        return "250 OK"


def let_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    """Who comes as `mesa` with the password `una clave`."""
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (b"mesa", b"una clave")
    return AuthResult(success=right, handled=right)


@asynccontextmanager
async def mailbox(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> AsyncIterator[Mailbox]:
    """A server; with `tls` it offers STARTTLS, and a login under it."""
    box = Mailbox()
    more: dict[str, Any] = {"tls_context": tls, "authenticator": let_in} if tls else {}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, hostname="mail.example", **more), host, 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()
