"""Addresses of calendars at rest: one may be all that keeps a calendar private, so it is sealed."""

import hashlib
import hmac
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from shared.sealing import decrypted, encrypted, secret_in


@dataclass(frozen=True, slots=True)
class AddressVault:
    """Seals and opens addresses, each bound to the id of its calendar; its repr shows no key."""

    cipher: AESGCM = field(repr=False)
    likening: bytes = field(repr=False)

    def seal(self, calendar_id: str, url: str) -> bytes:
        return encrypted(self.cipher, url.encode(), calendar_id)

    def open(self, calendar_id: str, sealed: bytes) -> str | None:
        """The address; None if it was sealed under another key or for another calendar."""
        try:
            return decrypted(self.cipher, sealed, calendar_id).decode()
        except InvalidTag:
            return None


def address_vault_of(key: str) -> AddressVault:
    """The vault of a key of 32 bytes in base64. Raises NoKeyError."""
    secret = secret_in(key)
    return AddressVault(AESGCM(_derived(secret, b"seal")), _derived(secret, b"like"))


@dataclass(frozen=True, slots=True)
class StatedAddress:
    """An address as a request states it. Its repr shows nothing."""

    vault: AddressVault = field(repr=False)
    url: str = field(repr=False)

    @property
    def likeness(self) -> str:
        """An HMAC, to compare the addresses of two requests without storing either."""
        return hmac.digest(self.vault.likening, self.url.encode(), hashlib.sha256).hex()

    def sealed_for(self, calendar_id: str) -> bytes:
        return self.vault.seal(calendar_id, self.url)


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDFExpand(algorithm=SHA256(), length=32, info=b"mesa calendar " + purpose).derive(secret)
