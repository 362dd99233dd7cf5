"""The SQL of officers: accounts, links and sessions. A link and a session are kept as the hash of what opens them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.postgres.reader import Reader


@dataclass(frozen=True, slots=True)
class Officer:
    """A person of an office. `officer_id`: as the office calls them (`sc-1`), the only name that leaves here."""

    commune: str
    officer_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Account:
    """What decides whether somebody is let in. `password_hash` None: by link only."""

    officer: Officer
    email: str
    password_hash: str | None
    failures: int
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """An account as it is listed, for its own office and for who operates the Mesa. None: never."""

    commune: str
    officer_id: str
    name: str
    email: str
    has_password: bool
    created_at: datetime
    disabled_at: datetime | None
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A session that stands. `digest` opens nothing."""

    digest: bytes
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class OfficerBook:
    """Accounts, links and sessions, kept by their digests. Each change is one statement. Raises TransientError."""

    db: Reader

    async def account(self, email: str) -> Account | None:
        """The account of an address, unless it is disabled."""
        row = await self.db.row(_ACCOUNT, email)
        if row is None:
            return None
        return Account(_officer(row), row["email"], row["password_hash"], row["failures"], row["locked_until"])

    async def colleagues(self, commune: str | None) -> list[Colleague]:
        """Every account of an office, also those that are disabled; of every office, if none is named."""
        return [Colleague(**row) for row in await self.db.rows(_COLLEAGUES, commune)]

    async def add(self, commune: str, name: str, email: str, now: datetime) -> Officer | None:
        """A new account. None if the address has one already, in whatever office."""
        while not await self.db.exists("SELECT 1 AS taken FROM officer WHERE lower(email) = lower($1)", email):
            # nothing is written where somebody took the same number at this moment
            if row := await self.db.row(_ADD, commune, name, email, now):
                return _officer(row)
        return None

    async def disable(self, commune: str, officer_id: str, now: datetime) -> bool:
        """Nobody signs in with this account any more, and its sessions end. Whether there was one."""
        return await self.db.exists(_DISABLE, commune, officer_id, now)

    async def failed(self, officer: Officer, most: int, until: datetime) -> None:
        """Count a wrong password; the one that makes `most` locks the account until then, and the count begins anew."""
        await self.db.rows(_FAILED, officer.commune, officer.officer_id, most, until)

    async def succeeded(self, officer: Officer) -> None:
        await self.db.rows(_SUCCEEDED, officer.commune, officer.officer_id)

    async def set_password(self, officer: Officer, password_hash: str) -> None:
        """Set it, and end every session of theirs."""
        await self.db.rows(_RENEW, officer.commune, officer.officer_id, password_hash)

    async def make_link(self, digest: bytes, officer: Officer, until: datetime) -> bool:
        """Keep a link that signs them in, once, until then. Whether it is: nobody who is disabled gets one."""
        return await self.db.exists(_MAKE_LINK, digest, officer.commune, officer.officer_id, until)

    async def use_link(self, digest: bytes, now: datetime) -> Officer | None:
        """Whose link it is; None if there is none, or it was used, or is over. It is used now."""
        row = await self.db.row(_USE_LINK, digest, now)
        return _officer(row) if row else None

    async def begin(self, digest: bytes, officer: Officer, now: datetime, until: datetime) -> None:
        """Begin a session."""
        await self.db.rows(_BEGIN, digest, officer.commune, officer.officer_id, now, until)

    async def session(self, digest: bytes, now: datetime, idle: timedelta) -> Officer | None:
        """Whose session it is, if it stands and was used within `idle`. That it is used is noted, once a minute."""
        row = await self.db.row(_SESSION, digest, now, now - idle)
        if row is None:
            return None
        if row["seen_at"] < now - timedelta(minutes=1):
            await self.db.rows("UPDATE officer_session SET seen_at = $2 WHERE digest = $1", digest, now)
        return _officer(row)

    async def stands(self, digest: bytes, now: datetime, idle: timedelta) -> bool:
        """Whether a session stands. To ask is not to use it: a page that is left open is no officer at work."""
        return await self.db.row(_SESSION, digest, now, now - idle) is not None

    async def end(self, digest: bytes, now: datetime) -> None:
        """End a session."""
        await self.db.rows(
            "UPDATE officer_session SET ended_at = $2 WHERE digest = $1 AND ended_at IS NULL", digest, now
        )

    async def sessions(self, officer: Officer, now: datetime, idle: timedelta) -> list[Session]:
        """The sessions of theirs that stand, the newest first."""
        rows = await self.db.rows(_SESSIONS, officer.commune, officer.officer_id, now, now - idle)
        return [Session(**row) for row in rows]

    async def end_own(self, digest: bytes, officer: Officer, now: datetime) -> bool:
        """End a session of theirs. Whether it was one, and stood."""
        return await self.db.exists(_END_OWN, digest, officer.commune, officer.officer_id, now)

    async def looked(self, officer: Officer, now: datetime, pause: timedelta) -> datetime | None:
        """Note that the officer looks at what changed, and say when they looked before; None: never.

        Looks within `pause` are one: whoever opens the page twice still sees what they have not read.
        """
        row = await self.db.row(_LOOKED, officer.commune, officer.officer_id, now, now - pause)
        return row["looked_before"] if row else None

    async def names(self, commune: str) -> dict[str, str]:
        """The names of an office's people by how the office calls them: for its own colleagues' eyes."""
        rows = await self.db.rows("SELECT officer_id, name FROM officer WHERE commune = $1", commune)
        return {row["officer_id"]: row["name"] for row in rows}


