"""How long employers wait for an answer: per home office and for the Mesa, in the office's working hours.

A vacancy counts as answered when its first seat is leased, or when it is closed without one. If the employer took it
back before that, the employer gave up and was not answered. A vacancy posted by mistake, or twice, is not counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.calendar import working_hours_between
from shared.contracts.reasons import CloseReason
from shared.postgres.reader import Reader
from shared.views import View

NO_QUESTION = frozenset({CloseReason.POSTED_BY_MISTAKE, CloseReason.DUPLICATE})
GAVE_UP = frozenset(
    {CloseReason.WITHDRAWN_BY_EMPLOYER, CloseReason.FILLED_OUTSIDE, CloseReason.EMPLOYER_CHANGED_MIND},
)


@dataclass(frozen=True, slots=True)
class Question:
    """A vacancy of the period. `leased_at` of its first lease ever; `closed_at` with `why_closed`, if it was closed."""

    vacancy_id: str
    folio: str | None
    commune: str
    employer: str
    title: str
    posted_at: datetime
    leased_at: datetime | None = None
    closed_at: datetime | None = None
    why_closed: str | None = None

    @property
    def gave_up(self) -> bool:
        return self.leased_at is None and self.why_closed in GAVE_UP

    @property
    def answered_at(self) -> datetime | None:
        return self.leased_at or (None if self.gave_up else self.closed_at)

    def hours(self, until: datetime) -> float:
        """Working hours of the home office from the posting, to a tenth."""
        return round(working_hours_between(self.posted_at, until, self.commune), 1)


class Times(View):
    """Of one office: hours of those answered; the silent and those who gave up stand beside them, not in them."""

    asked: int
    """Vacancies posted in the period."""
    answered: int
    """How many got an answer."""
    silent: int
    """How many have none yet."""
    gave_up: int
    """How many the employer took back before an answer."""
    median_hours: float | None
    """Median of the working hours until the answer; null: none was answered."""
    p90_hours: float | None
    """Working hours within which nine in ten were answered; null: none was."""


class OfficeTimes(Times):
    commune: str
    """CUT code of the office."""


class Silent(View):
    """An employer without an answer yet. `waiting_hours` until now."""

    vacancy_id: str
    """The id of the vacancy."""
    folio: str | None
    """What people say on the telephone, as `SC-2026-0042`; null: it has none yet."""
    commune: str
    """CUT code of the office that owes the answer."""
    employer: str
    """The employer's name, as the posting writes it."""
    title: str
    """The title of the vacancy, as the employer wrote it."""
    posted_at: datetime
    """When it was posted."""
    waiting_hours: float
    """Working hours of that office until now."""


class AnswerTimes(View):
    since: datetime
    """The beginning of the period, included."""
    until: datetime
    """The end of the period, not included."""
    mesa: Times
    """Of all offices together."""
    offices: list[OfficeTimes]
    """Of each office."""
    silent: list[Silent]
    """Employers without an answer yet, the longest wait first."""


async def answer_times(read: Reader, since: datetime, until: datetime, now: datetime) -> AnswerTimes:
    """Of vacancies posted in the period, as far as they are answered at `now`."""
    found = await read.rows(_QUESTIONS, since, until, sorted(NO_QUESTION))
    return times_of([Question(**row) for row in found], since, until, now)


def times_of(questions: Sequence[Question], since: datetime, until: datetime, now: datetime) -> AnswerTimes:
    """The answer times of these questions. Employers still without an answer come with the longest wait first."""
    by_office: dict[str, list[Question]] = {}
    for question in questions:
        by_office.setdefault(question.commune, []).append(question)
    waiting = [_waiting(q, now) for q in questions if not q.answered_at and not q.gave_up]
    return AnswerTimes(
        since=since,
        until=until,
        mesa=Times(**_times(questions)),
        offices=[OfficeTimes(commune=cut, **_times(asked)) for cut, asked in sorted(by_office.items())],
        silent=sorted(waiting, key=lambda s: (-s.waiting_hours, s.posted_at, s.vacancy_id)),
    )


def percentile(values: Iterable[float], part: float) -> float | None:
    """The value below which that part of the values lies, interpolated between two of them; None if there are none.

    Computed as `percentile_cont` of PostgreSQL does.
    """
    ordered = sorted(values)
    if not ordered:
        return None
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _times(questions: Sequence[Question]) -> Mapping[str, Any]:
    hours = [q.hours(q.answered_at) for q in questions if q.answered_at]
    gave_up = sum(q.gave_up for q in questions)
    median, p90 = percentile(hours, 0.5), percentile(hours, 0.9)
    return {
        "asked": len(questions),
        "answered": len(hours),
        "silent": len(questions) - len(hours) - gave_up,
        "gave_up": gave_up,
        "median_hours": None if median is None else round(median, 1),
        "p90_hours": None if p90 is None else round(p90, 1),
    }


def _waiting(q: Question, now: datetime) -> Silent:
    return Silent(
        vacancy_id=q.vacancy_id,
        folio=q.folio,
        commune=q.commune,
        employer=q.employer,
        title=q.title,
        posted_at=q.posted_at,
        waiting_hours=q.hours(now),
    )


_QUESTIONS = """
SELECT v.vacancy_id, folio, v.commune, profile->>'employer' AS employer, profile->>'title' AS title, posted_at,
       (SELECT min(leased_at) FROM lease l WHERE l.vacancy_id = v.vacancy_id) AS leased_at,
       CASE WHEN stage = 'closed' THEN revised_at END AS closed_at, why_closed
FROM vacancy v
WHERE posted_at >= $1 AND posted_at < $2 AND twin_of IS NULL
  AND (why_closed IS NULL OR NOT why_closed = ANY($3::text[]))
ORDER BY posted_at, v.vacancy_id
"""
