"""The SQL of a batch of the board: only the matters that its facts name, locked in the order of their names."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from services.notifications.board.figures import Count, figures
from services.notifications.board.matters import KINDS, SUBJECTS, Commune, Counter, Employer, State, Vacancy
from services.notifications.board.model import HistoryEntry, Matter
from services.notifications.board.waiting import next_due_at, waiting
from shared.contracts.envelope import Envelope, as_data
from shared.messaging.decisions import Aggregate, LoadedAggregates
from shared.postgres.columns import columns, write_rows


async def load(tx: Any, messages: Sequence[Envelope[Any]]) -> list[Aggregate]:
    """The matters that the facts name, and which of the facts are in their history already."""
    heard = [(SUBJECTS[type(m.data)], m) for m in messages if type(m.data) in SUBJECTS]
    if not heard:
        return []
    named = columns(sorted({(subject.kind, subject.name(m.data)) for subject, m in heard}))
    # a matter of which nothing is known has no row to lock: two topics may begin it at once
    await tx.execute(_BEGIN, *named)
    matters = await tx.fetch(_LOAD, *named)
    known = await tx.fetch(_KNOWN, [m.id for _, m in heard])
    return [
        *(Matter(kind, name, KINDS[kind].model_validate_json(state)) for kind, name, state in matters if state),
        *(HistoryEntry(**{**row, "concerns": tuple(row["concerns"])}) for row in known),
    ]


async def save(tx: Any, aggregates: LoadedAggregates) -> None:
    """The history first, whose positions the matters hold; of waiting and figures, what has changed."""
    facts = [entry for _, entry in aggregates.changes(HistoryEntry)]
    changed = [(before.state if before else None, after) for before, after in aggregates.changes(Matter)]
    if not changed:
        return
    await write_rows(tx, _SAVE_HISTORY, [_entry(e) for e in sorted(facts, key=lambda e: (e.at, e.fact_id))])
    await write_rows(tx, _SAVE_MATTERS, [_matter(after) for _, after in changed])
    await write_rows(tx, _CLEAR_WAITING, [(after.kind, after.matter_id) for _, after in changed])
    await write_rows(tx, _SAVE_WAITING, [row for _, after in changed for row in _waiting(after)])
    gone, fresh = [], []
    for before, after in changed:
        had, has = figures(before), figures(after.state)
        gone += [_figure(after, row) for row in sorted(had - has, key=str)]
        fresh += [_figure(after, row) for row in sorted(has - had, key=str)]
    await write_rows(tx, _DROP_FIGURES, gone)
    await write_rows(tx, _SAVE_FIGURES, fresh)


def _entry(entry: HistoryEntry) -> tuple[Any, ...]:
    return (
        entry.fact_id,
        entry.kind,
        entry.matter_id,
        entry.at,
        entry.type,
        entry.source,
        entry.causation_id,
        entry.commune,
        " ".join(entry.concerns),
        json.dumps(as_data(entry.data)),
    )


def _matter(matter: Matter) -> tuple[Any, ...]:
    state = matter.state
    assert state is not None, "a fold gives a state"
    due, as_json = next_due_at(state), state.model_dump_json(exclude_defaults=True)
    return (matter.kind, matter.matter_id, *_columns(state), due, as_json)


def _columns(state: State) -> tuple[str | None, str | None, str, str | None]:
    """Commune, stage, title and folio, by which lists are filtered; a matter without a stage is not shown."""
    match state:
        case Vacancy():
            return state.commune, state.stage, state.title, state.folio
        case Employer():
            return None, "known", state.name, None
        case Commune():
            return state.commune, "at_table" if state.at_table else "left", state.name, None
        case Counter():
            return state.commune, None, "", None
        case _:
            raise TypeError(type(state).__name__)


def _waiting(matter: Matter) -> Iterable[tuple[Any, ...]]:
    for item in waiting(matter.state):
        needs = json.dumps(dict(item.needs))
        yield matter.kind, matter.matter_id, item.commune, item.kind.value, item.part, item.until, needs


def _figure(matter: Matter, row: Count) -> tuple[Any, ...]:
    return (matter.kind, matter.matter_id, *row)


_BEGIN = """
INSERT INTO board_matter (kind, matter_id) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING
"""
_LOAD = """
SELECT kind, matter_id, state::text FROM board_matter
JOIN unnest($1::text[], $2::text[]) AS named (kind, matter_id) USING (kind, matter_id)
ORDER BY kind, matter_id FOR UPDATE OF board_matter
"""
_KNOWN = """
SELECT fact_id, kind, matter_id, at, type, source, causation_id, commune, concerns, data
FROM board_history WHERE fact_id = ANY($1::text[])
"""
_SAVE_HISTORY = """
INSERT INTO board_history (fact_id, kind, matter_id, at, type, source, causation_id, commune, concerns, data)
SELECT fact_id, kind, matter_id, at, type, source, causation_id, commune, string_to_array(concerns, ' '), data::jsonb
FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[])
     AS h (fact_id, kind, matter_id, at, type, source, causation_id, commune, concerns, data)
"""
_SAVE_MATTERS = """
UPDATE board_matter SET
    commune = m.commune, stage = m.stage, title = m.title, folio = m.folio, next_due_at = m.next_due_at,
    state = m.state::jsonb,
    position = (SELECT max(h.position) FROM board_history h WHERE h.kind = m.kind AND h.matter_id = m.matter_id)
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[])
     AS m (kind, matter_id, commune, stage, title, folio, next_due_at, state)
WHERE board_matter.kind = m.kind AND board_matter.matter_id = m.matter_id
"""
_CLEAR_WAITING = """
DELETE FROM board_waiting USING unnest($1::text[], $2::text[]) AS m (kind, matter_id)
WHERE board_waiting.kind = m.kind AND board_waiting.matter_id = m.matter_id
"""
_SAVE_WAITING = """
INSERT INTO board_waiting (kind, matter_id, commune, waits, part, until, needs)
SELECT kind, matter_id, commune, waits, part, until, needs::jsonb
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[])
     AS w (kind, matter_id, commune, waits, part, until, needs)
"""
_DROP_FIGURES = """
DELETE FROM board_figure f
USING unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::float8[], $8::text[],
             $9::text[])
      AS gone (kind, matter_id, figure, commune, other, at, amount, fact_id, about)
WHERE (f.kind, f.matter_id, f.fact_id, f.figure, f.commune, f.about)
    = (gone.kind, gone.matter_id, gone.fact_id, gone.figure, gone.commune, gone.about)
    AND f.other IS NOT DISTINCT FROM gone.other
"""
_SAVE_FIGURES = """
INSERT INTO board_figure (kind, matter_id, figure, commune, other, at, amount, fact_id, about)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::float8[],
                     $8::text[], $9::text[])
"""
