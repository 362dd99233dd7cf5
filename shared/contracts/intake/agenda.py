"""Requests about fairs."""

from typing import ClassVar, Self

from pydantic import model_validator

from shared.contracts.envelope import Instant, Request, Text


class FairSchedule(Request):
    WIRE: ClassVar[str] = "cl.mesa.fair.schedule.v1"

    title: Text
    """The name of the fair."""
    place: Text
    """Where it is held: the sector or address."""
    starts_at: Instant
    """When it begins: RFC 3339 with a zone."""
    ends_at: Instant
    """When it ends, after it begins: RFC 3339 with a zone."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("La feria tiene que terminar después de empezar")
        return self
