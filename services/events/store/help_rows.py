"""How questions, answers, cards and rendiciones are stored: their columns, each row read and written."""

from datetime import datetime
from typing import Any

import orjson

from services.events.model.cards import Card, CardUse, CardVersion
from services.events.model.questions import Answer, GoodAnswers, Question, State
from services.events.model.renditions import Rendition
from shared.contracts.agenda import Process
from shared.postgres.columns import row_of

QUESTION = (
    "help_id, commune, code, question, details, answer_hours, asked_at, since, state, office, answer_by, reasons, "
    "tried, turns, answers, answered_by"
)
ANSWER = "help_id, number, office, text, at, hours, accepted"
GOOD = "office, code, number"
CARD = "card_id, version"
VERSION = "card_id, version, commune, code, title, text, words, review_on, help_id, published_at"
USE = "use_id, card_id, version, commune, at"
RENDITION = "rendition_id, commune, what, due_on, remind_days, next_at, submitted_at, evidence"


def question(row: Any) -> Question:
    known = {"code": Process(row["code"]), "state": State(row["state"]), "tried": tuple(row["tried"])}
    return Question(**{**row, **known, "reasons": tuple(orjson.loads(row["reasons"]))})


def of_question(q: Question) -> tuple[Any, ...]:
    first = (q.help_id, q.commune, q.code, q.question, q.details, q.answer_hours, q.asked_at, q.since, q.state)
    turn = (q.office, q.answer_by, orjson.dumps(q.reasons).decode(), " ".join(q.tried), q.turns)
    return (*first, *turn, q.answers, q.answered_by)


def answer(row: Any) -> Answer:
    return Answer(**row)


of_answer = row_of(*ANSWER.split(", "))


def good(row: Any) -> GoodAnswers:
    return GoodAnswers(row["office"], Process(row["code"]), row["number"])


of_good = row_of(*GOOD.split(", "))


def card(row: Any) -> Card:
    return Card(**row)


of_card = row_of(*CARD.split(", "))


def version(row: Any) -> CardVersion:
    return CardVersion(**{**row, "code": Process(row["code"]), "words": tuple(orjson.loads(row["words"]))})


def of_version(v: CardVersion) -> tuple[Any, ...]:
    words = orjson.dumps(v.words).decode()
    return (v.card_id, v.version, v.commune, v.code, v.title, v.text, words, v.review_on, v.help_id, v.published_at)


def use(row: Any) -> CardUse:
    return CardUse(**row)


of_use = row_of(*USE.split(", "))


def rendition(row: Any) -> Rendition:
    lists = {"remind_days": tuple(orjson.loads(row["remind_days"])), "evidence": tuple(row["evidence"])}
    return Rendition(**{**row, **lists})


def of_rendition(r: Rendition) -> tuple[Any, ...]:
    next_at: datetime | None = r.due_at
    days = orjson.dumps(r.remind_days).decode()
    first = (r.rendition_id, r.commune, r.what, r.due_on, r.over_at, days)
    return (*first, next_at, r.submitted_at, " ".join(r.evidence))


SAVE_QUESTIONS = """
INSERT INTO help_question (help_id, commune, code, question, details, answer_hours, asked_at, since, state, office,
                           answer_by, reasons, tried, turns, answers, answered_by)
SELECT help_id, commune, code, question, details, answer_hours, asked_at, since, state, office, answer_by,
       reasons::jsonb, string_to_array(tried, ' '), turns, answers, answered_by
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::timestamptz[],
            $8::timestamptz[], $9::text[], $10::text[], $11::timestamptz[], $12::text[], $13::text[], $14::int[],
            $15::int[], $16::text[])
     AS q (help_id, commune, code, question, details, answer_hours, asked_at, since, state, office, answer_by,
           reasons, tried, turns, answers, answered_by)
ON CONFLICT (help_id) DO UPDATE
SET since = excluded.since, state = excluded.state, office = excluded.office, answer_by = excluded.answer_by,
    reasons = excluded.reasons, tried = excluded.tried, turns = excluded.turns, answers = excluded.answers,
    answered_by = excluded.answered_by
"""
SAVE_ANSWERS = """
INSERT INTO help_answer (help_id, number, office, text, at, hours, accepted)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::float8[], $7::boolean[])
ON CONFLICT (help_id, number) DO UPDATE SET accepted = excluded.accepted
"""
SAVE_GOOD = """
INSERT INTO good_answers (office, code, number)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[])
ON CONFLICT (office, code) DO UPDATE SET number = excluded.number
"""
SAVE_CARDS = """
INSERT INTO card (card_id, version)
SELECT * FROM unnest($1::text[], $2::int[])
ON CONFLICT (card_id) DO UPDATE SET version = excluded.version
"""
SAVE_VERSIONS = """
INSERT INTO card_version (card_id, version, commune, code, title, text, words, review_on, help_id, published_at)
SELECT card_id, version, commune, code, title, text, words::jsonb, review_on, help_id, published_at
FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[],
            $9::text[], $10::timestamptz[])
     AS v (card_id, version, commune, code, title, text, words, review_on, help_id, published_at)
ON CONFLICT DO NOTHING
"""
SAVE_USES = """
INSERT INTO card_use (use_id, card_id, version, commune, at)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::timestamptz[])
ON CONFLICT DO NOTHING
"""
SAVE_RENDITIONS = """
INSERT INTO rendition (rendition_id, commune, what, due_on, over_at, remind_days, next_at, submitted_at, evidence)
SELECT rendition_id, commune, what, due_on, over_at, remind_days::jsonb, next_at, submitted_at,
       string_to_array(evidence, ' ')
FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::timestamptz[], $6::text[], $7::timestamptz[],
            $8::timestamptz[], $9::text[])
     AS r (rendition_id, commune, what, due_on, over_at, remind_days, next_at, submitted_at, evidence)
ON CONFLICT (rendition_id) DO UPDATE
SET what = excluded.what, due_on = excluded.due_on, over_at = excluded.over_at, remind_days = excluded.remind_days,
    next_at = excluded.next_at, submitted_at = excluded.submitted_at, evidence = excluded.evidence
"""
FORGET_TERMS = "DELETE FROM card_term WHERE card_id = ANY($1::text[])"
SAVE_TERMS = """
INSERT INTO card_term (card_id, term, weight)
SELECT v.card_id, t.lexeme,
       CASE WHEN 'A' = ANY(t.weights) THEN 1.0 WHEN 'B' = ANY(t.weights) THEN 0.9 ELSE 0.45 END
FROM card c
JOIN card_version v USING (card_id, version),
     unnest(setweight(to_tsvector('spanish', unaccent(v.title)), 'A')
            || setweight(to_tsvector('spanish', unaccent(v.words::text)), 'B')
            || setweight(to_tsvector('spanish', unaccent(v.text)), 'C')) AS t
WHERE v.card_id = ANY($1::text[])
"""
