"""The id of a request by HTTP, made of its Idempotency-Key: an id travels on the bus and is logged, a key must not be.

Systems use as a key whatever they have, even a RUT. The id is an HMAC under a secret of the service's own
database (table `door`), because a plain hash of a RUT, or of a short number, is found by trying them all.
"""

import hashlib
import hmac
from uuid import uuid4

from shared.contracts.envelope import no_rut


def id_of(secret: bytes, commune: str, key: str | None) -> str:
    """The same id for the same key of a commune; a new id without a key. Raises ValueError, in Spanish, for a RUT.

    A key in quotes, as a structured field is written (RFC 8941), is the same key.
    """
    if key and len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not key:
        return str(uuid4())
    return hmac.digest(secret, f"{commune}/{no_rut(key)}".encode(), hashlib.sha256).hex()[:32]
