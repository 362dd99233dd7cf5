"""The CloudEvents 1.0 envelope and the bases that every fact and every request of the Mesa share.

Source: CloudEvents 1.0.2, core specification and Kafka protocol binding.
"""

import re
from datetime import date, datetime
from hashlib import sha1, sha256
from typing import Annotated, Any, ClassVar, Generic, NamedTuple, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from shared.contracts.rut import is_rut_of_a_person


def published(pattern: str) -> WithJsonSchema:
    """The pattern as it stands in the schemas since they were first published.

    `\\d` is [0-9] in a JSON Schema (ECMA-262); to pydantic it is every script's digits (`１６３０１`), so
    that it is told [0-9].
    """
    return WithJsonSchema({"type": "string", "pattern": pattern})


CUT = r"^[0-9]{5}$"
Cut = Annotated[str, StringConstraints(pattern=CUT), published(r"^\d{5}$")]
"""A commune's CUT code: five digits, leading zero kept (`05602`)."""

REF = r"^[A-Za-z0-9_.:-]+$"

Ref = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=REF)]
"""An opaque identifier: of a vacancy, lease, offer, fair, or a pseudonymous candidate."""


def no_rut(text: str) -> str:
    """The text, if it is no RUT of a person. Raises ValueError, which does not repeat it."""
    if is_rut_of_a_person(text):
        raise ValueError("Esto es un RUT, y un RUT no se usa como nombre ni como clave: queda en registros y mensajes")
    return text


Officer = Annotated[Ref, AfterValidator(no_rut)]
"""Whatever an office calls its people inside (`niquen-1`); never a RUT. On the wire it is a `Ref`."""

LONGEST_TEXT = 300
Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_TEXT, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$"),
]
"""One line of text for people. Control characters are refused: PostgreSQL cannot keep a NUL."""

