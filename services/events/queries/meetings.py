"""What the table speaks about: a meeting's items, which write themselves from what is open, and its agreements."""

from datetime import date, datetime
from enum import StrEnum

from shared.postgres.reader import Reader
from shared.territory import name_of
from shared.text import count, day, when
from shared.views import View


class ItemKind(StrEnum):
    """Why something is spoken about."""

    UNFILLED = "unfilled"
    """A vacancy that the network could not fill."""
    SILENT = "silent"
    """A call that an office did not answer since the meeting before."""
    DATE = "date"
    """A date that waits for answers."""
    CLASH = "clash"
    """A clash that nobody has resolved or accepted."""
    COMING = "coming"
    """A fair, encuentro or visit in the two months after."""
    REPORT = "report"
    """Something that was held, and nobody has said what came of it."""
    TASK = "task"
    """A task that is late or due before the next month is over."""
    AGREEMENT = "agreement"
    """An agreement that is open."""
    HELP = "help"
    """A question of an office that waits for an answer."""
    RENDITION = "rendition"
    """A rendición that is due before the next month is over."""


class AgreementView(View):
    """What was agreed in a meeting or a visit."""

    agreement_id: str
    """Its id."""
    activity_id: str
    """The id of the meeting or visit."""
    title: str
    """The name of the meeting or visit."""
    commune: str
    """CUT code of the commune that hosted it."""
    what: str
    """What was agreed."""
    owner: str
    """CUT code of the commune that does it."""
    due_on: date
    """Until which day."""
    state: str
    """`open`, `kept` or `dropped`."""
    late: bool
    """Whether its day is over and it is still open."""


class ItemView(View):
    """One item of a meeting."""

    kind: ItemKind
    """Why it is spoken about."""
    text: str
    """What it is about, in Spanish."""
    commune: str
    """CUT code of the commune whose affair it is first."""
    about: str
    """The id of the vacancy, proposal, clash, activity or agreement."""


async def exists(read: Reader, agreement_id: str) -> bool:
    return await read.exists("SELECT 1 FROM agreement WHERE agreement_id = $1", agreement_id)


async def agreements(
    read: Reader, commune: str | None, open_only: bool, limit: int, after: str | None
) -> list[AgreementView]:
    """The agreement that is due first comes first. `commune`: that does it."""
    return [AgreementView(**row) for row in await read.rows(_AGREEMENTS, commune, open_only, limit, after)]


async def items(read: Reader, meeting_id: str, now: datetime) -> list[ItemView] | None:
    """What is open for a meeting, as it is now; None for a meeting that does not exist."""
    meeting = await read.row("SELECT starts_at FROM activity WHERE activity_id = $1 AND kind = 'meeting'", meeting_id)
    if meeting is None:
        return None
    found: list[ItemView] = []
    for row in await read.rows(_UNFILLED):
        seats = count(row["seats_left"], "cupo", "cupos")
        text = f"«{row['title']}» de {name_of(row['commune'])}: {seats} que la red no pudo llenar"
        found.append(_item(ItemKind.UNFILLED, text, row))
    for row in await read.rows(_SILENT, meeting["starts_at"]):
        text = f"{name_of(row['office'])} no respondió a «{row['title']}» de {name_of(row['commune'])}"
        found.append(_item(ItemKind.SILENT, text, row))
    for row in await read.rows(_DATES):
        text = f"«{row['title']}» espera respuestas hasta el {when(row['answer_by'])}"
        found.append(_item(ItemKind.DATE, text, row))
    found += [_item(ItemKind.CLASH, row["text"], row) for row in await read.rows(_CLASHES)]
    for row in await read.rows(_COMING, max(now, meeting["starts_at"]), meeting_id):
        text = f"«{row['title']}» de {name_of(row['commune'])}, {when(row['starts_at'])}"
        found.append(_item(ItemKind.COMING, text, row))
    for row in await read.rows(_REPORTS):
        text = f"Falta informar qué resultó de «{row['title']}» del {when(row['starts_at'])}"
        found.append(_item(ItemKind.REPORT, text, row))
    for row in await read.rows(_TASKS, meeting["starts_at"]):
        text = f"{row['what']} para «{row['title']}»: {name_of(row['commune'])}, hasta el {day(row['due_on'])}"
        found.append(_item(ItemKind.TASK, text, row))
    for row in await read.rows(_OPEN_AGREEMENTS):
        text = f"{row['what']}: {name_of(row['commune'])}, hasta el {day(row['due_on'])}"
        found.append(_item(ItemKind.AGREEMENT, text, row))
    for row in await read.rows(_HELP):
        turn = f"le toca a {name_of(row['office'])}" if row["office"] else "nadie la ha respondido"
        found.append(_item(ItemKind.HELP, f"{name_of(row['commune'])} pregunta: {row['question']} ({turn})", row))
    for row in await read.rows(_RENDITIONS, meeting["starts_at"]):
        text = f"Rendición de {name_of(row['commune'])}: {row['what']}, hasta el {day(row['due_on'])}"
        found.append(_item(ItemKind.RENDITION, text, row))
    return found


