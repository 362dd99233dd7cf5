"""The SQL of what a batch loads of help between offices, of cards and of rendiciones.

A question locks its own row, and routing reads the turns of all others without a lock: of two that are routed at once
each may not count the other as load. Who accepts locks the count of that office and process.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.events.model.ids import id_made_by
from services.events.model.questions import GoodAnswers, Question
from services.events.model.renditions import Rendition
from services.events.store import help_rows as rows
from shared.contracts import intake
from shared.contracts.communes import CommuneLeft
from shared.contracts.envelope import Envelope
from shared.messaging.decisions import Aggregate, TimerFired
from shared.postgres.locks import ONE_AT_A_TIME

TIMERS = (Question.__name__, Rendition.__name__)
"""Timers that change nothing in the agenda."""

_ROUTES = intake.HelpAsk | intake.HelpReopen | CommuneLeft
_GOOD = 0x676F6F64  # "good": of two first good answers of one office to one process the second sees the first


async def load_help(tx: Any, messages: Sequence[Envelope[Any]]) -> list[Aggregate]:
    """What the messages name, locked, and what routing reads beside it."""
    contents = [message.data for message in messages]
    timers = [d for d in contents if isinstance(d, TimerFired)]
    left = [d.commune for d in contents if isinstance(d, CommuneLeft)]
    made = [id_made_by(message) for message in messages if isinstance(message.data, intake.HelpAsk)]
    named = {d.help_id for d in contents if isinstance(d, intake.AboutHelp | intake.CardContent) and d.help_id}
    named |= {*made, *(d.key for d in timers if d.kind == Question.__name__)}
    routes = any(isinstance(d, _ROUTES) for d in contents) or any(d.kind == Question.__name__ for d in timers)
    found: list[Aggregate] = []
    if named or left:
        questions = [rows.question(row) for row in await tx.fetch(_QUESTIONS, sorted(named), left)]
        found += [*questions, *map(rows.answer, await tx.fetch(_ANSWERS, sorted(named)))]
        if routes:
            ids = [q.help_id for q in questions]
            found += map(rows.question, await tx.fetch(_TURNS, ids))
        found += await _good(tx, contents, questions, routes)
    found += await _cards(tx, messages)
    return [*found, *await _renditions(tx, messages)]


async def due_help(tx: Any, now: datetime, limit: int, but: Sequence[str]) -> list[TimerFired]:
    """Questions whose office was silent, rendiciones to be reminded of."""
    silent = await tx.fetch(_SILENT, now, limit, but)
    remind = await tx.fetch(_REMIND, now, limit, but)
    timers = [TimerFired(Question.__name__, row["help_id"], row["answer_by"]) for row in silent]
    return timers + [TimerFired(Rendition.__name__, row["rendition_id"], row["next_at"]) for row in remind]


async def _good(tx: Any, contents: Sequence[Any], questions: Sequence[Question], routes: bool) -> list[GoodAnswers]:
    accepts = any(isinstance(d, intake.HelpAccept) for d in contents)
    if not accepts and not routes:
        return []
    codes = {q.code for q in questions} | {d.code for d in contents if isinstance(d, intake.HelpAsk)}
    if accepts:
        offices = {cut for q in questions for cut in (q.answered_by, q.office) if cut}
        offices |= {d.commune for d in contents if isinstance(d, intake.HelpAnswer)}
        pairs = [GoodAnswers(cut, code).key for cut in sorted(offices) for code in sorted(codes)]
        await tx.execute(ONE_AT_A_TIME, pairs, _GOOD)
    return [rows.good(row) for row in await tx.fetch(_COUNTS, sorted(codes))]


async def _cards(tx: Any, messages: Sequence[Envelope[Any]]) -> list[Aggregate]:
    asked = [m for m in messages if isinstance(m.data, intake.CardContent | intake.CardUse)]
    if not asked:
        return []
    made = [id_made_by(message) for message in asked]
    ids = sorted({*made, *(m.data.card_id for m in asked if isinstance(m.data, intake.CardRevise | intake.CardUse))})
    found: list[Aggregate] = [rows.card(row) for row in await tx.fetch(_CARDS, ids)]
    found += map(rows.version, await tx.fetch(_VERSIONS, ids))
    return [*found, *map(rows.use, await tx.fetch(_USES, made))]


async def _renditions(tx: Any, messages: Sequence[Envelope[Any]]) -> list[Aggregate]:
    ids = {m.data.key for m in messages if isinstance(m.data, TimerFired) and m.data.kind == Rendition.__name__}
    ids |= {m.data.rendition_id for m in messages if isinstance(m.data, intake.RenditionSubmit)}
    plans = [m for m in messages if isinstance(m.data, intake.RenditionPlan)]
    ids |= {m.data.rendition_id or id_made_by(m) for m in plans}
    return [rows.rendition(row) for row in await tx.fetch(_RENDITIONS, sorted(ids))] if ids else []


_QUESTIONS = f"""
SELECT {rows.QUESTION} FROM help_question
WHERE help_id = ANY($1::text[])
   OR (state IN ('routed', 'open', 'answered') AND (commune = ANY($2::text[]) OR office = ANY($2::text[])))
ORDER BY help_id FOR UPDATE
"""
_TURNS = f"SELECT {rows.QUESTION} FROM help_question WHERE state = 'routed' AND help_id <> ALL($1::text[])"
_ANSWERS = f"SELECT {rows.ANSWER} FROM help_answer WHERE help_id = ANY($1::text[])"
_COUNTS = f"SELECT {rows.GOOD} FROM good_answers WHERE code = ANY($1::text[])"
_CARDS = f"SELECT {rows.CARD} FROM card WHERE card_id = ANY($1::text[]) ORDER BY card_id FOR UPDATE"
_VERSIONS = (
    f"SELECT {rows.VERSION} FROM card_version JOIN card USING (card_id, version) WHERE card_id = ANY($1::text[])"
)
_USES = f"SELECT {rows.USE} FROM card_use WHERE use_id = ANY($1::text[])"
_RENDITIONS = f"""
SELECT {rows.RENDITION} FROM rendition WHERE rendition_id = ANY($1::text[]) ORDER BY rendition_id FOR UPDATE
"""
_SILENT = """
SELECT help_id, answer_by FROM help_question
WHERE state = 'routed' AND answer_by <= $1 AND help_id <> ALL($3::text[]) ORDER BY answer_by LIMIT $2
"""
_REMIND = """
SELECT rendition_id, next_at FROM rendition
WHERE next_at <= $1 AND rendition_id <> ALL($3::text[]) ORDER BY next_at LIMIT $2
"""
