"""Who a pseudonym is: encrypted, in a table of its own, never on the bus, never in a log, never read out here.

AES-256-GCM with a random nonce, bound to its pseudonym as associated data, so that a row moved to another pseudonym
does not open. The mark by which a person is recognised is an HMAC under another key: a plain hash of a RUT can be
enumerated, and is as good as the RUT itself (Ley 21.719; DOMAIN, Law).
"""

import base64
import binascii
import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import Field, field_validator
from stdnum.cl import rut as registry

from shared.contracts.envelope import Part, Text

NONCE = 12


class Identity(Part):
    """A person's name, RUT (with or without dots; None for who has none) and how to reach them."""

    model_config = {"frozen": True, "extra": "forbid"}

    name: Text = Field(repr=False)
    rut: Text | None = Field(default=None, repr=False)
    contact: Text | None = Field(default=None, repr=False)

    @field_validator("rut")
    @classmethod
    def _valid(cls, rut: str | None) -> str | None:
        if rut is None:
            return None
        if not registry.is_valid(rut):
            raise ValueError("El RUT no es válido: revise el número y su dígito verificador")
        return registry.compact(rut)


class NoKeyError(Exception):
    """MESA_IDENTITY_KEY is not 32 bytes in base64: identities cannot be kept."""


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals identities. Made by `vault_of`."""

    cipher: AESGCM
    marking: bytes

    def seal(self, candidate_ref: str, identity: Identity) -> bytes:
        """Nonce and ciphertext of the identity, bound to the pseudonym."""
        nonce = os.urandom(NONCE)
        plain = orjson.dumps(identity.model_dump(exclude_none=True))
        return nonce + self.cipher.encrypt(nonce, plain, candidate_ref.encode())

    def open(self, candidate_ref: str, sealed: bytes) -> Identity:
        """The identity. Raises cryptography.exceptions.InvalidTag if it is another's or was touched."""
        plain = self.cipher.decrypt(sealed[:NONCE], sealed[NONCE:], candidate_ref.encode())
        return Identity.model_validate_json(plain)

    def mark(self, identity: Identity) -> bytes | None:
        """By which the same person is recognised; None for who has no RUT."""
        if identity.rut is None:
            return None
        return hmac.digest(self.marking, identity.rut.encode(), hashlib.sha256)


def vault_of(key: str) -> Vault:
    """The vault of a key of 32 bytes in base64. Raises NoKeyError."""
    try:
        secret = base64.b64decode(key, validate=True)
    except binascii.Error as broken:
        raise NoKeyError from broken
    if len(secret) != 32:
        raise NoKeyError
    return Vault(AESGCM(_derived(secret, b"seal")), _derived(secret, b"mark"))


async def claim(db: Any, vault: Vault, candidate_ref: str, identity: Identity) -> str:
    """Keep an identity under this pseudonym; a person who is known keeps the one they have. Returns the pseudonym."""
    await db.execute(
        "INSERT INTO identity (candidate_ref, mark, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        candidate_ref,
        mark := vault.mark(identity),
        vault.seal(candidate_ref, identity),
    )
    if mark is None:
        return candidate_ref
    found: str = await db.fetchval("SELECT candidate_ref FROM identity WHERE mark = $1", mark)
    return found


async def forget(db: Any, candidate_ref: str) -> None:
    """The identity is gone; the pseudonym stays, and says nothing any more."""
    await db.execute("DELETE FROM identity WHERE candidate_ref = $1", candidate_ref)


async def forget_unregistered(db: Any, candidate_ref: str) -> None:
    """The identity goes if nobody is registered under its pseudonym."""
    await db.execute(
        "DELETE FROM identity WHERE candidate_ref = $1"
        " AND NOT EXISTS (SELECT FROM seeker WHERE seeker.candidate_ref = identity.candidate_ref)",
        candidate_ref,
    )


def _derived(secret: bytes, purpose: bytes) -> bytes:
    """A key of its own for each purpose (HMAC as a key derivation, as in HKDF's expand step, RFC 5869)."""
    return hmac.digest(secret, b"mesa identity " + purpose + b"\x01", hashlib.sha256)
