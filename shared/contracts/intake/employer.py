"""Requests about employers: note a contact, plan a visit and report on it, go to an employer together."""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from shared.contracts.envelope import Cut, Day, Instant, Ref, Request, Revision, Text
from shared.contracts.reasons import ContactResult
from shared.contracts.vocabulary import Means


class EmployerContact(Request):
    """The office has reached an employer. Whom it spoke with is not asked: it stays in the office."""

    WIRE: ClassVar[str] = "cl.mesa.employer.contact.v1"

    employer: Text
    """The employer's name, as postings write it."""
    means: Means
    """How it was reached."""
    at: Instant
    """When: RFC 3339 with a zone."""
    result: ContactResult
    """What came of it."""
    next_on: Day | None = None
    """The day on which the employer asked to be contacted again."""

    @model_validator(mode="after")
    def _was_held(self) -> Self:
        if self.result is ContactResult.NOT_HELD:
            raise ValueError("Un contacto que no se hizo no se anota")
        return self


class EmployerPlan(Request):
    """The office will visit an employer."""

    WIRE: ClassVar[str] = "cl.mesa.employer.plan.v1"

    employer: Text
    """The employer's name, as postings write it."""
    at: Instant
    """When the visit will be: RFC 3339 with a zone."""


class EmployerReport(Request):
    """What came of a contact: the whole of it, also to correct what was reported before.

    `at`: when it took place, if not as planned. With `if_revision` only if nobody has changed it since.
    """

    WIRE: ClassVar[str] = "cl.mesa.employer.report.v1"

    contact_id: Ref
    result: ContactResult
    at: Instant | None = None
    next_on: Day | None = None
    if_revision: Revision | None = None

    @property
    def subject(self) -> str:
        return self.contact_id


class ApproachPropose(Request):
    """Ask other offices to go to an employer together."""

    WIRE: ClassVar[str] = "cl.mesa.approach.propose.v1"

    employer: Text
    """The employer's name, as postings write it."""
    invited: tuple[Cut, ...] = Field(min_length=1, max_length=20)
    """CUT codes of the offices that are asked to come along."""
    at: Instant | None = None
    """When to go: RFC 3339 with a zone; null: no day is named."""


class AboutApproach(Request):
    """A request about one joint approach."""

    approach_id: Ref

    @property
    def subject(self) -> str:
        return self.approach_id


class ApproachAnswer(AboutApproach):
    """The invited office joins, or does not."""

    WIRE: ClassVar[str] = "cl.mesa.approach.answer.v1"

    joins: bool


class ApproachConclude(AboutApproach):
    """What came of it, reported by one of the offices that went."""

    WIRE: ClassVar[str] = "cl.mesa.approach.conclude.v1"

    result: ContactResult
    next_on: Day | None = None
