"""Passwords of officers: Argon2id as RFC 9106 has it, 19 MiB, two passes, one lane (OWASP's second set of parameters).

Each takes some thirty milliseconds and its memory on purpose, so few are worked on at once, each in a thread.
"""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 200
"""Letters of a password. What a longer one would add, an attacker would use to keep us busy."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = asyncio.Semaphore(2)
_NOBODYS = _HASHER.hash("the password of nobody")


async def hash_of(password: str) -> str:
    """What is kept of a password."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_HASHER.hash, password)


async def is_right(kept: str | None, password: str) -> bool:
    """Whether it is the password. It takes as long where none is kept, so that nobody learns who has an account."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_verified, kept, password[:LONGEST])


def _verified(kept: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(kept or _NOBODYS, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
