"""What a batch of matching loads, and the timers that are due."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import InvitedCall, VacancyCopy
from services.matching.store import counter, disclosure, insurance, people, proposals, rows
from services.matching.store.named import Named, named_in
from services.matching.store.needs import needs_of
from services.matching.store.shortlists import shortlists, with_those_who_may_become_free
from shared.contracts.envelope import Envelope
from shared.messaging.decisions import LoadedAggregates, TimerFired

_COMMUNES = 0x6D617463  # "matc": facts of communes are processed alone, so that no call misses a commune that joins


async def load(tx: Any, messages: Sequence[Envelope[Any]], policy: Any = None) -> LoadedAggregates:
    """The communes, the vacancies that the messages touch, and the seekers that they name or may offer.

    To avoid deadlocks, tallies are locked before vacancies and those before seekers, each in the order of their ids.
    Seekers who may only be offered come last, without waiting for their locks. All come with their insurance notes.
    """
    named = named_in(messages)
    await tx.execute(f"SELECT pg_advisory_xact_lock{'' if named.changes_communes else '_shared'}($1)", _COMMUNES)
    communes = [rows.commune(**row) for row in await tx.fetch(f"SELECT {rows.COMMUNE} FROM commune")]
    tallies = await counter.lock(tx, named.tallies) if named.tallies else []
    # their vacancies must be locked before the proposals themselves
    if named.proposals or named.changing:
        named.vacancies |= await proposals.vacancies_of(tx, named.proposals, named.changing)
    vacancies = await _vacancies(tx, _LOCK, await _touched(tx, named))
    waiting = await proposals.lock(
        tx, named.proposals, (v.vacancy_id for v in vacancies), named.communes | named.leaving
    )
    # their candidates are checked again, so they are locked with the seekers that the messages name
    affected = [one for one in waiting if one.proposal_id in named.proposals or one.vacancy_id in named.amended]
    named.seekers |= {ref for one in affected for ref in one.refs}
    if named.held:
        holding = await disclosure.holders(tx, named.held)
        named.seekers |= holding
        named.allowing |= holding
        named.leases |= named.held
    if named.marks:
        named.known |= await disclosure.marked(tx, named.marks)
        named.seekers |= named.known
    locked = await _locked(tx, named)
    kept = await disclosure.kept(tx, named.marks, named.known) if named.known else []
    vacancies += await _met_since(tx, locked, {vacancy.vacancy_id for vacancy in vacancies})
    allowed = await disclosure.lock(tx, named.allowing, named.leases) if named.allowing or named.leases else []
    needs = needs_of(messages, {v.vacancy_id: v for v in vacancies}, {c.commune: c for c in communes})
    lists = with_those_who_may_become_free(await shortlists(tx, needs), locked)
    # a seeker who is locked already must not be loaded twice
    offered = {ref for one in lists for ref in one.refs} - {seeker.candidate_ref for seeker in locked}
    seekers = await people.share(tx, offered) if offered else []
    everybody = await insurance.with_notes(tx, [*locked, *seekers])
    found = [*tallies, *communes, *vacancies, *waiting, *lists, *everybody, *allowed, *kept]
    return LoadedAggregates([*filter(None, [policy]), *found])


async def due(tx: Any, now: datetime, limit: int, but: Sequence[str] = ()) -> list[TimerFired]:
    """The timers that are due: vacancies, seekers, proposals, disclosures, tallies.

    Nothing is locked here: `load` locks in its own order, and if two replicas take one timer the inbox lets it through
    once.
    """
    found = await tx.fetch(
        """
        (SELECT 'VacancyCopy' AS kind, vacancy_id AS key, look_at FROM vacancy
         WHERE look_at <= $1 AND NOT over AND vacancy_id <> ALL($3::text[]) ORDER BY look_at LIMIT $2)
        UNION ALL
        (SELECT 'Seeker', candidate_ref, least(look_at, CASE state WHEN 'free' THEN valid_until END) AS look_at
         FROM seeker
         WHERE (look_at <= $1 OR (valid_until <= $1 AND state = 'free')) AND candidate_ref <> ALL($3::text[])
         ORDER BY 3 LIMIT $2)
        UNION ALL
        (SELECT 'Proposal', proposal_id, answer_by FROM proposal
         WHERE state = 'open' AND answer_by <= $1 AND proposal_id <> ALL($3::text[]) ORDER BY answer_by LIMIT $2)
        UNION ALL
        (SELECT 'Disclosure', lease_id, expires_at FROM disclosure
         WHERE ended_at IS NULL AND expires_at <= $1 AND lease_id <> ALL($3::text[]) ORDER BY expires_at LIMIT $2)
        UNION ALL
        (SELECT 'CounterTally', commune || '/' || act, due_at FROM counter_tally
         WHERE due_at <= $1 AND commune || '/' || act <> ALL($3::text[]) ORDER BY due_at LIMIT $2)
        ORDER BY look_at LIMIT $2
        """,
        now,
        limit,
        but,
    )
    return [TimerFired(row["kind"], row["key"], row["look_at"]) for row in found]


async def _touched(tx: Any, named: Named) -> list[str]:
    """The vacancies that the messages name, those with named seekers in the queue, and those that call the communes."""
    if not (named.seekers or named.communes or named.leaving):
        return sorted(named.vacancies)
    found = await tx.fetch(
        """
        SELECT vacancy_id FROM standing WHERE candidate_ref = ANY($1::text[])
        UNION
        SELECT vacancy_id FROM standing WHERE commune = ANY($2::text[])
        UNION
        SELECT vacancy_id FROM call JOIN vacancy USING (vacancy_id)
        WHERE NOT over AND call.commune = ANY($3::text[] || ARRAY(
            SELECT commune FROM seeker WHERE candidate_ref = ANY($4::text[])))
        UNION
        SELECT vacancy_id FROM call WHERE owes > 0 AND commune = ANY($3::text[])
        """,
        sorted(named.seekers),
        sorted(named.leaving),
        sorted(named.communes),
        sorted(named.freed),
    )
    return sorted(named.vacancies | {row["vacancy_id"] for row in found})


async def _vacancies(tx: Any, query: str, ids: Sequence[str]) -> list[VacancyCopy]:
    if not ids:
        return []
    found = await tx.fetch(query, ids)
    calls: dict[str, list[InvitedCall]] = {row["vacancy_id"]: [] for row in found}
    for row in await tx.fetch(_CALLS, list(calls)):
        calls[row["vacancy_id"]].append(rows.call(row))
    return [rows.vacancy(row, calls[row["vacancy_id"]]) for row in found]


async def _met_since(tx: Any, seekers: Iterable[Seeker], known: set[str]) -> list[VacancyCopy]:
    """The vacancies to which seekers were offered while this batch waited for their locks.

    One that is locked by another batch is left out: its only loss is that it does not become due for another look.
    """
    more = {place.vacancy_id for seeker in seekers for place in seeker.queue_places} - known
    return await _vacancies(tx, f"{_LOCK} SKIP LOCKED", sorted(more))


async def _locked(tx: Any, named: Named) -> list[Seeker]:
    """Lock the seekers that the messages change, those in queues that end or are amended, and those of communes that
    leave.
    """
    refs = set(named.seekers)
    if named.over or named.amended or named.leaving:
        found = await tx.fetch(
            "SELECT DISTINCT candidate_ref FROM standing"
            " WHERE vacancy_id = ANY($1::text[]) OR commune = ANY($2::text[])",
            sorted(named.over | named.amended),
            sorted(named.leaving),
        )
        refs |= {row["candidate_ref"] for row in found}
    return await people.lock(tx, refs) if refs else []


_LOCK = f"SELECT {rows.VACANCY} FROM vacancy WHERE vacancy_id = ANY($1::text[]) ORDER BY vacancy_id FOR UPDATE"

_CALLS = """
SELECT vacancy_id, commune, tier, answered, complete, owes, (
    SELECT count(*)::int FROM standing WHERE vacancy_id = call.vacancy_id AND commune = call.commune
) AS standing
FROM call WHERE vacancy_id = ANY($1::text[])
ORDER BY tier, commune
"""
