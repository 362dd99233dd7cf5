"""Signing in: with address and password, or with a link that is used once; and the session that follows."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

import structlog
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from services.notifications.board.officers import passwords
from services.notifications.board.officers.store import Officer, OfficerBook

log = structlog.get_logger()
MOST_FAILURES, LOCKED = 5, timedelta(minutes=15)
IDLE, LONGEST = timedelta(hours=12), timedelta(days=7)
"""A session ends when nobody used it for so long, and in any case after so long. Unverified."""

_TRIES = RateLimitItemPerMinute(20)
"""Of one address on the network, of one process: a municipality comes from one address with all its officers."""


class NotSignedInError(Exception):
    """Nobody is let in. Its text (Spanish) is for who tries, and does not say whether there is such an account."""


WRONG = "El correo o la contraseña no son correctos. Tras cinco intentos la cuenta se cierra quince minutos."
TOO_OFTEN = "Se intentó demasiadas veces. Espere un minuto y vuelva a probar."
NO_LINK = "Este enlace ya se usó o venció. Pida otro."


@dataclass(frozen=True)
class Entry:
    """Lets officers in. `token`s are 32 random bytes as text; only their hashes are kept."""

    book: OfficerBook
    _limiter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    async def with_password(self, email: str, password: str, place: str, now: datetime) -> str:
        """The token of a new session. `place`: where on the network they are. Raises NotSignedInError."""
        await self.require_pace(place)
        account = await self.book.account(email.strip())
        right = await passwords.is_right(account.password_hash if account else None, password)
        if account is None:
            log.warning("sign_in_refused", why="unknown")
            raise NotSignedInError(WRONG)
        # while it is locked a right password is told as a wrong one: whoever guesses learns nothing by going on
        locked = account.locked_until is not None and account.locked_until > now
        if locked or not right:
            if not locked:
                await self.book.failed(account.officer, MOST_FAILURES, now + LOCKED)
            why = "locked" if locked else "wrong"
            log.warning("sign_in_refused", why=why, commune=account.officer.commune, officer=account.officer.officer_id)
            raise NotSignedInError(WRONG)
        await self.book.succeeded(account.officer)
        return await self.begun(account.officer, now)

    async def with_link(self, token: str, place: str, now: datetime) -> str:
        """The token of a new session, for the token of a link. Raises NotSignedInError."""
        await self.require_pace(place)
        officer = await self.book.use_link(digest_of(token), now)
        if officer is None:
            log.warning("sign_in_refused", why="link")
            raise NotSignedInError(NO_LINK)
        return await self.begun(officer, now)

    async def begun(self, officer: Officer, now: datetime) -> str:
        """The token of a new session of an officer."""
        token = new_token()
        await self.book.begin(digest_of(token), officer, now, now + LONGEST)
        log.info("signed_in", commune=officer.commune, officer=officer.officer_id)
        return token

    async def session(self, token: str, now: datetime) -> Officer | None:
        """Whose session a token opens; None: nobody's."""
        return await self.book.session(digest_of(token), now, IDLE) if token else None

    async def stands(self, token: str, now: datetime) -> bool:
        """Whether a token still opens a session."""
        return await self.book.stands(digest_of(token), now, IDLE)

    async def require_pace(self, place: str) -> None:
        """Raises NotSignedInError where somebody tries too often from one place."""
        if not await self._limiter.hit(_TRIES, place):
            log.warning("sign_in_refused", why="too often")
            raise NotSignedInError(TOO_OFTEN)


def new_token() -> str:
    """32 random bytes, in letters for an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> bytes:
    """What is kept of a token. It is random, so a fast hash keeps it."""
    return blake2b(token.encode(), digest_size=32).digest()


def form_token_of(secret: bytes, session: str) -> str:
    """What every form of a session carries, so that no other site can send one in its name (CSRF)."""
    return blake2b(session.encode(), key=secret[:64], digest_size=24).hexdigest()
