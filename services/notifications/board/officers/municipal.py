"""Sign-in by a municipality's own OpenID provider: OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636).

The provider proves an address of mail; whose account it is, is decided here, and none is made. Its description and keys
are fetched for each sign-in, so that keys may change at any moment. No redirect is followed, and nothing it says is
logged.
"""

import asyncio
import hmac
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b, sha256
from typing import Any
from urllib.parse import quote

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from services.notifications.board.officers.entry import new_token
from services.notifications.board.officers.providers import Municipality, is_safe

ALGORITHMS = ("RS256", "PS256", "ES256")
DEADLINE_S, MOST_BYTES, TRIP_SECONDS, LEEWAY_SECONDS = 10.0, 200_000, 600, 10
"""For one visit to the provider, of one answer, from leaving our page to coming back, and between two clocks."""

OF_TRIPS = "HS256"


class ProviderAwayError(Exception):
    """The provider does not answer, or not as an OpenID provider does. Its text is a code."""


class NotProvenError(Exception):
    """The provider did not prove who it is. Its text is a code and holds nothing of theirs."""


@dataclass(frozen=True, slots=True)
class Trip:
    """What our page remembers while somebody is at the provider. `to`: where they wanted to go."""

    commune: str
    to: str
    state: str
    nonce: str
    verifier: str

    @classmethod
    def begun(cls, commune: str, to: str) -> "Trip":
        return cls(commune, to, new_token(), new_token(), new_token())

    @classmethod
    def of(cls, kept: str, secret: bytes, now: datetime) -> "Trip | None":
        """The trip that was kept in a cookie; None: it is over, or not of our making."""
        expected = jwt.JWTClaimsRegistry(now=lambda: int(now.timestamp()), exp={"essential": True})
        try:
            claims = jwt.decode(kept, _key_of_trips(secret), algorithms=[OF_TRIPS]).claims
            expected.validate(claims)
            return cls(**{name: str(claims[name]) for name in cls.__slots__})
        except (JoseError, ValueError, KeyError):
            return None

    def is_of(self, commune: str, state: str) -> bool:
        """Whether who comes back from there, with this state, left on this trip."""
        return self.commune == commune and hmac.compare_digest(self.state.encode(), state.encode())

    def kept(self, secret: bytes, now: datetime) -> str:
        """As it is kept in a cookie: signed, for ten minutes."""
        claims = {**asdict(self), "exp": int(now.timestamp()) + TRIP_SECONDS}
        return jwt.encode({"alg": OF_TRIPS}, claims, _key_of_trips(secret), algorithms=[OF_TRIPS])


@dataclass(frozen=True)
class Municipal:
    """The providers by commune. `page_url`: where officers reach our page, and the provider sends them back."""

    page_url: str
    providers: Mapping[str, Municipality]

    async def leads_to(self, trip: Trip) -> str:
        """Where somebody goes to prove who they are. Raises ProviderAwayError."""
        one = self.providers[trip.commune]
        async with _line() as line:
            described = await _described(line, one)
        challenge = urlsafe_b64encode(sha256(trip.verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": one.client_id,
            "redirect_uri": self.way_back(trip),
            "scope": "openid email",
            "state": trip.state,
            "nonce": trip.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return str(httpx.URL(described["authorization_endpoint"]).copy_merge_params(asked))

    async def email(self, trip: Trip, code: str, now: datetime) -> str:
        """The address that the provider proves, for a code. Raises ProviderAwayError or NotProvenError."""
        one = self.providers[trip.commune]
        async with _line() as line:
            described = await _described(line, one)
            asked = {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self.way_back(trip),
                "code_verifier": trip.verifier,
            }
            id_token = str((await _token(line, described, one, asked)).get("id_token", ""))
            keys = await _json(line, "GET", described["jwks_uri"])
        claims = _proven(id_token, keys, one, trip.nonce, now)
        if claims.get("email_verified") is not True or not claims.get("email"):
            raise NotProvenError("email_unverified")
        return str(claims["email"])

    def way_back(self, trip: Trip) -> str:
        return f"{self.page_url}/ingreso/municipal/{trip.commune}/vuelta"


@asynccontextmanager
async def _line() -> AsyncIterator[httpx.AsyncClient]:
    """A client for one visit, with a deadline over all of it. What fails within is a ProviderAwayError."""
    try:
        async with (
            asyncio.timeout(DEADLINE_S),
            httpx.AsyncClient(timeout=DEADLINE_S, trust_env=False, follow_redirects=False) as line,
        ):
            yield line
    except TimeoutError:
        raise ProviderAwayError("too_slow") from None
    except (httpx.HTTPError, httpx.InvalidURL) as away:
        raise ProviderAwayError(type(away).__name__) from None


async def _described(line: httpx.AsyncClient, one: Municipality) -> dict[str, Any]:
    """What the provider says of itself (OpenID Connect Discovery 1.0)."""
    said = await _json(line, "GET", f"{one.issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != one.issuer:
        raise ProviderAwayError("another_issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not is_safe(str(said.get(name))):
            raise ProviderAwayError("no_tls")
    return said


async def _token(
    line: httpx.AsyncClient, described: Mapping[str, Any], one: Municipality, asked: dict[str, str]
) -> dict[str, Any]:
    """What the provider gives for a code (RFC 6749, 2.3.1: by Basic, unless it says that it takes none)."""
    secret = one.client_secret.get_secret_value()
    known = described.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if "client_secret_basic" in known:
        login = httpx.BasicAuth(quote(one.client_id, safe=""), quote(secret, safe=""))
        return await _json(line, "POST", described["token_endpoint"], data=asked, auth=login)
    own = {"client_id": one.client_id, "client_secret": secret}
    return await _json(line, "POST", described["token_endpoint"], data={**asked, **own})


async def _json(line: httpx.AsyncClient, method: str, url: str, **more: Any) -> dict[str, Any]:
    body = bytearray()
    auth = more.pop("auth", None)
    request = line.build_request(method, url, headers={"Accept": "application/json"}, **more)
    answer = await line.send(request, auth=auth, stream=True)
    try:
        if 400 <= answer.status_code < 500 and method == "POST":
            raise NotProvenError("code_refused")
        if answer.status_code != 200:
            raise ProviderAwayError(f"status_{answer.status_code}")
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > MOST_BYTES:
                raise ProviderAwayError("too_large")
    finally:
        await answer.aclose()
    try:
        said = httpx.Response(200, content=bytes(body)).json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise ProviderAwayError("not_json")
    return said


def _proven(id_token: str, keys: Any, one: Municipality, nonce: str, now: datetime) -> dict[str, Any]:
    """The claims of an ID token that holds (OpenID Connect Core 1.0, 3.1.3.7). Raises NotProvenError."""
    expected = jwt.JWTClaimsRegistry(
        now=lambda: int(now.timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": one.issuer},
        aud={"essential": True, "value": one.client_id},
        azp={"value": one.client_id},
        nonce={"essential": True, "value": nonce},
        sub={"essential": True},
        iat={"essential": True},
        exp={"essential": True},
    )
    try:
        claims = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims
        expected.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as no:
        raise NotProvenError(getattr(no, "error", "no_token")) from None
    return claims


def _key_of_trips(secret: bytes) -> OctKey:
    return OctKey.import_key(blake2b(b"municipal trips", key=secret[:64], digest_size=32).digest())