Story = Annotated[
    str,
    StringConstraints(min_length=1, max_length=4000, strip_whitespace=True, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$"),
]
"""Text of several lines. Tabs and new lines are the only control characters."""

FOLIO = r"^[A-Z]{2,5}-[0-9]{4}-[0-9]{4,}$"
Folio = Annotated[str, StringConstraints(pattern=FOLIO), published(r"^[A-Z]{2,5}-\d{4}-\d{4,}$")]
"""What people say on the telephone: the commune's letters, the year, a running number (`SC-2026-0042`)."""

PERIOD = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
Period = Annotated[str, StringConstraints(pattern=PERIOD), published(r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A month of contributions, `2026-04`."""

YEARS = range(1900, 2201)
"""No date of work lies outside; within, an instant may be moved by any zone or window without an overflow."""


def _instant_within_years(at: datetime) -> datetime:
    if at.year not in YEARS:
        raise PydanticCustomError("instant_out_of_range", "the year must be within 1900 and 2200")
    return at


def _day_within_years(day: date) -> date:
    if day.year not in YEARS:
        raise PydanticCustomError("instant_out_of_range", "the year must be within 1900 and 2200")
    return day


Instant = Annotated[AwareDatetime, AfterValidator(_instant_within_years)]
Day = Annotated[date, AfterValidator(_day_within_years)]
MOST_SEATS = 2000
Seats = Annotated[int, Field(ge=1, le=MOST_SEATS)]
MOST_HOURS = 400
WorkingHours = Annotated[float, Field(gt=0, le=MOST_HOURS)]
"""Hours in which an office works, not hours on the wall."""

Revision = Annotated[int, Field(ge=1)]
"""How often a record has been written: the first time is 1."""

Fence = Annotated[int, Field(ge=1)]
"""Counts the leases of a vacancy. Who names it proves that they speak of this lease and not of an older one."""

TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
"""W3C Trace Context, section 3.2: what is none is passed over and made anew."""

SERVICE_SOURCE = "/mesa/"
COMMUNE_SOURCE = "/comunas/"
_MESA = UUID("6e0b2f5e-0f4e-5a0b-9a51-16301163031a")


class Part(BaseModel):
    """A piece of a fact or request. Frozen; what a newer writer adds is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class Fact(Part):
    """Something that happened, published by its owner in the past tense."""

    WIRE: ClassVar[str]
    """The explicit CloudEvents type, e.g. `cl.mesa.vacancy.posted.v1`; never derived from the class name."""

    ORDERED: ClassVar[bool] = False
    """Whether a later fact of this type must wait behind a parked one of the same key."""

    @property
    def subject(self) -> str:
        """The id of the aggregate it speaks of: the CloudEvents subject and the Kafka key."""
        raise TypeError(f"{type(self).__name__} names no subject")


class Request(Part):
    """Something asked from outside, in the imperative. A field that nobody knows is a fault, not a guess."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    WIRE: ClassVar[str]
    ORDERED: ClassVar[bool] = False
    MADE_ANEW: ClassVar[frozenset[str]] = frozenset()
    """Fields that our own door fills, differently each time the same is asked."""

    commune: Cut
    """Who asks. On an intake topic it must be the topic's commune."""

    @property
    def subject(self) -> str:
        return self.commune

    @property
    def digest(self) -> str:
        """The same for the same request asked again, and for no other."""
        # as it was set, for a field that is null may say more than one that is left out (RFC 7396)
        asked = self.model_dump_json(exclude_unset=True, exclude=set(self.MADE_ANEW))
        return sha256(f"{self.WIRE} {asked}".encode()).hexdigest()[:32]


D = TypeVar("D")
M = TypeVar("M", bound=Fact | Request)


class Envelope(NamedTuple, Generic[D]):
    """A fact, request or tick with its CloudEvents attributes. `time` is UTC-aware.

    `officer`: what an office calls the one of its people who asked (an `Officer`), as far as it is known; what follows
    from a request carries it on. Source: CloudEvents, Auth Context extension.
    `by_intake`: a request came by the intake of its commune, which hears replies on the bus.
    """

    id: str
    source: str
    type: str
    time: datetime
    subject: str
    correlation_id: str
    causation_id: str | None
    traceparent: str | None
    data: D
    officer: str | None = None
    by_intake: bool = False


def derived_id(cause: str, *parts: object) -> str:
    """The id of what follows from `cause`: the same cause gives the same ids again, so a repeat is recognised.

    A UUID of version 5 (RFC 9562), written out by hand: `uuid.uuid5` takes five times as long, once a fact.
    """
    name = "/".join((cause, *map(str, parts)))
    h = sha1(_MESA.bytes + name.encode(), usedforsecurity=False).hexdigest()
    return f"{h[:8]}-{h[8:12]}-5{h[13:16]}-{'89ab'[int(h[16], 16) & 3]}{h[17:20]}-{h[20:32]}"


def commune_source(cut: str) -> str:
    return COMMUNE_SOURCE + cut


def service_source(name: str) -> str:
    return SERVICE_SOURCE + name


def trace_of(correlation_id: str, message_id: str) -> str:
    """A W3C traceparent for a message that came without one: stable, so a repeat keeps its trace."""
    trace, span = derived_id(correlation_id, "trace"), derived_id(message_id, "span")
    return f"00-{trace.replace('-', '')}-{span.replace('-', '')[:16]}-01"


def root_envelope(
    data: M,
    identity: str,
    source: str,
    at: datetime,
    given_trace: str | None = None,
    officer: str | None = None,
) -> Envelope[M]:
    """The envelope of a message that no other message caused: a correlation begins with it.

    `given_trace`: the traceparent of the sender; without one, or with an invalid one, the trace begins here too.
    `officer`: who of the office asks, if it is known.
    """
    trace = given_trace if given_trace and TRACEPARENT.fullmatch(given_trace) else trace_of(identity, identity)
    return Envelope(identity, source, data.WIRE, at, data.subject, identity, None, trace, data, officer)


def as_data(contract: BaseModel) -> dict[str, Any]:
    """The JSON-ready form of a contract, without fields that were left at None."""
    return contract.model_dump(mode="json", exclude_none=True)
