"""Calendars of others to which an office has subscribed, and calendars of ours that others read by their address."""

from dataclasses import dataclass, field, replace
from datetime import datetime

MOST_SUBSCRIPTIONS, MOST_FEEDS = 50, 50
"""Of one commune: each is read every hour. Unverified."""

MESA, COMMUNE = "mesa", "commune"
"""What a feed is about, beside the id of a resource."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A calendar of an owner (None: the whole office) that is read every hour while it is `active`.

    `sealed`: its address, only where it is to be written. `asked_at`: a new address makes a new subscription.
    """

    calendar_id: str
    commune: str
    owner: str | None
    calendar: str
    host: str
    asked_at: datetime
    sealed: bytes = field(default=b"", repr=False)
    active: bool = True

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.calendar_id

    @property
    def group(self) -> str:
        return self.commune

    def ended(self) -> "Subscription":
        return replace(self, active=False)


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar of ours behind an address. `about`: MESA, COMMUNE or the id of a resource; `digest`: keyed."""

    feed_id: str
    commune: str
    about: str
    digest: bytes = field(repr=False)
    made_at: datetime
    revoked_at: datetime | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.feed_id

    @property
    def group(self) -> str:
        return self.commune
