"""Requests about a date that offices agree on: propose it with options, answer, take it back; and accept a clash."""

from typing import ClassVar

from pydantic import Field, model_validator

from shared.contracts.agenda import ActivityKind, OptionNumber
from shared.contracts.envelope import Cut, Instant, Part, Ref, Request, Text, WorkingHours
from shared.contracts.intake.activity import ends_after_it_starts


class OptionAsked(Part):
    """One of the dates that are proposed."""

    starts_at: Instant
    """When it would begin: RFC 3339 with a zone."""
    ends_at: Instant
    """When it would end: RFC 3339 with a zone."""
    commune: Cut
    """CUT code of the commune that would host it."""
    place: Text
    """Where: the sector or address."""
    venue_id: Ref | None = None
    """The venue that would be booked for it."""
    reasons: tuple[Text, ...] = Field(default=(), max_length=20)
    """What speaks for it and what it costs, as the search for a date said."""

    _in_order = model_validator(mode="after")(ends_after_it_starts)


class DatePropose(Request):
    """Ask offices which of these dates suit them."""

    WIRE: ClassVar[str] = "cl.mesa.date.propose.v1"

    kind: ActivityKind
    """What is to be held."""
    title: Text
    """Its name."""
    invited: tuple[Cut, ...] = Field(min_length=1, max_length=400)
    """CUT codes of the communes that are asked."""
    options: tuple[OptionAsked, ...] = Field(min_length=1, max_length=10)
    """The dates, the best first."""
    quorum: int | None = Field(default=None, ge=1, le=400)
    """So many of them must be able to come; null: more than half."""
    answer_hours: WorkingHours = 16.0
    """Working hours of the offices for their answers."""
    employer: Text | None = None
    """The employer it is about, as postings write its name."""


class AboutDate(Request):
    """A request about one proposal of a date."""

    proposal_id: Ref

    @property
    def subject(self) -> str:
        return self.proposal_id


class DateVote(AboutDate):
    """Which of the dates suit the office; the last answer counts."""

    WIRE: ClassVar[str] = "cl.mesa.date.vote.v1"

    yes: tuple[OptionNumber, ...] = Field(default=(), max_length=10)
    """The numbers of the options that suit the office, counted from 1."""
    if_needed: tuple[OptionNumber, ...] = Field(default=(), max_length=10)
    """The numbers of those to which it can come if need be; to the others it cannot."""


class DateWithdraw(AboutDate):
    """Take the proposal back."""

    WIRE: ClassVar[str] = "cl.mesa.date.withdraw.v1"

    why: Text
    """Why; those who were asked are told."""


class ClashAccept(Request):
    """Let a clash stand."""

    WIRE: ClassVar[str] = "cl.mesa.clash.accept.v1"

    clash_id: Ref
    why: Text
    """Why it may stand."""

    @property
    def subject(self) -> str:
        return self.clash_id
