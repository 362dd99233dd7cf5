"""A question between offices, as the page shows it: whose turn it is, the answers, and whether one helped."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from services.notifications.board.matters.base import Fold, Said, State, said
from shared.contracts.agenda import (
    HelpAccepted,
    HelpAnswered,
    HelpFact,
    HelpReopened,
    HelpRequested,
    HelpRouted,
    HelpUnanswered,
    HelpWithdrawn,
    Process,
)
from shared.contracts.envelope import Envelope, Fact


class QuestionStage(StrEnum):
    """How it stands; `UNANSWERED`: nobody's turn, any office may answer."""

    ROUTED = "routed"
    UNANSWERED = "unanswered"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class HelpAnswer(State):
    """An answer. `hours`: working hours of the office that asks; `missing`: why it did not help."""

    office: str
    text: str
    hours: float
    said: Said
    accepted: Said | None = None
    missing: str | None = None


class Question(State):
    """A matter. `office` and `answer_by`: whose turn it is, and until when; `tried`: who had a turn before."""

    help_id: str
    commune: str
    code: Process
    question: str
    details: str | None = None
    asked: Said | None = None
    stage: QuestionStage | None = None
    office: str | None = None
    answer_by: datetime | None = None
    turn: int = 0
    reasons: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    answers: dict[int, HelpAnswer] = {}
    why: str | None = None

    @property
    def party(self) -> tuple[str, ...]:
        """Who asks, who has or had a turn, and who answered."""
        answered = (one.office for one in self.answers.values())
        now = (self.office,) if self.office else ()
        return tuple(dict.fromkeys((self.commune, *now, *self.tried, *answered)))


def _told(before: Question | None, fact: HelpFact, **changed: Any) -> Question:
    known = before or Question(help_id=fact.help_id, commune=fact.commune, code=fact.code, question=fact.question)
    return known.having(question=fact.question, **changed)


def on_requested(before: Question | None, envelope: Envelope[HelpRequested]) -> Question:
    fact = envelope.data
    return _told(before, fact, details=fact.details, asked=said(envelope), stage=QuestionStage.UNANSWERED)


def on_routed(before: Question | None, envelope: Envelope[HelpRouted]) -> Question:
    fact = envelope.data
    turn = {name: getattr(fact, name) for name in ("office", "answer_by", "turn", "reasons")}
    question = _told(before, fact, stage=QuestionStage.ROUTED, **turn)
    return question.having(details=fact.details or question.details, tried=_with(question.tried, fact.silent))


def _with(tried: tuple[str, ...], office: str | None) -> tuple[str, ...]:
    return tried if office is None or office in tried else (*tried, office)


def on_unanswered(before: Question | None, envelope: Envelope[HelpUnanswered]) -> Question:
    return _nobodys(before, envelope.data, stage=QuestionStage.UNANSWERED, tried=envelope.data.tried)


def on_answered(before: Question | None, envelope: Envelope[HelpAnswered]) -> Question:
    fact, question = envelope.data, _nobodys(before, envelope.data, stage=QuestionStage.ANSWERED)
    answer = HelpAnswer(office=fact.office, text=fact.answer, hours=fact.hours, said=said(envelope))
    return question.having(answers={**question.answers, fact.number: answer})


def on_accepted(before: Question | None, envelope: Envelope[HelpAccepted]) -> Question:
    fact, question = envelope.data, _nobodys(before, envelope.data, stage=QuestionStage.ACCEPTED)
    return _judged(question, fact.number, accepted=said(envelope))


def on_reopened(before: Question | None, envelope: Envelope[HelpReopened]) -> Question:
    """Whose turn it is now is told with it; until then any office may answer."""
    fact, question = envelope.data, _nobodys(before, envelope.data, stage=QuestionStage.UNANSWERED)
    return _judged(question, max(question.answers, default=0), missing=fact.why)


def on_withdrawn(before: Question | None, envelope: Envelope[HelpWithdrawn]) -> Question:
    return _nobodys(before, envelope.data, stage=QuestionStage.WITHDRAWN, why=envelope.data.why)


def _nobodys(before: Question | None, fact: HelpFact, **changed: Any) -> Question:
    return _told(before, fact, office=None, answer_by=None, reasons=(), **changed)


def _judged(question: Question, number: int, **changed: Any) -> Question:
    """With an answer changed; one that was never heard of changes nothing."""
    answer = question.answers.get(number)
    if answer is None:
        return question
    return question.having(answers={**question.answers, number: answer.having(**changed)})


FOLDS: Mapping[type[Fact], Fold] = {
    HelpRequested: on_requested,
    HelpRouted: on_routed,
    HelpUnanswered: on_unanswered,
    HelpAnswered: on_answered,
    HelpAccepted: on_accepted,
    HelpReopened: on_reopened,
    HelpWithdrawn: on_withdrawn,
}
