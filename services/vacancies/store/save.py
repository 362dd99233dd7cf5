"""The SQL of what a batch changed, one statement a table."""

from collections.abc import Callable, Sequence
from typing import Any

from services.vacancies.model.acknowledgements import CopyHolder
from services.vacancies.model.fairs import MetAtFair
from services.vacancies.model.folio import FolioSeries
from services.vacancies.model.heartbeat import Heartbeat, Outage
from services.vacancies.model.members import Member
from services.vacancies.model.office_answers import OfficeAnswer
from services.vacancies.model.open_calls import more_calls
from services.vacancies.model.placements import Placement
from services.vacancies.model.reciprocity import Exchange
from services.vacancies.model.vacancy import Lease, LeaseState, Vacancy
from services.vacancies.store import rows, statements
from services.vacancies.store.employers import save_employers
from shared.messaging.decisions import LoadedAggregates
from shared.postgres.columns import row_of, write_rows


async def save(tx: Any, aggregates: LoadedAggregates) -> None:
    """Save every changed aggregate. Seats are released before they are leased, as their unique index requires."""
    await write_rows(tx, statements.SAVE_MEMBERS, [rows.of_member(after) for _, after in aggregates.changes(Member)])
    changes = aggregates.changes(Vacancy)
    await write_rows(tx, statements.SAVE_VACANCIES, [rows.of_vacancy(after) for _, after in changes])
    await _save_revisions(tx, changes)
    await _save_waiting(tx, changes)
    await _save_leases(tx, changes)
    await _save_others(tx, aggregates)
    await save_employers(tx, aggregates)
    # last, because every replica that calls these offices waits for these rows until the transaction ends
    await write_rows(tx, statements.ADD_OPEN_CALLS, more_calls(changes))


async def _save_others(tx: Any, aggregates: LoadedAggregates) -> None:
    """Save what changed beside the vacancies; after them, because some rows refer to a vacancy."""
    for kind, row, statement in _OTHERS:
        await write_rows(tx, statement, [row(after) for _, after in aggregates.changes(kind)])
    # added, not set: two replicas may place seats of the same two offices on the same day
    moved = [(e.home, e.finder, e.day, e.seats - (old.seats if old else 0)) for old, e in aggregates.changes(Exchange)]
    await write_rows(tx, statements.ADD_EXCHANGES, moved)
    for _, heartbeat in aggregates.changes(Heartbeat):
        await tx.execute(statements.SAVE_HEARTBEAT, heartbeat.said_at, heartbeat.heard_at, heartbeat.due_at)
    for _, outage in aggregates.changes(Outage):
        await tx.execute(statements.SAVE_OUTAGE, outage.began, outage.ended)


Changes = Sequence[tuple[Vacancy | None, Vacancy]]


async def _save_revisions(tx: Any, changes: Changes) -> None:
    """The time of each new revision: copies with an older one are out of date from then on."""
    made = [(v.vacancy_id, v.revision, v.revised_at) for old, v in changes if old and old.revision != v.revision]
    await write_rows(tx, statements.SAVE_REVISIONS, made)


async def _save_waiting(tx: Any, changes: Changes) -> None:
    gone: list[tuple[str, str]] = []
    fresh: list[tuple[Any, ...]] = []
    for before, after in changes:
        had = {w.candidate_ref: w for w in before.waiting} if before else {}
        has = {w.candidate_ref: w for w in after.waiting}
        gone += [(after.vacancy_id, ref) for ref in had if had[ref] != has.get(ref)]
        fresh += [(after.vacancy_id, *_WAITING(w)) for ref, w in has.items() if w != had.get(ref)]
    # a changed entry is deleted and inserted again; nothing refers to its row
    await write_rows(tx, statements.DELETE_WAITING, gone)
    await write_rows(tx, statements.SAVE_WAITING, fresh)


async def _save_leases(tx: Any, changes: Changes) -> None:
    ended: list[Lease] = []
    fresh: list[tuple[Any, ...]] = []
    for before, after in changes:
        had = {lease.lease_id: lease for lease in before.leases} if before else {}
        changed = [lease for lease in after.leases if lease != had.get(lease.lease_id)]
        ended += [lease for lease in changed if lease.lease_id in had]
        fresh += [rows.of_lease(after, lease) for lease in changed if lease.lease_id not in had]
    await write_rows(tx, statements.CHANGE_LEASES, [_CHANGED(lease) for lease in ended])
    # a lease given and released within this batch goes first, because its seat may be leased again in the batch
    fresh.sort(key=lambda row: row[7] is not LeaseState.RELEASED)
    await write_rows(tx, statements.SAVE_LEASES, fresh)


_WAITING = row_of("candidate_ref", "commune", "offer_id", "tier", "score", "minutes")
_CHANGED = row_of("lease_id", "state", "ended_at", "why", "expires_at", "extended", "referred_at")
_HOLDER = row_of("vacancy_id", "commune", "revision", "at")
_MET = row_of("vacancy_id", "candidate_ref", "fair_id", "host")
_SERIES = row_of("commune", "year", "last")
_OTHERS: Sequence[tuple[type[Any], Callable[[Any], tuple[Any, ...]], str]] = (
    (FolioSeries, _SERIES, statements.SAVE_FOLIO_SERIES),
    (CopyHolder, _HOLDER, statements.SAVE_HOLDERS),
    (OfficeAnswer, rows.of_answer, statements.SAVE_ANSWERS),
    (MetAtFair, _MET, statements.SAVE_MET),
    (Placement, rows.of_placement, statements.SAVE_PLACEMENTS),
)
