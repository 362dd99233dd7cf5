"""Lets somebody in who shows a key or a pass: valid, not expired, not revoked, and not asking too often."""

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from shared.access.actors import Actor, How
from shared.access.keys import PER_MINUTE, StoredKey, digest_of, id_in
from shared.access.passes import NoPassError, PassReader
from shared.clock import wall

SCHEME = "bearer "
NOTED_EVERY = timedelta(minutes=1)
"""The last use of a key is noted no more often: most requests write nothing for it."""


NO_PASSES = PassReader("")
"""Where no page is known whose passes count."""


class KeyBook(Protocol):
    """Where a service keeps its keys. Both raise TransientError."""

    async def find(self, key_id: str) -> StoredKey | None: ...

    async def note_use(self, key_id: str, at: datetime) -> None: ...


class NotAdmittedError(Exception):
    """Nobody is let in. `why` is for the log, `text` (Spanish) for who asks; neither has the key in it.

    `key_id`: of the key that was shown, as far as it names one that we know. `seconds`: after so many, ask again.
    """

    def __init__(self, why: str, text: str, key_id: str = "", seconds: int = 0) -> None:
        super().__init__(why)
        self.why, self.text, self.key_id, self.seconds = why, text, key_id, seconds


@dataclass(frozen=True, slots=True)
class Quota:
    """What a key may still ask: `left` of `most`, all of them again in `seconds`."""

    most: int
    left: int
    seconds: int


@dataclass(frozen=True)
class Admission:
    """Who enters by HTTP. `secret`: the service's own, with which keys were hashed. Limits hold for one process."""

    keys: KeyBook
    secret: bytes
    now: Callable[[], datetime] = wall
    passes: PassReader = NO_PASSES
    _limiter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    async def admit(self, authorization: str | None) -> tuple[Actor, Quota]:
        """The actor of an `Authorization` header. Raises NotAdmittedError, and TransientError without a database."""
        if not authorization or not authorization.lower().startswith(SCHEME):
            raise NotAdmittedError("no key", "Falta la llave: Authorization: Bearer mesak_…")
        key = authorization[len(SCHEME) :].strip()
        if key.count(".") == 2:
            return await self._with_pass(key)
        if (key_id := id_in(key)) is None:
            raise NotAdmittedError("not a key", "Esto no es una llave de la Mesa: revise que esté completa")
        stored, now = await self.keys.find(key_id), self.now()
        # compared in any case: how long it takes says nothing about which ids there are
        known = stored.digest if stored else bytes(32)
        if not hmac.compare_digest(digest_of(self.secret, key), known) or stored is None:
            raise NotAdmittedError("unknown key", "Nadie conoce esta llave")
        if stored.revoked_at is not None:
            raise NotAdmittedError("revoked key", "Esta llave fue revocada: pida otra a quien opera la Mesa", key_id)
        if stored.expires_at <= now:
            raise NotAdmittedError("expired key", "Esta llave venció: pida otra a quien opera la Mesa", key_id)
        quota = await self._count(stored.key_id, stored.per_minute)
        if stored.last_used_at is None or stored.last_used_at < now - NOTED_EVERY:
            await self.keys.note_use(key_id, now)
        return Actor(key_id, stored.role, stored.commune, How.KEY, stored.narrowed_to), quota

    async def _with_pass(self, shown: str) -> tuple[Actor, Quota]:
        try:
            actor = self.passes.actor(shown, self.now())
        except NoPassError as no:
            raise NotAdmittedError(f"pass: {no}", "Este pase no vale aquí o ya venció") from None
        return actor, await self._count(f"{actor.commune}/{actor.who}", PER_MINUTE[actor.role])

    async def _count(self, who: str, per_minute: int) -> Quota:
        limit = RateLimitItemPerMinute(per_minute)
        allowed = await self._limiter.hit(limit, who)
        window = await self._limiter.get_window_stats(limit, who)
        seconds = max(1, round(window.reset_time - time.time()))
        if not allowed:
            text = f"Esta llave ya preguntó {per_minute} veces en un minuto: espere {seconds} s"
            raise NotAdmittedError("too many requests", text, who, seconds)
        return Quota(per_minute, window.remaining, seconds)
