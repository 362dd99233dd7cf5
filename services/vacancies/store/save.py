"""The SQL of what a batch changed, one statement a table."""

from collections.abc import Callable, Sequence
from typing import Any

from services.vacancies.model.acknowledgements import CopyHolder
from services.vacancies.model.folio import FolioSeries
from services.vacancies.model.heartbeat import Heartbeat, Outage
from services.vacancies.model.members import Member
from services.vacancies.model.office_answers import OfficeAnswer
from services.vacancies.model.placements import Placement
from services.vacancies.model.reciprocity import Exchange
from services.vacancies.model.vacancy import Lease, LeaseState, Vacancy
from services.vacancies.store import rows, statements
from services.vacancies.store.employers import save_employers
from shared.messaging.decisions import LoadedAggregates
from shared.postgres.columns import columns, row_of


async def save(tx: Any, aggregates: LoadedAggregates) -> None:
    """Save every changed aggregate. Seats are released before they are leased, as their unique index requires."""
    members = [after for _, after in aggregates.changes(Member)]
    changes = aggregates.changes(Vacancy)
    if members:
        await tx.execute(statements.SAVE_MEMBERS, *columns([rows.of_member(m) for m in members], 6))
    if changes:
        await tx.execute(statements.SAVE_VACANCIES, *columns([rows.of_vacancy(after) for _, after in changes], 24))
        await _save_revisions(tx, changes)
        await _save_waiting(tx, changes)
        await _save_leases(tx, changes)
    await _save_others(tx, aggregates)
    await save_employers(tx, aggregates)


async def _save_others(tx: Any, aggregates: LoadedAggregates) -> None:
    """Save what changed beside the vacancies; after them, because some rows refer to a vacancy."""
    for kind, row, statement, width in _OTHERS:
        lines = [row(after) for _, after in aggregates.changes(kind)]
        if lines:
            await tx.execute(statement, *columns(lines, width))
    moved = [(e.home, e.finder, e.day, e.seats - (old.seats if old else 0)) for old, e in aggregates.changes(Exchange)]
    if moved:
        await tx.execute(statements.ADD_EXCHANGES, *columns(moved, 4))
    for _, heartbeat in aggregates.changes(Heartbeat):
        await tx.execute(statements.SAVE_HEARTBEAT, heartbeat.said_at, heartbeat.heard_at, heartbeat.due_at)
    for _, outage in aggregates.changes(Outage):
        await tx.execute(statements.SAVE_OUTAGE, outage.began, outage.ended)


Changes = Sequence[tuple[Vacancy | None, Vacancy]]


async def _save_revisions(tx: Any, changes: Changes) -> None:
    """The time of each new revision: copies with an older one are out of date from then on."""
    made = [(v.vacancy_id, v.revision, v.revised_at) for old, v in changes if old and old.revision != v.revision]
    if made:
        await tx.execute(statements.SAVE_REVISIONS, *columns(made, 3))


async def _save_waiting(tx: Any, changes: Changes) -> None:
    gone: list[tuple[str, str]] = []
    fresh: list[tuple[Any, ...]] = []
    for before, after in changes:
        had = {w.candidate_ref: w for w in before.waiting} if before else {}
        has = {w.candidate_ref: w for w in after.waiting}
        gone += [(after.vacancy_id, ref) for ref in had if had[ref] != has.get(ref)]
        fresh += [(after.vacancy_id, *_WAITING(w)) for ref, w in has.items() if w != had.get(ref)]
    if gone:
        await tx.execute(
            "DELETE FROM waiting USING unnest($1::text[], $2::text[]) AS gone (vacancy_id, candidate_ref)"
            " WHERE waiting.vacancy_id = gone.vacancy_id AND waiting.candidate_ref = gone.candidate_ref",
            *columns(gone, 2),
        )
    if fresh:
        await tx.execute(
            "INSERT INTO waiting (vacancy_id, candidate_ref, commune, offer_id, tier, score, minutes)"
            " SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[])",
            *columns(fresh, 7),
        )


async def _save_leases(tx: Any, changes: Changes) -> None:
    ended: list[Lease] = []
    fresh: list[tuple[Any, ...]] = []
    for before, after in changes:
        had = {lease.lease_id: lease for lease in before.leases} if before else {}
        changed = [lease for lease in after.leases if lease != had.get(lease.lease_id)]
        ended += [lease for lease in changed if lease.lease_id in had]
        fresh += [rows.of_lease(after, lease) for lease in changed if lease.lease_id not in had]
    if ended:
        await tx.execute(statements.CHANGE_LEASES, *columns([_CHANGED(lease) for lease in ended], 7))
    if fresh:
        # a lease given and released within this batch goes first, because its seat may be leased again in the batch
        fresh.sort(key=lambda row: row[7] is not LeaseState.RELEASED)
        await tx.execute(statements.SAVE_LEASES, *columns(fresh, 15))


_WAITING = row_of("candidate_ref", "commune", "offer_id", "tier", "score", "minutes")
_CHANGED = row_of("lease_id", "state", "ended_at", "why", "expires_at", "extended", "referred_at")
_HOLDER = row_of("vacancy_id", "commune", "revision", "at")
_SERIES = row_of("commune", "year", "last")
_OTHERS: Sequence[tuple[type[Any], Callable[[Any], tuple[Any, ...]], str, int]] = (
    (FolioSeries, _SERIES, statements.SAVE_FOLIO_SERIES, 3),
    (CopyHolder, _HOLDER, statements.SAVE_HOLDERS, 4),
    (OfficeAnswer, rows.of_answer, statements.SAVE_ANSWERS, 8),
    (Placement, rows.of_placement, statements.SAVE_PLACEMENTS, 11),
)
