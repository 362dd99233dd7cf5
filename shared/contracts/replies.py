"""The replies to a commune on its replies topic: accepted, or rejected with every reason."""

from typing import ClassVar

from shared.contracts.envelope import Cut, Fact, Part


class Fault(Part):
    """One thing wrong with a request."""

    code: str
    """Stable, for programs."""
    field: str = ""
    """The path of the field, as `profile.title`; empty: the whole request."""
    text: str
    """What is wrong and what to do, in Spanish, for people."""
    pointer: str | None = None
    """The same field as a JSON pointer (RFC 6901) into what was sent."""


class RequestAccepted(Fact):
    WIRE: ClassVar[str] = "cl.mesa.request.accepted.v1"

    request_id: str
    request_type: str
    commune: Cut
    result: dict[str, str] = {}

    @property
    def subject(self) -> str:
        return self.request_id


class RequestRejected(Fact):
    WIRE: ClassVar[str] = "cl.mesa.request.rejected.v1"

    request_id: str
    request_type: str
    commune: Cut
    faults: tuple[Fault, ...]
    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    """Where the record stands that cannot be read, by which its sender finds it; its `request_id` may be unknown."""

    @property
    def subject(self) -> str:
        return self.request_id