def _item(kind: ItemKind, text: str, row: dict[str, str]) -> ItemView:
    return ItemView(kind=kind, text=text, commune=row["commune"], about=row["about"])


_AGREEMENTS = """
SELECT agreement_id, activity_id, title, commune, what, owner, due_on, state, told_late AND state = 'open' AS late
FROM agreement
WHERE ($1::text IS NULL OR owner = $1) AND (NOT $2 OR state = 'open')
  AND ($4::text IS NULL
       OR (due_on, agreement_id) > (SELECT due_on, agreement_id FROM agreement WHERE agreement_id = $4))
ORDER BY due_on, agreement_id LIMIT $3
"""
_UNFILLED = """
SELECT vacancy_id AS about, commune, title, seats_left FROM stranded
WHERE NOT gone AND seats_left > 0 ORDER BY valid_through LIMIT 50
"""
_SILENT = """
SELECT vacancy_id AS about, commune, office, title FROM silent_answer
WHERE answer_by > coalesce((
    SELECT max(starts_at) FROM activity WHERE kind = 'meeting' AND state = 'concluded' AND starts_at < $1
), '-infinity')
ORDER BY answer_by LIMIT 50
"""
_DATES = """
SELECT proposal_id AS about, commune, title, answer_by FROM date_proposal WHERE state = 'open'
ORDER BY answer_by LIMIT 50
"""
_CLASHES = "SELECT clash_id AS about, communes[1] AS commune, text FROM clash WHERE state = 'open' ORDER BY 1 LIMIT 50"
_COMING = """
SELECT activity_id AS about, commune, title, starts_at FROM activity
WHERE state = 'scheduled' AND activity_id <> $2 AND starts_at BETWEEN $1 AND $1::timestamptz + interval '61 days'
ORDER BY starts_at LIMIT 50
"""
_REPORTS = """
SELECT activity_id AS about, commune, title, starts_at FROM activity WHERE state = 'ended' ORDER BY starts_at LIMIT 50
"""
_TASKS = """
SELECT t.activity_id AS about, t.owner AS commune, t.what, t.due_on, a.title
FROM task t JOIN activity a USING (activity_id)
WHERE NOT t.done AND NOT t.dropped AND a.state = 'scheduled'
  AND t.due_on <= ($1::timestamptz + interval '31 days')::date
ORDER BY t.due_on, t.number LIMIT 50
"""
_OPEN_AGREEMENTS = """
SELECT agreement_id AS about, owner AS commune, what, due_on FROM agreement WHERE state = 'open'
ORDER BY due_on, agreement_id LIMIT 50
"""
_HELP = """
SELECT help_id AS about, commune, office, question FROM help_question WHERE state IN ('routed', 'open')
ORDER BY asked_at LIMIT 50
"""
_RENDITIONS = """
SELECT rendition_id AS about, commune, what, due_on FROM rendition
WHERE submitted_at IS NULL AND due_on <= ($1::timestamptz + interval '31 days')::date
ORDER BY due_on, rendition_id LIMIT 50
"""
