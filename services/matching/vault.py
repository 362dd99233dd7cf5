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
from dataclasses import dataclass, field
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
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
    likening: bytes

    def seal(self, candidate_ref: str, identity: Identity) -> Sealed:
        """The identity under a new key of its own, both bound to the pseudonym."""
        key = AESGCM.generate_key(256)
        plain = orjson.dumps(identity.model_dump(exclude_none=True))
        return Sealed(_encrypted(AESGCM(key), plain, candidate_ref), _encrypted(self.wrapping, key, candidate_ref))

    def open(self, candidate_ref: str, sealed: Sealed) -> Identity:
        """The identity. Raises cryptography.exceptions.InvalidTag if it is another's or was touched."""
        key = _decrypted(self.wrapping, sealed.key, candidate_ref)
        return Identity.model_validate_json(_decrypted(AESGCM(key), sealed.identity, candidate_ref))

    def likeness(self, identity: Identity) -> str:
        """The same for the same identity in all it says, and of no use to who lacks the key."""
        return hmac.digest(self.likening, orjson.dumps(identity.model_dump()), hashlib.sha256).hex()

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
    return Vault(AESGCM(_derived(secret, b"wrap")), _derived(secret, b"mark"), _derived(secret, b"like"))


@dataclass(frozen=True, slots=True)
class StatedIdentity:
    """An identity as a request brings it: known again by its mark, sealed by `keep`, and shown to nobody."""

    vault: Vault = field(repr=False)
    identity: Identity = field(repr=False)

    @property
    def mark(self) -> bytes | None:
        return self.vault.mark(self.identity)

    @property
    def likeness(self) -> str:
        return self.vault.likeness(self.identity)


async def keep(tx: Any, candidate_ref: str, told: StatedIdentity) -> None:
    """The identity under this pseudonym from now on, with a new key. Without a RUT, the one they have stays.

    Whoever calls this holds the seeker. Raises UniqueViolationError where the RUT was kept meanwhile under another.
    """
    who = told.identity
    if who.rut is None and (before := await reveal(tx, told.vault, candidate_ref)) is not None:
        who = who.model_copy(update={"rut": before.rut})
    sealed = told.vault.seal(candidate_ref, who)
    await tx.execute(
        """
        INSERT INTO identity (candidate_ref, mark, sealed) VALUES ($1, $2, $3)
        ON CONFLICT (candidate_ref) DO UPDATE SET mark = excluded.mark, sealed = excluded.sealed
        """,
        candidate_ref,
        told.vault.mark(who),
        sealed.identity,
    )
    await tx.execute(
        """
        INSERT INTO identity_key (candidate_ref, wrapped) VALUES ($1, $2)
        ON CONFLICT (candidate_ref) DO UPDATE SET wrapped = excluded.wrapped
        """,
        candidate_ref,
        sealed.key,
    )


async def reveal(db: Any, vault: Vault, candidate_ref: str) -> Identity | None:
    """Who it is; None if that was erased. Whoever calls this has a decision to show and a line in the log."""
    found = await db.fetchrow(
        "SELECT sealed, wrapped FROM identity JOIN identity_key USING (candidate_ref) WHERE candidate_ref = $1",
        candidate_ref,
    )
    return vault.open(candidate_ref, Sealed(found["sealed"], found["wrapped"])) if found else None


def _encrypted(cipher: AESGCM, plain: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, plain, bound_to.encode())


def _decrypted(cipher: AESGCM, sealed: bytes, bound_to: str) -> bytes:
    return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())


def _derived(secret: bytes, purpose: bytes) -> bytes:
    """A key of its own for each purpose, by the expand step of HKDF (RFC 5869)."""
    return HKDFExpand(algorithm=SHA256(), length=32, info=b"mesa identity " + purpose).derive(secret)
