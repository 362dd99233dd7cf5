"""Passes: with one, the officers' page asks another service as the officer who sits before it, for half a minute.

A pass is a JWT (RFC 7519) signed with Ed25519 (RFC 9864). The page alone holds the private key; the other services hold
what verifies it, and can make none. A pass is for one service, names the officer as the office calls them, and lets in
with the rights of an officer of that commune, no others.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from shared.access.actors import Actor, How, Role
from shared.contracts.envelope import CUT, REF

ALGORITHM = "Ed25519"
ISSUER = "/mesa/board"
VALID = timedelta(seconds=30)
LEEWAY_SECONDS = 10
"""So far the clocks of two machines may be apart."""


class NoPassError(Exception):
    """A text that is no pass, or none for this service and moment. What was shown is not in it."""


@dataclass(frozen=True)
class PassWriter:
    """Makes passes. `seed`: 32 secret bytes. Raises ValueError for another number of them."""

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != 32:
            raise ValueError(f"the key of passes is 32 bytes, not {len(self.seed)}")

    def pass_to(self, service: str, commune: str, officer: str, now: datetime) -> str:
        """A pass for `officer` of `commune` to `service`, valid from now for half a minute."""
        at, until = int(now.timestamp()), int((now + VALID).timestamp())
        claims = {"iss": ISSUER, "aud": service, "sub": officer, "commune": commune, "iat": at, "exp": until}
        key = OKPKey.import_key(_jwk(self.public_key, _text(self.seed)))
        return jwt.encode({"alg": ALGORITHM}, claims, key, algorithms=[ALGORITHM])

    @property
    def public_key(self) -> str:
        """What the other services verify with: 32 bytes in base64url without filling."""
        return _text(Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())


@dataclass(frozen=True)
class PassReader:
    """Reads the passes that are for `service`. `keys`: the public keys that count; several while one is changed."""

    service: str
    keys: Sequence[str] = ()

    def __post_init__(self) -> None:
        for key in self.keys:
            if len(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))) != 32:
                raise ValueError("a public key of passes is 32 bytes in base64url")

    def actor(self, token: str, now: datetime) -> Actor:
        """Who comes with a pass. Raises NoPassError."""
        expected = jwt.JWTClaimsRegistry(
            now=lambda: int(now.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": self.service},
            iat={"essential": True},
            exp={"essential": True},
        )
        for key in self.keys:
            try:
                claims = jwt.decode(token, OKPKey.import_key(_jwk(key)), algorithms=[ALGORITHM]).claims
                expected.validate(claims)
            except (JoseError, ValueError):
                continue
            officer, commune = str(claims.get("sub")), str(claims.get("commune"))
            if re.fullmatch(REF, officer) and re.fullmatch(CUT, commune):
                return Actor(officer, Role.OFFICER, commune, How.PASS)
        raise NoPassError("not of our page, not for this service, or over")


def _jwk(public: str, private: str = "") -> dict[str, str | list[str]]:
    key: dict[str, str | list[str]] = {"kty": "OKP", "crv": "Ed25519", "x": public}
    return {**key, "d": private} if private else key


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode().rstrip("=")
