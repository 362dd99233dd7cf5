"""Mail by SMTP (RFC 5321): one letter to one person, over TLS unless the server is this machine.

What a server answers may hold the address, so the errors here have codes of their own and none of its words.
"""

import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from shared.clock import wall

SECONDS = 20.0
"""For each step of the conversation with the server."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORTS = {"smtp": 587, "smtps": 465}
"""RFC 8314: submission with STARTTLS, and with TLS from the first octet."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter: the same in `text` and in `html`. `to`: one address."""

    to: str
    subject: str
    text: str
    html: str


class MailError(Exception):
    """A letter was not taken. Its text is a code: it names neither the person nor what the letter says."""


class RetryError(MailError):
    """It may be taken later: the server is away, busy, or asks to come again (4xx)."""


class NeverError(MailError):
    """This person gets no mail at this address, or not this letter (5xx)."""


class OursError(MailError):
    """What is set up here is wrong: the login, the sender, or a server without TLS. Every letter would fail."""


class Mailer(Protocol):
    """What sends letters."""

    async def send(self, mail: Mail) -> None:
        """Hand a letter over. Raises RetryError, NeverError or OursError."""


@dataclass(frozen=True)
class Postbox:
    """A server that takes our letters. `trusted`: who vouches for it; None: whom this machine trusts.

    `whole`: TLS from the first octet; else STARTTLS, without which nothing is said, unless `plain`.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    whole: bool = False
    plain: bool = False
    trusted: ssl.SSLContext | None = None

    @classmethod
    def at(cls, url: str, sender: str) -> "Postbox":
        """Of `smtp://user:password@host:port` or `smtps://…`. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("not smtp://user:password@host:port, nor smtps://…")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        plain = parts.scheme == "smtp" and parts.hostname in LOOPBACK
        port = parts.port or PORTS[parts.scheme]
        return cls(parts.hostname, port, sender, user, password, parts.scheme == "smtps", plain)

    async def send(self, mail: Mail) -> None:
        """Hand a letter to the server, on a line of its own. Raises RetryError, NeverError or OursError."""
        try:
            await aiosmtplib.send(
                self._written(mail),
                hostname=self.host,
                port=self.port,
                username=self.user or None,
                password=self.password or None,
                use_tls=self.whole,
                start_tls=not self.whole and not self.plain,
                tls_context=self.trusted,
                timeout=SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError, ValueError) as no:
            raise _told(no) from None

    def _written(self, mail: Mail) -> EmailMessage:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self.sender, mail.to, mail.subject
        letter["Date"] = format_datetime(wall())
        letter["Message-ID"] = make_msgid(domain=parseaddr(self.sender)[1].rpartition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
        letter.set_content(mail.text)
        letter.add_alternative(mail.html, subtype="html")
        return letter


def _told(no: Exception) -> MailError:
    """What a fault of the line or an answer of the server means for the letter."""
    if isinstance(no, aiosmtplib.SMTPRecipientsRefused):
        no = no.recipients[0]
    if isinstance(no, aiosmtplib.SMTPResponseException):
        if 400 <= no.code < 500 and not isinstance(no, aiosmtplib.SMTPAuthenticationError):
            return RetryError(str(no.code))
        theirs = isinstance(no, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError)
        return NeverError(str(no.code)) if theirs else OursError(str(no.code))
    if isinstance(no, ssl.SSLCertVerificationError) or isinstance(no.__cause__, ssl.SSLCertVerificationError):
        return OursError("not_trusted")
    if isinstance(no, OSError):
        return RetryError("away")
    return NeverError("unfit_address") if isinstance(no, ValueError) else OursError("no_tls_or_login")
