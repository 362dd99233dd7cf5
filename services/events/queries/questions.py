"""Questions between offices, as people read them; and who asks, who answers and how fast."""

from datetime import datetime

import orjson

from shared.contracts.agenda import Process
from shared.postgres.reader import Reader
from shared.views import View


class AnswerView(View):
    """One answer to a question."""

    number: int
    """Which answer, counted from 1."""
    office: str
    """CUT code of the commune that answered."""
    text: str
    """The answer."""
    at: datetime
    """When."""
    hours: float
    """Working hours of the office that asked, since it asked or reopened."""
    accepted: bool
    """Whether it helped, as whoever asked said."""


class QuestionView(View):
    """A question between offices, and whose turn it is."""

    help_id: str
    """Its id."""
    commune: str
    """CUT code of the commune that asks."""
    code: Process
    """Which process it is about."""
    question: str
    """The question, in one line."""
    details: str | None
    """What more the office wrote."""
    asked_at: datetime
    """When it was asked."""
    state: str
    """`routed`, `open` (any office may answer), `answered`, `accepted` or `withdrawn`."""
    office: str | None
    """CUT code of the commune whose turn it is; null: nobody's."""
    answer_by: datetime | None
    """Until when; then it is passed on."""
    reasons: list[str]
    """Why this office, in Spanish."""
    tried: list[str]
    """CUT codes of the communes whose turn it was, in order."""
    answers: list[AnswerView]
    """The answers, the first one first."""


async def several(
    read: Reader, *, commune: str | None, open_only: bool, limit: int, after: str | None
) -> list[QuestionView]:
    """The last one first. `commune`: that asked, or whose turn it is. `open_only`: that wait for an answer."""
    return [_view(row) for row in await read.rows(_SEVERAL, commune, open_only, limit, after)]


async def exists(read: Reader, help_id: str) -> bool:
    return await read.exists("SELECT 1 FROM help_question WHERE help_id = $1", help_id)


async def one(read: Reader, help_id: str) -> QuestionView | None:
    row = await read.row(_ONE, help_id)
    return _view(row) if row else None


def _view(row: dict[str, object]) -> QuestionView:
    lists = {name: orjson.loads(str(row[name])) for name in ("reasons", "answers")}
    return QuestionView(**{**row, **lists})


_COLUMNS = """
q.help_id, q.commune, q.code, q.question, q.details, q.asked_at, q.state, q.office, q.answer_by, q.reasons, q.tried,
COALESCE((
    SELECT jsonb_agg(jsonb_build_object('number', a.number, 'office', a.office, 'text', a.text, 'at', a.at,
                                        'hours', a.hours, 'accepted', a.accepted) ORDER BY a.number)
    FROM help_answer a WHERE a.help_id = q.help_id
), '[]') AS answers
"""
_ONE = f"SELECT {_COLUMNS} FROM help_question q WHERE q.help_id = $1"
_SEVERAL = f"""
SELECT {_COLUMNS} FROM help_question q
WHERE ($1::text IS NULL OR q.commune = $1 OR q.office = $1) AND (NOT $2 OR q.state IN ('routed', 'open'))
  AND ($4::text IS NULL OR (q.asked_at, q.help_id) < (SELECT asked_at, help_id FROM help_question WHERE help_id = $4))
ORDER BY q.asked_at DESC, q.help_id DESC LIMIT $3
"""
