"""Reads about the seguro de cesantía for the seeker's own office: causes, refused jobs, and warnings."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.matching.model.insurance import LAW, RefusalCause, warning
from services.matching.queries.cards import commune as commune_of
from shared.postgres.reader import Reader
from shared.views import View


class CauseView(View):
    cause: str
    """The code of the cause."""
    text: str
    """What the officer reads, in Spanish."""


class Causes(View):
    """The causes for which a job may be refused, and the law that they come from."""

    law: str
    """The law and its article, in Spanish."""
    causes: list[CauseView]
    """Every cause that may be given."""


class RefusalView(View):
    """A refused job. `cause`: the cause that the seeker gave; `noted`: just causes that the data show."""

    refusal_id: str
    """The id of the record."""
    candidate_ref: str
    """The pseudonym of the person."""
    commune: str
    """CUT code of the office that recorded it."""
    vacancy_id: str
    """The id of the vacancy."""
    vacancy_commune: str
    """CUT code of the vacancy's home commune."""
    title: str
    """The title of the vacancy, as the employer wrote it."""
    cause: str
    """The code of the cause that the person gave."""
    noted: list[CauseView]
    """Just causes that the data show, whether given or not."""
    minutes: int | None
    """Minutes of the way, one way, as it was known then; null: not known."""
    max_minutes: int
    """The longest way that the person had declared, in minutes one way."""
    officer: str
    """Who recorded it, as the office calls them."""
    at: datetime
    """When it was recorded."""
    cause_text: str
    """The cause that the person gave, in Spanish."""
    law: str
    """The law and its article, in Spanish."""


class WarningView(View):
    """A warning for a beneficiary of the fund who is offered, or has a seat, in another commune."""

    candidate_ref: str
    """The pseudonym of the person."""
    vacancy_id: str
    """The id of the vacancy."""
    vacancy_commune: str
    """CUT code of the vacancy's home commune."""
    title: str | None
    """The title of the vacancy, as the employer wrote it."""
    minutes: int | None
    """Minutes of the way to work, one way; null: not known."""
    text: str
    """What the officer reads, in Spanish."""


class ProposalWarning(View):
    candidate_ref: str
    """The pseudonym of the person."""
    text: str
    """What the officer reads, in Spanish."""


def causes() -> Causes:
    return Causes(law=LAW, causes=_views(RefusalCause))


async def refusals(
    read: Reader, *, commune: str, since: datetime | None, limit: int, after: str | None
) -> list[RefusalView]:
    """The refused jobs that an office recorded, oldest first."""
    return [
        RefusalView(
            **{**row, "noted": _views(map(RefusalCause, row["noted"]))},
            cause_text=RefusalCause(row["cause"]).text,
            law=LAW,
        )
        for row in await read.rows(_REFUSALS, commune, since, limit, after)
    ]


async def refusal_exists(read: Reader, refusal_id: str) -> bool:
    return await read.exists("SELECT 1 FROM refusal WHERE refusal_id = $1", refusal_id)


async def warnings(read: Reader, *, commune: str, far: int, limit: int, after: str | None) -> list[WarningView]:
    """One for each seeker and vacancy, after the cursor `<seeker>/<vacancy>`. `far`: minutes that count as far."""
    person, _, vacancy = (after or "").partition("/")
    found = await read.rows(_ABROAD, commune, limit, person, vacancy)
    ways = (await commune_of(read, commune)).ways
    found_warnings = []
    for row in found:
        way = ways.get(row["vacancy_commune"])
        minutes = way.minutes if way else None
        text = warning(minutes, row.pop("max_minutes"), far)
        found_warnings.append(WarningView(**row, minutes=minutes, text=text))
    return found_warnings


async def warnings_of(
    read: Reader, commune: str, refs: Sequence[str], minutes: int | None, far: int
) -> list[ProposalWarning]:
    """A warning for each beneficiary among these seekers of a commune."""
    return [
        ProposalWarning(candidate_ref=row["candidate_ref"], text=warning(minutes, row["max_minutes"], far))
        for row in await read.rows(_PAID, commune, list(refs))
    ]


def _views(causes: Iterable[RefusalCause]) -> list[CauseView]:
    return [CauseView(cause=cause, text=cause.text) for cause in causes]


_REFUSALS = """
SELECT refusal_id, candidate_ref, commune, vacancy_id, vacancy_commune, title, cause, noted, minutes, max_minutes,
       officer, at
FROM refusal
WHERE commune = $1 AND ($2::timestamptz IS NULL OR at >= $2)
  AND ($4::text IS NULL OR (at, refusal_id) > (SELECT at, refusal_id FROM refusal WHERE refusal_id = $4))
ORDER BY at, refusal_id LIMIT $3
"""

_PAID = """
SELECT candidate_ref, max_minutes FROM insurance JOIN seeker USING (candidate_ref)
WHERE beneficiary AND insurance.commune = $1 AND candidate_ref = ANY($2::text[])
ORDER BY candidate_ref
"""

_ABROAD = """
SELECT s.candidate_ref, s.max_minutes, v.vacancy_id, v.commune AS vacancy_commune, v.profile->>'title' AS title
FROM insurance AS i
JOIN seeker AS s USING (candidate_ref)
CROSS JOIN LATERAL (
    SELECT vacancy_id FROM standing WHERE candidate_ref = s.candidate_ref
    UNION
    SELECT seat->>1 FROM jsonb_array_elements(s.seats) AS seat WHERE seat->>3 = 'held'
) AS met
JOIN vacancy AS v ON v.vacancy_id = met.vacancy_id AND v.commune <> i.commune
WHERE i.beneficiary AND i.commune = $1 AND s.commune = i.commune AND (s.candidate_ref, v.vacancy_id) > ($3, $4)
ORDER BY s.candidate_ref, v.vacancy_id LIMIT $2
"""
