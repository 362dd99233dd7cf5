"""Requests about what an agenda is made of: venues, people and vehicles, and when they are busy."""

import re
from datetime import time
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from shared.contracts.envelope import Day, Instant, Officer, Part, Ref, Request, Text
from shared.contracts.intake.activity import MOST_PEOPLE, ends_after_it_starts


class VenueKind(StrEnum):
    """The kinds of places that are booked."""

    GYMNASIUM = "gymnasium"
    HALL = "hall"
    SCHOOL = "school"
    OFFICE = "office"
    OPEN_AIR = "open_air"


class ResourceKind(StrEnum):
    """What an office has that must be free."""

    PERSON = "person"
    VEHICLE = "vehicle"
    EMPLOYER = "employer"
    """An employer with times it prefers."""


class PersonRole(StrEnum):
    """What somebody is in the municipality."""

    OFFICER = "officer"
    COORDINATOR = "coordinator"
    MAYOR = "mayor"
    COUNCILLOR = "councillor"


_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"


def _as_clock(value: Any) -> Any:
    """Raises a fault for a text that names no time of a clock: with a zone it would be an instant's."""
    if not isinstance(value, str):
        return value
    if not re.fullmatch(_CLOCK, value):
        raise PydanticCustomError("time_parsing", "a time of the clock is written as 09:00")
    return time.fromisoformat(value)


ClockTime = Annotated[time, BeforeValidator(_as_clock), WithJsonSchema({"type": "string", "pattern": _CLOCK})]
"""A time of the clock in Santiago, without a zone: JSON Schema's own `time` must have one."""


class OpenHours(Part):
    """A stretch of a week in which something can be had, in the time of Santiago."""

    weekday: Annotated[int, Field(ge=0, le=6)]
    """Monday is 0."""
    opens: ClockTime
    """From, as `09:00`."""
    closes: ClockTime
    """Until, later on the same day, as `13:30`."""

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("Tiene que cerrar después de abrir, el mismo día")
        return self


class VenueRegister(Request):
    """A place of the commune that can be booked: the whole of it, also to correct what was registered before."""

    WIRE: ClassVar[str] = "cl.mesa.venue.register.v1"

    venue_id: Ref | None = None
    """Of a venue that is registered; null: a new one."""
    name: Text
    """Its name."""
    place: Text
    """Its address."""
    kind: VenueKind
    """What kind of place it is."""
    capacity: int = Field(ge=1, le=MOST_PEOPLE)
    """How many people it holds."""
    opens: tuple[OpenHours, ...] = Field(default=(), max_length=50)
    """When it can be had; without any, whenever the office works."""
    open: bool = True
    """Whether it can be booked at all."""


class ResourceRegister(Request):
    """Somebody or something of the office that must be free; also to correct what was registered before."""

    WIRE: ClassVar[str] = "cl.mesa.resource.register.v1"

    resource_id: Ref | None = None
    """Of a resource that is registered; null: a new one."""
    kind: ResourceKind
    """What it is."""
    label: Officer | None = None
    """What the office calls a person or a vehicle inside (`niquen-1`); never a name or a RUT."""
    role: PersonRole | None = None
    """Of a person: what they are."""
    employer: Text | None = None
    """Of an employer: its name, as postings write it."""
    opens: tuple[OpenHours, ...] = Field(default=(), max_length=50)
    """When it can be had, or, of an employer, prefers to be; without any, whenever the office works."""
    active: bool = True
    """Whether it can be had at all."""

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        if self.kind is ResourceKind.EMPLOYER and self.employer is None:
            raise ValueError("De una empresa se anota su nombre (employer)")
        if self.kind is not ResourceKind.EMPLOYER and self.label is None:
            raise ValueError("De una persona o un vehículo se anota cómo lo llama la oficina (label)")
        if (self.kind is ResourceKind.PERSON) != (self.role is not None):
            raise ValueError("De una persona, y solo de una persona, se anota su cargo (role)")
        return self


class BusyStretch(Part):
    """When somebody or something is busy. Why is nobody's business: it is not asked."""

    starts_at: Instant
    """From: RFC 3339 with a zone."""
    ends_at: Instant
    """Until, after it began: RFC 3339 with a zone."""

    _in_order = model_validator(mode="after")(ends_after_it_starts)


class BusyEnter(Request):
    """Somebody, something, a venue or the whole office is busy: once, or every week until a day."""

    WIRE: ClassVar[str] = "cl.mesa.busy.enter.v1"

    owner: Ref | None = None
    """The id of a resource or venue; null: the whole office."""
    stretch: BusyStretch
    """When."""
    weekly_until: Day | None = None
    """Every week at the same hours of the clock until this day; null: once."""


class BusyRemove(Request):
    """What was entered as busy is free."""

    WIRE: ClassVar[str] = "cl.mesa.busy.remove.v1"

    busy_id: Ref

    @property
    def subject(self) -> str:
        return self.busy_id


class CalendarImport(Request):
    """The stretches of somebody's calendar: they take the place of those that were taken from it before."""

    WIRE: ClassVar[str] = "cl.mesa.calendar.import.v1"

    owner: Ref | None = None
    """The id of a resource or venue; null: the whole office."""
    calendar: Ref = "calendar"
    """Which of the owner's calendars."""
    stretches: tuple[BusyStretch, ...] = Field(max_length=2000)
    """When it is busy."""
