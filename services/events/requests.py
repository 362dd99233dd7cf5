"""The requests about calendars that events takes by HTTP alone; they never travel on the bus.

A subscription carries the address beside its fields, a feed the hash of one: neither JSON nor repr shows an address.
"""

from hashlib import sha256
from typing import Annotated, ClassVar

from pydantic import Field, InstanceOf, StringConstraints

from services.events.addresses import StatedAddress
from shared.contracts.envelope import Ref, Request, Text


class CalendarSubscribe(Request):
    """Read somebody's calendar every hour from now on; again with another address, or to read it at once."""

    WIRE: ClassVar[str] = "cl.mesa.calendar.subscribe.v1"

    owner: Ref | None = None
    """The id of a resource or venue; null: the whole office."""
    calendar: Ref = "calendar"
    """Which of the owner's calendars."""
    host: Text
    stated: InstanceOf[StatedAddress] | None = Field(default=None, exclude=True, repr=False)

    @property
    def digest(self) -> str:
        """Includes the address, so that another one under one Idempotency-Key is another request."""
        likeness = self.stated.likeness if self.stated else ""
        return sha256(f"{super().digest} {likeness}".encode()).hexdigest()[:32]


class CalendarUnsubscribe(Request):
    """Read a calendar no more; what it said is forgotten."""

    WIRE: ClassVar[str] = "cl.mesa.calendar.unsubscribe.v1"

    calendar_id: Ref

    @property
    def subject(self) -> str:
        return self.calendar_id


Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class FeedMake(Request):
    """A calendar of ours that others read by its address, of which only the keyed hash is known here."""

    WIRE: ClassVar[str] = "cl.mesa.feed.make.v1"
    MADE_ANEW: ClassVar[frozenset[str]] = frozenset({"feed_id", "made_of"})

    of: Ref
    """`mesa`: all activities; `commune`: those in which yours takes part; the id of a resource: those that need it."""
    feed_id: Ref
    made_of: Digest = Field(repr=False)

    @property
    def subject(self) -> str:
        return self.feed_id


class FeedRevoke(Request):
    """Nobody reads by that address any more."""

    WIRE: ClassVar[str] = "cl.mesa.feed.revoke.v1"

    feed_id: Ref

    @property
    def subject(self) -> str:
        return self.feed_id
