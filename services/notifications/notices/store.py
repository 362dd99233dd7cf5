"""The SQL of a batch of notices."""

from collections.abc import Sequence
from typing import Any

from services.notifications.notices.model import ABOUT_A_VACANCY, Notice, Recipient, VacancySummary
from shared.contracts.envelope import Envelope
from shared.messaging.decisions import Aggregate, LoadedAggregates
from shared.postgres.columns import row_of, write_rows


async def load(tx: Any, messages: Sequence[Envelope[Any]]) -> list[Aggregate]:
    """The communes, and the summaries of the named vacancies, locked in the order of their ids."""
    contents = [message.data for message in messages]
    named = sorted({data.vacancy_id for data in contents if isinstance(data, ABOUT_A_VACANCY)})
    members = await tx.fetch("SELECT commune, name, at_table FROM member")
    known = await tx.fetch(
        "SELECT vacancy_id, commune, title, took_part FROM known WHERE vacancy_id = ANY($1::text[])"
        " ORDER BY vacancy_id FOR UPDATE",
        named,
    )
    remembered = [VacancySummary(k["vacancy_id"], k["commune"], k["title"], tuple(k["took_part"])) for k in known]
    return [*(Recipient(*row) for row in members), *remembered]


async def save(tx: Any, aggregates: LoadedAggregates) -> None:
    """Save communes, summaries and notices; a notice that was stored before is not stored again."""
    members = [_MEMBER(after) for _, after in aggregates.changes(Recipient)]
    known = [(k.vacancy_id, k.commune, k.title, " ".join(k.took_part)) for _, k in aggregates.changes(VacancySummary)]
    notices = sorted((after for _, after in aggregates.changes(Notice)), key=lambda n: (n.at, n.notice_id))
    await write_rows(tx, _SAVE_MEMBERS, members)
    await write_rows(tx, _SAVE_KNOWN, known)
    await write_rows(tx, _SAVE_NOTICES, [_NOTICE(n) for n in notices])


_MEMBER = row_of("commune", "name", "at_table")
_NOTICE = row_of("notice_id", "commune", "at", "about", "type", "vacancy_id", "text", "told")
_SAVE_MEMBERS = """
INSERT INTO member (commune, name, at_table) SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[])
ON CONFLICT (commune) DO UPDATE SET name = excluded.name, at_table = excluded.at_table
"""
_SAVE_KNOWN = """
INSERT INTO known (vacancy_id, commune, title, took_part)
SELECT vacancy_id, commune, title, string_to_array(part, ' ')
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS k (vacancy_id, commune, title, part)
ON CONFLICT (vacancy_id) DO UPDATE SET title = excluded.title, took_part = excluded.took_part
"""
_SAVE_NOTICES = """
INSERT INTO notice (notice_id, commune, at, about, type, vacancy_id, text, told)
SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[],
                     $8::boolean[])
ON CONFLICT (notice_id) DO NOTHING
"""
