"""Levelling, measured: who asks, who answers, which cards are used again, how fast, and how it changes by quarter."""

from datetime import date

from shared.contracts.agenda import Process
from shared.postgres.reader import Reader
from shared.views import View


class OfficeQuarter(View):
    """What one office asked and gave in a quarter of a year."""

    commune: str
    """CUT code of the commune."""
    quarter: date
    """The first day of the quarter."""
    asked: int
    """Questions that it asked."""
    answered: int
    """Answers that it gave."""
    helped: int
    """Those of its answers that were accepted."""
    cards_written: int
    """Versions of cards that it wrote."""
    cards_used: int
    """How often a card helped it."""


class ProcessTime(View):
    """How fast questions about a process are answered."""

    code: Process
    """Which process."""
    asked: int
    """Questions."""
    answered: int
    """Those that have an answer."""
    median_hours: float | None
    """The median of the working hours of the office that asked, until the first answer; null: there is none."""


class CardReuse(View):
    """How often a card helped."""

    card_id: str
    """Its id."""
    title: str
    """What it answers."""
    commune: str
    """CUT code of the commune that wrote the version that counts."""
    used: int
    """How often it helped."""
    offices: int
    """How many offices it helped."""


class Levelling(View):
    """What the offices have learnt from each other."""

    offices: list[OfficeQuarter]
    """By office and quarter, the first one first: how the questions of a new office change shows from row to row."""
    processes: list[ProcessTime]
    """By process, the most asked first."""
    cards: list[CardReuse]
    """The twenty cards that helped most."""


async def levelling(read: Reader, since: date, until: date) -> Levelling:
    """Counted from the first day to the last, both included, days in Santiago."""
    return Levelling(
        offices=[OfficeQuarter(**row) for row in await read.rows(_OFFICES, since, until)],
        processes=[ProcessTime(**row) for row in await read.rows(_PROCESSES, since, until)],
        cards=[CardReuse(**row) for row in await read.rows(_CARDS, since, until)],
    )


_OFFICES = """
WITH done AS (
    SELECT commune, 'asked' AS what, asked_at AS at FROM help_question
    UNION ALL
    SELECT office, 'answered', at FROM help_answer
    UNION ALL
    SELECT office, 'helped', at FROM help_answer WHERE accepted
    UNION ALL
    SELECT commune, 'written', published_at FROM card_version
    UNION ALL
    SELECT commune, 'used', at FROM card_use
), days AS (
    SELECT commune, what, (at AT TIME ZONE 'America/Santiago')::date AS day FROM done
)
SELECT commune, date_trunc('quarter', day)::date AS quarter,
       count(*) FILTER (WHERE what = 'asked') AS asked, count(*) FILTER (WHERE what = 'answered') AS answered,
       count(*) FILTER (WHERE what = 'helped') AS helped, count(*) FILTER (WHERE what = 'written') AS cards_written,
       count(*) FILTER (WHERE what = 'used') AS cards_used
FROM days WHERE day BETWEEN $1 AND $2
GROUP BY commune, date_trunc('quarter', day) ORDER BY commune, quarter
"""
_PROCESSES = """
SELECT q.code, count(*) AS asked, count(a.hours) AS answered,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY a.hours) AS median_hours
FROM help_question q LEFT JOIN help_answer a ON a.help_id = q.help_id AND a.number = 1
WHERE (q.asked_at AT TIME ZONE 'America/Santiago')::date BETWEEN $1 AND $2
GROUP BY q.code ORDER BY count(*) DESC, q.code
"""
_CARDS = """
SELECT c.card_id, v.title, v.commune, count(*) AS used, count(DISTINCT u.commune) AS offices
FROM card_use u JOIN card c USING (card_id) JOIN card_version v ON v.card_id = c.card_id AND v.version = c.version
WHERE (u.at AT TIME ZONE 'America/Santiago')::date BETWEEN $1 AND $2
GROUP BY c.card_id, v.title, v.commune ORDER BY used DESC, c.card_id LIMIT 20
"""
