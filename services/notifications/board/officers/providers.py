"""The OpenID providers of municipalities, as the file that MESA_OIDC names says."""

import re
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from shared.contracts.envelope import CUT

_SAFE = re.compile(r"https://[^\s/?#@]|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)")


class Municipality(BaseModel):
    """A municipality's provider. `label`: what the button says; `issuer`: as the provider names itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    commune: str = Field(pattern=CUT)
    label: str = Field(min_length=1, max_length=60)
    issuer: str = Field(pattern=r"^https?://\S+$")
    client_id: str = Field(min_length=1)
    client_secret: SecretStr


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    municipality: tuple[Municipality, ...]


def is_safe(url: str) -> bool:
    """Whether an address is spoken to by TLS, or is of this machine."""
    return _SAFE.match(url) is not None


def providers_of(path: Path | None) -> dict[str, Municipality]:
    """Them by commune; none without a file. Raises ValueError with what is wrong in it, and no secret of it."""
    if path is None:
        return {}
    try:
        found = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).municipality
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as wrong:
        raise ValueError(f"MESA_OIDC={path}: {wrong}") from None
    if unsafe := [one.commune for one in found if not is_safe(one.issuer)]:
        raise ValueError(f"MESA_OIDC={path}: the issuer of {', '.join(unsafe)} is not https")
    if len({one.commune for one in found}) < len(found):
        raise ValueError(f"MESA_OIDC={path}: a commune stands there twice")
    return {one.commune: one for one in found}
