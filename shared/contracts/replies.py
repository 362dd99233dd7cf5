"""What one commune alone is told, on its replies topic: the replies to its requests, and requests passed on to it."""

from typing import ClassVar

from shared.contracts.communes import Contact
from shared.contracts.envelope import Cut, Fact, Officer, Part, Ref, Text
from shared.contracts.reasons import Purpose


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


class DisclosureAsked(Fact):
    """The office of a vacancy asks who holds a seat, of a person whom only the system of `commune` knows.

    It is no reply: it reaches `commune` though that asked nothing. The identity is given from office to office, with
    the person's yes and never on the bus.
    """

    WIRE: ClassVar[str] = "cl.mesa.disclosure.asked.v1"

    commune: Cut
    """CUT code of the commune whose system knows the person."""
    reference: Ref
    """What the asking office was told as well, so that both speak of the same request."""
    asked_by: Cut
    """CUT code of the office that asks: the home commune of the vacancy."""
    officer: Officer
    """Who asks, as that office calls them."""
    purpose: Purpose
    """What the identity is wanted for."""
    vacancy_id: Ref
    title: Text
    lease_id: Ref
    candidate_ref: Ref
    """The pseudonym by which `commune` offered the person."""
    contact: Contact | None = None
    """How to reach the office that asks; null: it has not said."""

    @property
    def subject(self) -> str:
        return self.reference
