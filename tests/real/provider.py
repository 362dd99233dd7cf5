"""A small OpenID provider over TCP: it signs with keys of its own, rotates them, and lies as it is told."""

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from shared.clock import wall
from tests.real.house import until

CLIENT, SECRET = "mesa", "un secreto: con/signos"


def new_key() -> RSAKey:
    key = RSAKey.generate_key(2048)
    key.ensure_kid()
    return key


@dataclass
class Provider:
    """`email`: whom it proves. `lies`: claims that replace the true ones; None takes one away.

    `alg`: with what it signs; `signs_with`: another key than it shows. `moves_to`: its description leads elsewhere.
    """

    issuer: str = ""
    email: str = ""
    lies: dict[str, Any] = field(default_factory=dict)
    alg: str = "RS256"
    signs_with: RSAKey | None = None
    moves_to: str = ""
    answers: int = 200
    key: RSAKey = field(default_factory=new_key)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def rotate(self) -> None:
        """Another key, and the old one is shown no more."""
        self.key = new_key()

    async def describe(self) -> Response:
        if self.moves_to:
            return RedirectResponse(self.moves_to, 302)
        at = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token")}
        return JSONResponse({"issuer": self.issuer, **at, "jwks_uri": f"{self.issuer}/jwks"}, self.answers)

    async def jwks(self) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        """Somebody signs in here, and goes back with a code."""
        asked = dict(request.query_params)
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        assert asked["scope"].split()[0] == "openid"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        """A code, used once, for an ID token: only to who shows the secret and the verifier."""
        form = dict(parse_qsl((await request.body()).decode()))
        asked = self.codes.pop(form["code"], None)
        login = base64.b64encode(f"{CLIENT}:un%20secreto%3A%20con%2Fsignos".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        known = asked is not None and challenge.rstrip("=") == asked["code_challenge"]
        if asked is None or not known or request.headers["authorization"] != f"Basic {login}":
            return JSONResponse({"error": "invalid_grant"}, 400)
        assert form["redirect_uri"] == asked["redirect_uri"]
        return JSONResponse({"token_type": "Bearer", "access_token": "x", "id_token": self._id_token(asked["nonce"])})

    def _id_token(self, nonce: str) -> str:
        now = int(wall().timestamp())
        true = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {**true, "email": self.email, "email_verified": True, **self.lies}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.alg == "none":
            parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
            return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."
        if self.alg == "HS256":  # the public key as if it were a secret
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(self.key.as_pem(private=False).hex()))
        header = {"alg": self.alg, "kid": self.key.kid}
        return jwt.encode(header, claims, self.signs_with or self.key, algorithms=[self.alg])


@asynccontextmanager
async def provider() -> AsyncIterator[Provider]:
    """One that answers at `issuer`."""
    one, app = Provider(), FastAPI(openapi_url=None)
    app.get("/.well-known/openid-configuration")(one.describe)
    app.get("/jwks")(one.jwks)
    app.get("/authorization")(one.authorize)
    app.post("/token")(one.token)
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", access_log=False, log_config=None))
    serving = asyncio.create_task(server.serve())

    async def listens() -> bool:
        return server.started

    await until(listens, "the provider to be served")
    one.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield one
    finally:
        server.should_exit = True
        await serving
