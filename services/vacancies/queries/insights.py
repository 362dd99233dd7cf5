"""Counts of the reasons stated over a period: which vacancies pay, transport or training would unlock.

The seats of a linked vacancy are not counted, because it repeats another. A person placed twice is counted once.
"""

from datetime import datetime

from shared.contracts.reasons import LEVERS, TEXTS
from shared.postgres.reader import Reader
from shared.views import View


class Count(View):
    """How often a reason was given, with its text as officers read it."""

    list: str
    """Where the reason was given: `unfilled`, `declined`, `silent`, `released` or `closed`."""
    code: str
    """The code of the reason."""
    text: str
    """What the officer reads, in Spanish."""
    times: int
    """How often it was given."""


class Lever(View):
    """Vacancies with seats missing whose reasons call for this; `alone`: for nothing else."""

    lever: str
    """What could be done: `pay`, `transport` or `training`."""
    vacancies: int
    """Vacancies whose reasons call for it."""
    seats: int
    """The seats missing in them."""
    alone: int
    """Vacancies whose reasons call for nothing else."""


class Office(View):
    """How an office answered its calls; `median_minutes` from the call to its answer, by the clock on the wall."""

    commune: str
    """CUT code of the office."""
    called: int
    """Calls that it got."""
    offered: int
    """Calls that it answered with candidates."""
    declined: int
    """Calls that it answered with nobody."""
    silent: int
    """Calls that it let pass."""
    median_minutes: float | None
    """Median minutes from the call to the answer, by the clock on the wall; null: it answered none."""


class Placed(View):
    """People placed, each once, and the credit in thousandths. `verified` of those people are proved."""

    commune: str
    """CUT code of the commune."""
    people: int
    """People that it found and who were placed, each once."""
    verified: int
    """Of those, people whose contributions prove it."""
    credit: int
    """Its credit in thousandths of a placement."""


class Insights(View):
    since: datetime
    """The beginning of the period, included."""
    until: datetime
    """The end of the period, not included."""
    commune: str | None
    """CUT code of the home commune asked for; null: all."""
    vacancies: int
    """Vacancies posted in the period."""
    seats: int
    """Their seats."""
    filled: int
    """Seats with a placement."""
    held: int
    """Seats that are held for somebody."""
    missing: int
    """Seats that are neither."""
    people_placed: int
    """People placed, each once."""
    levers: list[Lever]
    """What would unlock how many vacancies."""
    reasons: list[Count]
    """How often each reason was given."""
    offices: list[Office]
    """How each office answered its calls."""
    placed: list[Placed]
    """Whom each commune placed."""


async def insights(read: Reader, since: datetime, until: datetime, commune: str | None) -> Insights:
    """Of vacancies posted in the period, of one home commune (None: of all)."""
    period = (since, until, commune)
    codes = [(code, lever) for lever, called in sorted(LEVERS.items()) for code in sorted(called)]
    (sums,) = await read.rows(_SUMS, *period)
    levers = await read.rows(_LEVERS, *period, [code for code, _ in codes], [lever for _, lever in codes])
    found = {row["lever"]: Lever(**row) for row in levers}
    return Insights(
        since=since,
        until=until,
        commune=commune,
        **sums,
        levers=[found.get(name, Lever(lever=name, vacancies=0, seats=0, alone=0)) for name in LEVERS],
        reasons=[Count(**row, text=_text(row["code"])) for row in await read.rows(_REASONS, *period)],
        offices=[Office(**row) for row in await read.rows(_OFFICES, *period)],
        placed=[Placed(**row) for row in await read.rows(_PLACED, *period)],
    )


def _text(code: str) -> str:
    return next((text for reason, text in TEXTS.items() if reason == code), code)


_OF_PERIOD = """
WITH of_period AS (
    SELECT vacancy_id, seats, taken, placed, reason, why_closed FROM vacancy
    WHERE posted_at >= $1 AND posted_at < $2 AND ($3::text IS NULL OR commune = $3) AND twin_of IS NULL
)
"""


