"""Identities behind the pseudonyms: encrypted, in tables of their own, never on the bus and never in a log.

Envelope encryption: each identity is sealed with a random key of its own (AES-256-GCM), which the master key wraps.
Both are bound to the pseudonym as associated data, so that a row moved to another pseudonym does not open. Deleting
the wrapped key erases the identity, in backups too, because the sealed copy can no longer be opened. The mark that
recognises a person is an HMAC under another key: a plain hash of a RUT can be reversed by trying every RUT
(Ley 21.719; DOMAIN, Law).
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from pydantic import Field, field_validator
from stdnum.cl import rut as registry

from shared.contracts.envelope import Part, Text
from shared.sealing import decrypted, encrypted, secret_in


class Identity(Part):
    """A person's name, RUT (with or without dots; None if they have none) and contact."""

    model_config = {"frozen": True, "extra": "forbid"}

    name: Text = Field(repr=False)
    """The person's name."""
    rut: Text | None = Field(default=None, repr=False)
    """With or without dots; null: they have none."""
    contact: Text | None = Field(default=None, repr=False)
    """A telephone, an e-mail address, or where they are found."""

    @field_validator("rut")
    @classmethod
    def _valid(cls, rut: str | None) -> str | None:
        if rut is None:
            return None
        if not registry.is_valid(rut):
            raise ValueError("El RUT no es válido: revise el número y su dígito verificador")
        return registry.compact(rut)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed identity and its wrapped key: each is a nonce and a ciphertext."""

    identity: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals and opens identities with the keys that `vault_of` derives."""

    wrapping: AESGCM
    marking: bytes
    likening: bytes

    def seal(self, candidate_ref: str, identity: Identity) -> Sealed:
        """Seal the identity with a new key; both are bound to the pseudonym."""
        key = AESGCM.generate_key(256)
        plain = orjson.dumps(identity.model_dump(exclude_none=True))
        return Sealed(encrypted(AESGCM(key), plain, candidate_ref), encrypted(self.wrapping, key, candidate_ref))

    def open(self, candidate_ref: str, sealed: Sealed) -> Identity:
        """The identity. Raises cryptography.exceptions.InvalidTag if the row is of another pseudonym or was altered."""
        key = decrypted(self.wrapping, sealed.key, candidate_ref)
        return Identity.model_validate_json(decrypted(AESGCM(key), sealed.identity, candidate_ref))

    def likeness(self, identity: Identity) -> str:
        """An HMAC of every field, to compare the identities of two requests without storing either."""
        return hmac.digest(self.likening, orjson.dumps(identity.model_dump()), hashlib.sha256).hex()

    def mark(self, identity: Identity) -> bytes | None:
        """An HMAC of the RUT, by which a registered person is recognised; None without a RUT."""
        if identity.rut is None:
            return None
        return hmac.digest(self.marking, identity.rut.encode(), hashlib.sha256)


def vault_of(key: str) -> Vault:
    """The vault of a key of 32 bytes in base64. Raises NoKeyError."""
    secret = secret_in(key)
    return Vault(AESGCM(_derived(secret, b"wrap")), _derived(secret, b"mark"), _derived(secret, b"like"))


@dataclass(frozen=True, slots=True)
class StatedIdentity:
    """An identity as a request states it. Its mark recognises the person; `keep` seals it; its repr shows nothing."""

    vault: Vault = field(repr=False)
    identity: Identity = field(repr=False)

    @property
    def mark(self) -> bytes | None:
        return self.vault.mark(self.identity)

    @property
    def likeness(self) -> str:
        return self.vault.likeness(self.identity)


async def keep(tx: Any, candidate_ref: str, stated: StatedIdentity) -> None:
    """Store the identity of a pseudonym, sealed with a new key. A RUT that is not stated stays as it was stored.

    The caller has locked the seeker. Raises UniqueViolationError if another pseudonym was registered with the RUT.
    """
    identity = stated.identity
    if identity.rut is None and (before := await reveal(tx, stated.vault, candidate_ref)) is not None:
        identity = identity.model_copy(update={"rut": before.rut})
    sealed = stated.vault.seal(candidate_ref, identity)
    await tx.execute(
        """
        INSERT INTO identity (candidate_ref, mark, sealed) VALUES ($1, $2, $3)
        ON CONFLICT (candidate_ref) DO UPDATE SET mark = excluded.mark, sealed = excluded.sealed
        """,
        candidate_ref,
        stated.vault.mark(identity),
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
    """The identity of a pseudonym; None if it was erased.

    The caller has checked that a decision allows it, and writes a line in the log of access.
    """
    found = await db.fetchrow(
        "SELECT sealed, wrapped FROM identity JOIN identity_key USING (candidate_ref) WHERE candidate_ref = $1",
        candidate_ref,
    )
    return vault.open(candidate_ref, Sealed(found["sealed"], found["wrapped"])) if found else None


def _derived(secret: bytes, purpose: bytes) -> bytes:
    """A key of its own for each purpose, by the expand step of HKDF (RFC 5869).

    Expand alone, because the secret is random already, and because with the extract step the identities sealed before
    HKDF was used would neither open nor be recognised.
    """
    return HKDFExpand(algorithm=SHA256(), length=32, info=b"mesa identity " + purpose).derive(secret)