def _officer(row: dict[str, Any]) -> Officer:
    return Officer(row["commune"], row["officer_id"], row["name"])


_ACCOUNT = """
SELECT commune, officer_id, name, email, password_hash, failures, locked_until FROM officer
WHERE lower(email) = lower($1) AND disabled_at IS NULL
"""

_COLLEAGUES = """
SELECT o.commune, o.officer_id, o.name, o.email, o.password_hash IS NOT NULL AS has_password, o.created_at,
       o.disabled_at, (SELECT max(s.seen_at) FROM officer_session s
                       WHERE s.commune = o.commune AND s.officer_id = o.officer_id) AS last_seen_at
FROM officer o WHERE $1::text IS NULL OR o.commune = $1 ORDER BY o.commune, o.created_at, o.officer_id
"""

_ADD = """
INSERT INTO officer (commune, officer_id, name, email, created_at)
SELECT $1, 'of-' || (coalesce(max(substring(officer_id FROM '^of-([0-9]{1,8})$')::int), 0) + 1), $2, $3, $4
FROM officer WHERE commune = $1
ON CONFLICT DO NOTHING
RETURNING commune, officer_id, name
"""

_DISABLE = """
WITH ended AS (
    UPDATE officer_session SET ended_at = $3 WHERE commune = $1 AND officer_id = $2 AND ended_at IS NULL
)
UPDATE officer SET disabled_at = $3 WHERE commune = $1 AND officer_id = $2 AND disabled_at IS NULL RETURNING officer_id
"""

_FAILED = """
UPDATE officer
SET failures = CASE WHEN failures + 1 >= $3 THEN 0 ELSE failures + 1 END,
    locked_until = CASE WHEN failures + 1 >= $3 THEN $4 ELSE locked_until END
WHERE commune = $1 AND officer_id = $2
"""

_SUCCEEDED = "UPDATE officer SET failures = 0, locked_until = NULL WHERE commune = $1 AND officer_id = $2"

_RENEW = """
WITH ended AS (
    UPDATE officer_session SET ended_at = now() WHERE commune = $1 AND officer_id = $2 AND ended_at IS NULL
)
UPDATE officer SET password_hash = $3, failures = 0, locked_until = NULL WHERE commune = $1 AND officer_id = $2
"""

_MAKE_LINK = """
INSERT INTO sign_in_link (digest, commune, officer_id, expires_at)
SELECT $1, commune, officer_id, $4 FROM officer WHERE commune = $2 AND officer_id = $3 AND disabled_at IS NULL
RETURNING officer_id
"""

_USE_LINK = """
WITH used AS (
    UPDATE sign_in_link SET used_at = $2 WHERE digest = $1 AND used_at IS NULL AND expires_at > $2
    RETURNING commune, officer_id
)
SELECT commune, officer_id, name FROM used JOIN officer USING (commune, officer_id) WHERE disabled_at IS NULL
"""

_BEGIN = """
INSERT INTO officer_session (digest, commune, officer_id, created_at, seen_at, expires_at)
VALUES ($1, $2, $3, $4, $4, $5)
"""

_SESSION = """
SELECT commune, officer_id, name, seen_at FROM officer_session JOIN officer USING (commune, officer_id)
WHERE digest = $1 AND ended_at IS NULL AND expires_at > $2 AND seen_at > $3 AND disabled_at IS NULL
"""

_SESSIONS = """
SELECT digest, created_at, seen_at FROM officer_session
WHERE commune = $1 AND officer_id = $2 AND ended_at IS NULL AND expires_at > $3 AND seen_at > $4
ORDER BY created_at DESC
"""

_END_OWN = """
UPDATE officer_session SET ended_at = $4
WHERE digest = $1 AND commune = $2 AND officer_id = $3 AND ended_at IS NULL
RETURNING digest
"""

_LOOKED = """
UPDATE officer
SET looked_before = CASE WHEN looked_at IS NULL OR looked_at < $4 THEN looked_at ELSE looked_before END, looked_at = $3
WHERE commune = $1 AND officer_id = $2
RETURNING looked_before
"""
