"""The help between offices on the board: questions and cards, found by words without their accents."""

from typing import Literal

from services.notifications.board.matters import Card, Question
from services.notifications.board.queries.matters import matter
from shared.postgres.reader import Reader
from shared.text import plain

Whose = Literal["open", "mine", "all"]


async def questions(read: Reader, *, commune: str, whose: Whose, limit: int, text: str | None = None) -> list[Question]:
    """The newest questions of an office: that are open to it (its turn, or nobody's), that it asked, or all."""
    rows = await read.rows(_QUESTIONS, commune, whose, _words(text), limit)
    return [Question.model_validate_json(row["state"]) for row in rows]


async def question(read: Reader, help_id: str) -> Question | None:
    """One question; None if there is none."""
    return await matter(read, Question, "question", help_id)


async def cards(read: Reader, *, text: str | None, limit: int) -> list[Card]:
    """The cards by title; `text`: those in which each of its words stands."""
    return [Card.model_validate_json(row["state"]) for row in await read.rows(_CARDS, _words(text), limit)]


async def card(read: Reader, card_id: str) -> Card | None:
    """One card; None if there is none."""
    return await matter(read, Card, "card", card_id)


def _words(text: str | None) -> list[str]:
    return plain(text).split() if text else []


_QUESTIONS = """
SELECT state::text FROM board_matter
WHERE kind = 'question' AND stage IS NOT NULL
    AND NOT EXISTS (SELECT FROM unnest($3::text[]) AS w (word) WHERE strpos(plain, w.word) = 0)
    AND CASE $2::text
        WHEN 'mine' THEN commune = $1
        WHEN 'open' THEN stage = 'routed' AND state->>'office' = $1 OR stage = 'unanswered' AND commune <> $1
        ELSE true END
ORDER BY position DESC LIMIT $4
"""
_CARDS = """
SELECT state::text FROM board_matter
WHERE kind = 'card' AND stage IS NOT NULL
    AND NOT EXISTS (SELECT FROM unnest($1::text[]) AS w (word) WHERE strpos(plain, w.word) = 0)
ORDER BY title, matter_id LIMIT $2
"""
