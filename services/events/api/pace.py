"""How often what has no key is read: each address by itself, in each process by itself."""

import time

from limits import RateLimitItem

from services.events.calendars import calendars_of
from shared import http
from shared.contracts.replies import Fault
from shared.runtime import Runtime


async def require_pace(runtime: Runtime, pace: RateLimitItem, what: str, address: str) -> None:
    """Raises Problem 429 for one time more than `pace` allows. `what`: in Spanish, «Este calendario»."""
    limiter = calendars_of(runtime).limiter
    if await limiter.hit(pace, what, address):
        return
    window = await limiter.get_window_stats(pace, what, address)
    seconds = max(1, round(window.reset_time - time.time()))
    text = f"{what} ya se leyó {pace.amount} veces en un minuto: espere {seconds} s"
    fault = Fault(code="too_often", text=text)
    raise http.Problem(429, "too-many-requests", [fault], headers={"Retry-After": str(seconds)})
