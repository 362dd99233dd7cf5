"""What is counted, and one row of it."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from services.notifications.board.matters.base import Said


class Figure(StrEnum):
    """What is counted; the amount is a number of things, except of `CREDIT` (thousandths), and of `ANSWERED` and
    `QUESTION_ANSWERED` (working hours); of people at a fair it is what its host counted.
    """

    SEATS_POSTED = "seats_posted"
    OFFERED = "offered"
    LEASED = "leased"
    PLACED = "placed"
    UNDONE = "undone"
    VERIFIED = "verified"
    REFUTED = "refuted"
    GIVEN = "given"
    RECEIVED = "received"
    CREDIT = "credit"
    ANSWERED = "answered"
    SILENT = "silent"
    CONTACTED = "contacted"
    APPROACH_PROPOSED = "approach_proposed"
    APPROACH_CONCLUDED = "approach_concluded"
    FAIR_HELD = "fair_held"
    ENCUENTRO_HELD = "encuentro_held"
    MEETING_HELD = "meeting_held"
    VISIT_HELD = "visit_held"
    TOOK_PART = "took_part"
    VISITORS = "visitors"
    INTERVIEWS = "interviews"
    INTERVIEW_NOTED = "interview_noted"
    EMPLOYERS_CAME = "employers_came"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    ANSWER_HELPED = "answer_helped"
    CARD_PUBLISHED = "card_published"
    CARD_USED = "card_used"
    AGREEMENT_MADE = "agreement_made"
    AGREEMENT_KEPT = "agreement_kept"
    AGREEMENT_LATE = "agreement_late"
    RENDITION_IN_TIME = "rendition_in_time"
    RENDITION_LATE = "rendition_late"
    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    CONSENT_GIVEN = "consent_given"


class Count(NamedTuple):
    """One row: what is counted of `commune`, towards which other one if any, when, how much, said by which fact."""

    figure: Figure
    commune: str
    other: str | None
    at: datetime
    amount: float
    fact_id: str
    about: str
    """The lease, offer, contact, approach, answer or version within the matter."""


def counted(figure: Figure, commune: str, other: str | None, by: Said, amount: float = 1, about: str = "") -> Count:
    """The row of one counted thing."""
    return Count(figure, commune, other, by.at, amount, by.fact_id, about)
