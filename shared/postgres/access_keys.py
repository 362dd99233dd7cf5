"""The access keys that a service knows: found by their id, with a note of their last use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg
import structlog

from shared.access.actors import Role
from shared.access.keys import StoredKey
from shared.messaging.unit_of_work import PermanentError, TransientError
from shared.postgres.reader import Reader

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PostgresKeyBook:
    """Reads with the connections for requests by HTTP."""

    pool: Callable[[], asyncpg.Pool]

    async def find(self, key_id: str) -> StoredKey | None:
        """A key by its id, whether or not it is still valid. Raises TransientError."""
        row = await Reader(self.pool).row(_FIND, key_id)
        return (
            StoredKey(**{**row, "role": Role(row["role"]), "narrowed_to": as_names(row["narrowed_to"])})
            if row
            else None
        )

    async def note_use(self, key_id: str, at: datetime) -> None:
        """Note the use. Where it cannot be noted, the request is answered all the same."""
        try:
            await Reader(self.pool).rows(_NOTE_USE, key_id, at)
        except (TransientError, PermanentError) as away:
            log.warning("use_of_key_not_noted", key=key_id, why=str(away))


def as_names(column: Sequence[str] | None) -> frozenset[str] | None:
    """What a key is narrowed to, as `access_key.narrowed_to` has it; None: to nothing."""
    return None if column is None else frozenset(column)


_FIND = """
SELECT key_id, role, commune, digest, per_minute, expires_at, revoked_at, last_used_at, narrowed_to
FROM access_key
WHERE key_id = $1
"""

_NOTE_USE = "UPDATE access_key SET last_used_at = $2 WHERE key_id = $1"
