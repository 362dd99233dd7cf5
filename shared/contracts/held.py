"""What is held for a while before it is decided, so that it can be taken back: what is told of it, by each service.

None of these facts says what the decision will be, and none names anybody.
"""

from typing import ClassVar

from shared.contracts.envelope import Cut, Fact, Instant, Ref


class HeldFact(Fact):
    """A fact about a request that is, or was, held."""

    held_id: Ref
    """What its reply called it, by which it is taken back."""
    commune: Cut
    """Who asked."""
    asked: str
    """The wire name of what was asked."""
    vacancy_id: Ref
    """The vacancy it is about."""

    @property
    def subject(self) -> str:
        return self.vacancy_id


class RequestHeld(HeldFact):
    """A request waits for its time."""

    not_before: Instant
    """When it is decided, unless it is taken back before."""


class RequestTakenBack(HeldFact):
    """A held request was taken back: nothing of it happened, and nothing will."""


class RequestDone(HeldFact):
    """A held request was granted when its time had come."""


class RequestRefused(HeldFact):
    """A held request could not be granted any more when its time had come."""

    codes: tuple[str, ...]
    """The codes of its faults."""


class VacancyRequestHeld(RequestHeld):
    WIRE: ClassVar[str] = "cl.mesa.vacancy-request.held.v1"


class VacancyRequestTakenBack(RequestTakenBack):
    WIRE: ClassVar[str] = "cl.mesa.vacancy-request.taken-back.v1"


class VacancyRequestDone(RequestDone):
    WIRE: ClassVar[str] = "cl.mesa.vacancy-request.done.v1"


class VacancyRequestRefused(RequestRefused):
    WIRE: ClassVar[str] = "cl.mesa.vacancy-request.refused.v1"


class OfferRequestHeld(RequestHeld):
    WIRE: ClassVar[str] = "cl.mesa.offer-request.held.v1"


class OfferRequestTakenBack(RequestTakenBack):
    WIRE: ClassVar[str] = "cl.mesa.offer-request.taken-back.v1"


class OfferRequestDone(RequestDone):
    WIRE: ClassVar[str] = "cl.mesa.offer-request.done.v1"


class OfferRequestRefused(RequestRefused):
    WIRE: ClassVar[str] = "cl.mesa.offer-request.refused.v1"
