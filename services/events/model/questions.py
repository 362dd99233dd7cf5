"""A question between offices: whose turn it is, its answers, and which of them helped."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from services.events.model.routing import Choice
from shared.contracts.agenda import (
    HelpAccepted,
    HelpAnswered,
    HelpReopened,
    HelpRequested,
    HelpRouted,
    HelpUnanswered,
    HelpWithdrawn,
    Process,
)


class State(StrEnum):
    """Where a question stands."""

    ROUTED = "routed"
    """It is the turn of one office."""
    OPEN = "open"
    """Nobody was left to ask: any office may answer."""
    ANSWERED = "answered"
    """Whoever asked has not said whether it helped."""
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


WAITING = (State.ROUTED, State.OPEN)
SETTLED = (State.ACCEPTED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Question:
    """A question of `commune`. `office`: whose turn it is, until `answer_by`; None unless it is routed.

    `since`: when it was asked, or last reopened. `tried`: whose turn it was, in order, the office of this turn last.
    `turns`: how many turns there were. `answered_by`: who gave the last of `answers`.
    """

    help_id: str
    commune: str
    code: Process
    question: str
    details: str | None
    answer_hours: float
    asked_at: datetime
    since: datetime
    state: State = State.OPEN
    office: str | None = None
    answer_by: datetime | None = None
    reasons: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    turns: int = 0
    answers: int = 0
    answered_by: str | None = None

    @property
    def key(self) -> str:
        return self.help_id

    @property
    def due_at(self) -> datetime | None:
        return self.answer_by if self.state is State.ROUTED else None

    def routed(self, choice: Choice) -> "Question":
        return replace(
            self,
            state=State.ROUTED,
            office=choice.commune,
            answer_by=choice.answer_by,
            reasons=choice.reasons,
            tried=(*(cut for cut in self.tried if cut != choice.commune), choice.commune),
            turns=self.turns + 1,
        )

    def nobodys(self, state: State) -> "Question":
        """In another state, and nobody's turn."""
        return replace(self, state=state, office=None, answer_by=None, reasons=())

    def answered(self, office: str) -> "Question":
        return replace(self.nobodys(State.ANSWERED), answers=self.answers + 1, answered_by=office)

    def reopened(self, now: datetime) -> "Question":
        return replace(self.nobodys(State.OPEN), since=now)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question. `hours`: working hours of the office that asked, since it asked or reopened."""

    help_id: str
    number: int
    office: str
    text: str
    at: datetime
    hours: float
    accepted: bool = False

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return f"{self.help_id}/{self.number}"


@dataclass(frozen=True, slots=True)
class GoodAnswers:
    """How many answers of an office to one process helped."""

    office: str
    code: Process
    number: int = 0

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return f"{self.office}/{self.code.value}"


def requested(q: Question) -> HelpRequested:
    return HelpRequested(**_about(q), details=q.details)


def routed(q: Question, silent: str | None) -> HelpRouted:
    """`silent`: from whom it was passed on; the question must be routed."""
    turn = {"office": q.office, "answer_by": q.answer_by, "reasons": q.reasons, "turn": q.turns}
    return HelpRouted(**_about(q), **turn, details=q.details, silent=silent)


def unanswered(q: Question) -> HelpUnanswered:
    return HelpUnanswered(**_about(q), tried=q.tried)


def answered(q: Question, answer: Answer) -> HelpAnswered:
    said = {"office": answer.office, "answer": answer.text, "number": answer.number, "hours": answer.hours}
    return HelpAnswered(**_about(q), **said)


def accepted(q: Question, answer: Answer) -> HelpAccepted:
    return HelpAccepted(**_about(q), office=answer.office, number=answer.number)


def reopened(q: Question, office: str, why: str) -> HelpReopened:
    return HelpReopened(**_about(q), office=office, why=why)


def withdrawn(q: Question, why: str) -> HelpWithdrawn:
    """Of the question as it was before: its office is told."""
    return HelpWithdrawn(**_about(q), why=why, office=q.office)


def _about(q: Question) -> dict[str, Any]:
    return {"help_id": q.help_id, "commune": q.commune, "code": q.code, "question": q.question}
