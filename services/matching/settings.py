"""The settings of matching, and the policy that follows from them."""

from typing import cast

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import Field, SecretStr

from services.matching.model.policy import PESOS_A_MINUTE, MatchingPolicy
from shared.contracts.vocabulary import Transport
from shared.runtime import Runtime
from shared.settings import Settings


class MatchingSettings(Settings):
    """The settings of every service, and those of matching."""

    identity_key: SecretStr = Field(
        default=SecretStr(""), description="32 bytes in base64 that encrypt seekers' identities"
    )
    insurance_far_minutes: int = Field(
        default=60,
        ge=1,
        le=600,
        description="Minutes one way from which a place is far for the seguro de cesantía (unverified)",
    )
    stale_days: int = Field(default=180, ge=1, le=3650, description="Days after which a registration must be confirmed")
    order_key: SecretStr = Field(
        default=SecretStr(""),
        description="Key of the hash that breaks ties; empty: derived from the identities' key",
    )
    travel_pesos: str = Field(
        default="public=35 car=120 motorcycle=50 bicycle=0 walk=0",
        pattern=r"^\s*(\w+=\d{1,5}\s*)*$",
        description="Pesos a minute on the way to work, by mode of transport",
    )
    travel_days: int = Field(default=21, ge=1, le=31, description="Days at work a month")


def settings_of(runtime: Runtime) -> MatchingSettings:
    """The settings of a runtime of matching."""
    return cast(MatchingSettings, runtime.settings)


def policy_of(settings: MatchingSettings) -> MatchingPolicy:
    """The policy. Raises ValueError for a mode of transport that does not exist."""
    own = settings.order_key.get_secret_value().encode()
    pairs = (pair.split("=") for pair in settings.travel_pesos.split())
    return MatchingPolicy(
        stale_days=settings.stale_days,
        order_key=own or _order_key(settings.identity_key.get_secret_value().encode()),
        pesos_a_minute={**PESOS_A_MINUTE, **{Transport(mode): int(pesos) for mode, pesos in pairs}},
        days_a_month=settings.travel_days,
    )


def _order_key(identity_key: bytes) -> bytes:
    """A key for ties, derived from the identities' key so that knowing one of the two does not reveal the other.

    Nothing stored depends on it: it orders candidates with equal scores and waiting times at the moment of a decision.
    """
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"mesa order").derive(identity_key)
