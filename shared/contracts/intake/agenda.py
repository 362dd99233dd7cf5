"""Requests about fairs."""

from typing import ClassVar, Self

from pydantic import model_validator

from shared.contracts.envelope import Instant, Request, Text


class FairSchedule(Request):
    WIRE: ClassVar[str] = "cl.mesa.fair.schedule.v1"

    title: Text
    place: Text
    starts_at: Instant
    ends_at: Instant

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("La feria tiene que terminar después de empezar")
        return self
