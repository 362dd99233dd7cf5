"""Who a pseudonym is: encrypted with a key of its own, in tables of their own, never on the bus and never in a log.

Envelope encryption: a random key a person (AES-256-GCM) seals the identity, the master key wraps it, both bound to the
pseudonym as associated data, so that a row moved to another pseudonym does not open. Whose wrapped key is deleted is
erased, wherever a copy of the sealed identity may still lie. The mark by which a person is recognised is an HMAC under
another key: a plain hash of a RUT can be enumerated, and is as good as the RUT itself (Ley 21.719; DOMAIN, Law).
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
class Sealed:
    """An identity that is sealed, and its key that is wrapped: each a nonce and a ciphertext."""

    identity: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals identities. Made by `vault_of`."""

    wrapping: AESGCM
    marking: bytes

    def seal(self, candidate_ref: str, identity: Identity) -> Sealed:
        """The identity under a new key of its own, both bound to the pseudonym."""
        key = AESGCM.generate_key(256)
        plain = orjson.dumps(identity.model_dump(exclude_none=True))
        return Sealed(_encrypted(AESGCM(key), plain, candidate_ref), _encrypted(self.wrapping, key, candidate_ref))

    def open(self, candidate_ref: str, sealed: Sealed) -> Identity:
        """The identity. Raises cryptography.exceptions.InvalidTag if it is another's or was touched."""
        key = _decrypted(self.wrapping, sealed.key, candidate_ref)
        return Identity.model_validate_json(_decrypted(AESGCM(key), sealed.identity, candidate_ref))

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
    return Vault(AESGCM(_derived(secret, b"wrap")), _derived(secret, b"mark"))


async def claim(db: Any, vault: Vault, candidate_ref: str, identity: Identity) -> str:
    """Keep an identity under this pseudonym; a person who is known keeps the one they have. Returns the pseudonym."""
    mark, sealed = vault.mark(identity), vault.seal(candidate_ref, identity)
    await db.execute(
        """
        WITH kept AS (
            INSERT INTO identity (candidate_ref, mark, sealed) VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING RETURNING candidate_ref
        )
        INSERT INTO identity_key (candidate_ref, wrapped) SELECT candidate_ref, $4 FROM kept
        """,
        candidate_ref,
        mark,
        sealed.identity,
        sealed.key,
    )
    if mark is None:
        return candidate_ref
    found: str = await db.fetchval("SELECT candidate_ref FROM identity WHERE mark = $1", mark)
    return found


async def reveal(db: Any, vault: Vault, candidate_ref: str) -> Identity | None:
    """Who it is; None if that was erased. Whoever calls this has a decision to show and a line in the log."""
    found = await db.fetchrow(
        "SELECT sealed, wrapped FROM identity JOIN identity_key USING (candidate_ref) WHERE candidate_ref = $1",
        candidate_ref,
    )
    return vault.open(candidate_ref, Sealed(found["sealed"], found["wrapped"])) if found else None


async def forget_unregistered(db: Any, candidate_ref: str) -> None:
    """The identity goes, and its key, if nobody is registered under its pseudonym."""
    await db.execute(
        """
        WITH gone AS (
            DELETE FROM identity WHERE candidate_ref = $1
              AND NOT EXISTS (SELECT FROM seeker WHERE seeker.candidate_ref = identity.candidate_ref)
            RETURNING candidate_ref
        )
        DELETE FROM identity_key USING gone WHERE identity_key.candidate_ref = gone.candidate_ref
        """,
        candidate_ref,
    )


def _encrypted(cipher: AESGCM, plain: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, plain, bound_to.encode())


def _decrypted(cipher: AESGCM, sealed: bytes, bound_to: str) -> bytes:
    return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())


def _derived(secret: bytes, purpose: bytes) -> bytes:
    """A key of its own for each purpose (HMAC as a key derivation, as in HKDF's expand step, RFC 5869)."""
    return hmac.digest(secret, b"mesa identity " + purpose + b"\x01", hashlib.sha256)
