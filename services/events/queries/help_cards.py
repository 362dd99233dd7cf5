"""Cards of help, as people read and find them."""

from datetime import date, datetime

import orjson

from shared.contracts.agenda import Process
from shared.postgres.reader import Reader
from shared.views import View


class CardView(View):
    """A version of a card."""

    card_id: str
    """Its id."""
    version: int
    """Which version, counted from 1."""
    commune: str
    """CUT code of the commune that wrote this version."""
    code: Process
    """Which process it is about."""
    title: str
    """What it answers, in one line."""
    text: str
    """What it says."""
    words: list[str]
    """Other words in which people ask for it."""
    review_on: date
    """The day on which somebody should read again whether it still holds."""
    help_id: str | None
    """The question whose answer it was; null: it came from none."""
    published_at: datetime
    """When."""


class CardFound(CardView):
    """A card that a search found."""

    score: float
    """How well it fits; more is better, and it says nothing beside another search."""


class CardWithHistory(CardView):
    """A card with its earlier versions."""

    used: int
    """How often it helped."""
    earlier: list[CardView]
    """The versions before, the last one first."""


async def several(read: Reader, code: Process | None, limit: int, after: str | None) -> list[CardView]:
    """The cards that count, by process and title."""
    return [_view(row) for row in await read.rows(_SEVERAL, code, limit, after)]


async def exists(read: Reader, card_id: str) -> bool:
    return await read.exists("SELECT 1 FROM card WHERE card_id = $1", card_id)


async def one(read: Reader, card_id: str) -> CardWithHistory | None:
    """A card with all its versions."""
    views = [_view(row) for row in await read.rows(_VERSIONS, card_id)]
    if not views:
        return None
    row = await read.row("SELECT count(*) AS used FROM card_use WHERE card_id = $1", card_id)
    used = row["used"] if row else 0
    return CardWithHistory(**views[0].model_dump(), used=used, earlier=views[1:])


async def search(read: Reader, asked: str, limit: int) -> list[CardFound]:
    """The cards that fit what somebody types, the best first: by stems, without accents, with slips of the hand."""
    found = await read.rows(_SEARCH, asked, limit)
    return [CardFound(**{**row, "words": orjson.loads(row["words"])}) for row in found]


def _view(row: dict[str, object]) -> CardView:
    return CardView(**{**row, "words": orjson.loads(str(row["words"]))})


_COLUMNS = ", ".join(f"v.{name}" for name in CardView.model_fields)
_SEVERAL = f"""
SELECT {_COLUMNS} FROM card c JOIN card_version v USING (card_id, version)
WHERE ($1::text IS NULL OR v.code = $1)
  AND ($3::text IS NULL OR (v.code, v.title, v.card_id) > (
      SELECT code, title, card_id FROM card_version JOIN card USING (card_id, version) WHERE card_id = $3))
ORDER BY v.code, v.title, v.card_id LIMIT $2
"""
_VERSIONS = f"SELECT {_COLUMNS} FROM card_version v WHERE v.card_id = $1 ORDER BY v.version DESC"
# A rare stem says more than a frequent one; a stem that only resembles what was typed says less than the same one.
_SEARCH = f"""
WITH asked AS (
    SELECT DISTINCT lexeme FROM unnest(to_tsvector('spanish', unaccent($1)))
), near AS (
    SELECT a.lexeme, t.card_id,
           max(t.weight * CASE WHEN t.term = a.lexeme THEN 1.0
                               WHEN length(a.lexeme) > 3 AND starts_with(t.term, a.lexeme) THEN 0.8
                               ELSE 0.9 * similarity(t.term, a.lexeme) END) AS fits
    FROM asked a JOIN card_term t
      ON t.term = a.lexeme OR t.term % a.lexeme OR (length(a.lexeme) > 3 AND t.term LIKE a.lexeme || '%')
    GROUP BY a.lexeme, t.card_id
), rare AS (
    SELECT lexeme, ln(1 + (SELECT count(*) FROM card) / count(*)::float8) AS says FROM near GROUP BY lexeme
), scored AS (
    SELECT n.card_id, sum(n.fits * r.says) AS score FROM near n JOIN rare r USING (lexeme) GROUP BY n.card_id
)
SELECT {_COLUMNS}, s.score FROM scored s JOIN card c USING (card_id) JOIN card_version v USING (card_id, version)
ORDER BY s.score DESC, v.card_id LIMIT $2
"""
