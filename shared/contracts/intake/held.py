"""Requests that may be held before they are decided, and how one is taken back."""

from typing import ClassVar

from shared.contracts.envelope import Instant, Ref, Request


class Holdable(Request):
    """A request that cannot be undone once it is decided: it may be held until a time, and taken back before it."""

    not_before: Instant | None = None
    """Decide it at this instant, at most an hour ahead, and not if it is taken back before; null: now."""

    @property
    def digest(self) -> str:
        if self.not_before is not None or "not_before" not in self.model_fields_set:
            return super().digest
        # null says nothing here: the same request from before there was this field is the same
        unsaid = type(self).model_construct(_fields_set=self.model_fields_set - {"not_before"}, **dict(self))
        return super(Holdable, unsaid).digest


class AboutHeld(Request):
    """A request about one that is held."""

    held_id: Ref
    """What the reply to the held request called it."""

    @property
    def subject(self) -> str:
        return self.held_id


class VacancyTakeBack(AboutHeld):
    """Take back what was asked about a vacancy or a seat, as long as it is held."""

    WIRE: ClassVar[str] = "cl.mesa.vacancy-request.take-back.v1"


class OfferTakeBack(AboutHeld):
    """Take back what was asked about an offer or a proposal, as long as it is held."""

    WIRE: ClassVar[str] = "cl.mesa.offer-request.take-back.v1"
