"""Secrets at rest: AES-256-GCM under a key of the service's own, bound to what the secret belongs to."""

import base64
import binascii
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class NoKeyError(Exception):
    """The configured key is not 32 bytes in base64."""


def secret_in(key: str) -> bytes:
    """The 32 bytes of a key in base64. Raises NoKeyError."""
    try:
        secret = base64.b64decode(key, validate=True)
    except binascii.Error as broken:
        raise NoKeyError from broken
    if len(secret) != 32:
        raise NoKeyError
    return secret


def encrypted(cipher: AESGCM, plain: bytes, bound_to: str) -> bytes:
    """A nonce and the ciphertext. `bound_to`: what it belongs to; it opens for nothing else."""
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, plain, bound_to.encode())


def decrypted(cipher: AESGCM, sealed: bytes, bound_to: str) -> bytes:
    """What was sealed. Raises InvalidTag if the key is another, it belongs to another, or it was altered."""
    return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())
