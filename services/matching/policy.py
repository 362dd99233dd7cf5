"""The policy of matching as it was set."""

import hashlib
import hmac
from functools import cache

from services.matching.model.policy import PESOS_A_MINUTE, Policy
from shared.contracts.vocabulary import Transport
from shared.settings import Settings


@cache
def policy_of(settings: Settings) -> Policy:
    """Raises ValueError for a mode of transport that there is not."""
    own = settings.order_key.get_secret_value().encode()
    pairs = (pair.split("=") for pair in settings.travel_pesos.split())
    return Policy(
        stale_days=settings.stale_days,
        # whoever knows the identities' key does not know by it who comes first, nor the other way round
        order_key=own or hmac.digest(settings.identity_key.get_secret_value().encode(), b"mesa order", hashlib.sha256),
        pesos_a_minute={**PESOS_A_MINUTE, **{Transport(mode): int(pesos) for mode, pesos in pairs}},
        days_a_month=settings.travel_days,
    )
