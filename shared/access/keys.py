"""Access keys: how one is made, how it looks, and how it is kept so that whoever reads the table cannot enter with it.

`mesak_<id>_<secret><check>`: the prefix is for secret scanners, the id names the key in lists and log lines, the check
(CRC-32) tells a mistyped key from a wrong one. A key is random, so a fast keyed hash keeps it (BLAKE2b, RFC 7693).
"""

import hashlib
import hmac
import re
import secrets
import string
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from shared.access.actors import Role

FORM = r"mesak_([0-9a-z]{8})_([0-9A-Za-z]{32})([0-9A-Za-z]{6})"
_FORM = re.compile(FORM)
_LOWER = string.digits + string.ascii_lowercase
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase

DAYS = 365
"""How long a key is valid if nothing else is said."""

PER_MINUTE = {Role.OFFICER: 600, Role.SYSTEM: 6000, Role.INTEGRATOR: 600, Role.OPERATOR: 600}
"""Requests a minute that a key may make of one process if nothing else is said. Unverified."""


class NewKey(NamedTuple):
    """A key that was made just now. `key` is shown once and kept by whoever holds it."""

    key_id: str
    key: str


@dataclass(frozen=True, slots=True)
class StoredKey:
    """What a service keeps of a key. `digest`: see `digest_of`. Instants are aware; None: never.

    `narrowed_to`: names of rows of the table of rights; None: all that the role may.
    """

    key_id: str
    role: Role
    commune: str | None
    digest: bytes
    per_minute: int
    expires_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    narrowed_to: frozenset[str] | None = None


def new_key() -> NewKey:
    """A random key: 190 bits."""
    key_id = "".join(secrets.choice(_LOWER) for _ in range(8))
    body = f"mesak_{key_id}_{''.join(secrets.choice(_BASE62) for _ in range(32))}"
    return NewKey(key_id, body + _check(body))


def id_in(key: str) -> str | None:
    """The id of a key; None for a text that is none, or that was mistyped."""
    found = _FORM.fullmatch(key)
    return found[1] if found and hmac.compare_digest(_check(key[:-6]), found[3]) else None


def digest_of(secret: bytes, key: str) -> bytes:
    """What is stored of a key. `secret` is the service's own, so that the same key looks different in each table."""
    return hashlib.blake2b(key.encode(), key=secret[:64], digest_size=32).digest()


def _check(body: str) -> str:
    number, letters = zlib.crc32(body.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        letters += _BASE62[digit]
    return letters