def _over_the_period(query: str) -> str:
    return _OF_PERIOD + query


_SUMS = _over_the_period("""
, counted AS (
    SELECT seats, taken - placed AS held, (
        SELECT count(*) FROM placement p WHERE p.vacancy_id = v.vacancy_id AND p.state IN ('declared', 'verified')
    ) AS filled FROM of_period v
)
SELECT (SELECT count(*) FROM counted) AS vacancies, (SELECT coalesce(sum(seats), 0) FROM counted) AS seats,
       (SELECT coalesce(sum(filled), 0) FROM counted) AS filled, (SELECT coalesce(sum(held), 0) FROM counted) AS held,
       (SELECT coalesce(sum(seats - filled - held), 0) FROM counted) AS missing,
       (SELECT count(DISTINCT candidate_ref) FROM placement p JOIN of_period USING (vacancy_id)
        WHERE p.state IN ('declared', 'verified')) AS people_placed
""")

_LEVERS = _over_the_period("""
, stated AS (
    SELECT vacancy_id, unnest(reasons) AS code FROM answer
    UNION SELECT vacancy_id, why FROM lease WHERE why IS NOT NULL
    UNION SELECT vacancy_id, reason FROM vacancy WHERE reason IS NOT NULL
), called_for AS (
    SELECT v.vacancy_id, v.seats - v.taken AS missing, l.lever
    FROM of_period v JOIN stated USING (vacancy_id) JOIN unnest($4::text[], $5::text[]) AS l (code, lever) USING (code)
    WHERE v.taken < v.seats GROUP BY 1, 2, 3
), counted AS (
    SELECT vacancy_id, missing, lever, count(*) OVER (PARTITION BY vacancy_id) AS levers FROM called_for
)
SELECT lever, count(*) AS vacancies, sum(missing) AS seats, count(*) FILTER (WHERE levers = 1) AS alone
FROM counted GROUP BY lever
""")

_REASONS = _over_the_period("""
SELECT list, code, count(*) AS times FROM (
    SELECT 'unfilled' AS list, reason AS code FROM of_period WHERE reason IS NOT NULL
    UNION ALL SELECT 'declined', code FROM of_period JOIN answer USING (vacancy_id), unnest(reasons) AS code
              WHERE how = 'declined'
    UNION ALL SELECT 'silent', 'no_answer' FROM of_period JOIN answer USING (vacancy_id) WHERE how = 'silent'
    UNION ALL SELECT 'released', why FROM of_period JOIN lease l USING (vacancy_id) WHERE l.why IS NOT NULL
    UNION ALL SELECT 'closed', why_closed FROM of_period WHERE why_closed IS NOT NULL
) AS given GROUP BY list, code ORDER BY list, times DESC, code
""")

_OFFICES = _over_the_period("""
SELECT a.commune, count(*) AS called, count(*) FILTER (WHERE how = 'offered') AS offered,
       count(*) FILTER (WHERE how = 'declined') AS declined, count(*) FILTER (WHERE how = 'silent') AS silent,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM a.at - a.called_at) / 60)
           FILTER (WHERE how <> 'silent') AS median_minutes
FROM answer a JOIN of_period v USING (vacancy_id) WHERE a.tier > 0 GROUP BY a.commune ORDER BY a.commune
""")

_PLACED = _over_the_period("""
, shared AS (
    SELECT p.candidate_ref, p.finder, p.state, c.key AS credited, c.value::integer AS part
    FROM placement p JOIN of_period USING (vacancy_id), jsonb_each_text(p.credit) AS c
    WHERE p.state IN ('declared', 'verified')
)
SELECT credited AS commune, count(DISTINCT candidate_ref) FILTER (WHERE finder = credited) AS people,
       count(DISTINCT candidate_ref) FILTER (WHERE finder = credited AND state = 'verified') AS verified,
       sum(part) AS credit
FROM shared GROUP BY credited ORDER BY credited
""")
