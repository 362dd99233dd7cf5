"""The SQL of what a batch loads, and of the timers that have fired."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.vacancies.model.active_seats import ActiveSeat
from services.vacancies.model.assignment import MOST
from services.vacancies.model.duplicates import fingerprint
from services.vacancies.model.fairs import MetAtFair
from services.vacancies.model.folio import FolioSeries
from services.vacancies.model.heartbeat import Heartbeat, Outage
from services.vacancies.model.ids import id_made_by, placement_of
from services.vacancies.model.open_calls import OpenCallsByOffice, not_loaded
from services.vacancies.model.policy import Policy
from services.vacancies.model.reciprocity import Exchange
from services.vacancies.model.vacancy import ASKING, OVER, Lease, QueueEntry, Vacancy
from services.vacancies.store import rows
from services.vacancies.store.employers import load_employers
from shared.contracts.agenda import FairInterviewed
from shared.contracts.communes import CommuneFact, CommuneLeft
from shared.contracts.envelope import Envelope
from shared.contracts.intake import (
    PlacementCorrect,
    PlacementDeclare,
    PlacementEnd,
    PlacementUndo,
    PlacementVerify,
    SeatsSettle,
    VacancyPost,
)
from shared.contracts.intake.vacancy import AboutVacancy
from shared.contracts.matching import OfferFact, OfferMade, PulseReturned
from shared.messaging.decisions import Aggregate, LoadedAggregates, TimerFired
from shared.postgres.locks import ONE_AT_A_TIME

_MEMBERS = 0x7461626C  # "tabl": a batch of commune facts runs alone, so that no vacancy misses a newcomer
_FINGERPRINT = 0x7072696E  # "prin": of two replicas that post one vacancy at once the second sees the first


async def load(tx: Any, messages: Sequence[Envelope[Any]], policy: Policy | None = None) -> LoadedAggregates:
    """The vacancies that the messages name, locked in order, and what their decisions need beside them."""
    contents = [message.data for message in messages]
    # a batch of commune facts waits for every other one, so that no vacancy is called without a newcomer
    members_change = any(isinstance(data, CommuneFact | CommuneLeft) for data in contents)
    await tx.execute(f"SELECT pg_advisory_xact_lock{'' if members_change else '_shared'}($1)", _MEMBERS)
    posts = [message for message in messages if isinstance(message.data, VacancyPost)]
    named = [data.vacancy_id for data in contents if isinstance(data, AboutVacancy | OfferFact)]
    named += [data.key for data in contents if isinstance(data, TimerFired) and data.kind == Vacancy.__name__]
    named += [id_made_by(message) for message in posts]
    found: list[Aggregate] = [rows.member(**row) for row in await tx.fetch(f"SELECT {rows.MEMBER} FROM member")]
    if posts:
        found += await _folio_series(tx, sorted({m.data.commune for m in posts}))
    if any(_is_heartbeat(data) for data in contents):
        # every batch reads the heartbeat, but only those that change it lock its row
        await tx.execute("SELECT FROM pulse FOR UPDATE")
    vacancies: list[Vacancy] = []
    if named or members_change:
        vacancies = await _vacancies(tx, named, members_change, posts)
        offered = [data for data in contents if isinstance(data, OfferMade)]
        vacancies += await _rivals(tx, vacancies, offered)
        found += [*vacancies, *await _beside(tx, contents, vacancies)]
    found += await _met_at_fairs(tx, contents)
    found += await _heartbeat(tx, vacancies)
    agreed = policy or Policy()
    found += [agreed, *await load_employers(tx, messages, agreed.visit_days)]
    return LoadedAggregates(found)


async def due(tx: Any, now: datetime, limit: int, but: Sequence[str] = ()) -> list[TimerFired]:
    """Timers that have fired, of vacancies and of the heartbeat; rows locked by another replica are left to it."""
    await tx.execute("SELECT pg_advisory_xact_lock_shared($1)", _MEMBERS)
    found = await tx.fetch(
        """
        SELECT vacancy_id, due_at FROM vacancy
        WHERE due_at <= $1 AND vacancy_id <> ALL($3::text[]) ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
        """,
        now,
        limit - 1,  # one place is left for the heartbeat
        but,
    )
    beats = await tx.fetch("SELECT due_at FROM pulse WHERE due_at <= $1 FOR UPDATE SKIP LOCKED", now)
    ticks = [TimerFired(Vacancy.__name__, row["vacancy_id"], row["due_at"]) for row in found]
    return [*ticks, *(TimerFired(Heartbeat.__name__, Heartbeat().key, row["due_at"]) for row in beats)]


async def _beside(tx: Any, contents: Sequence[Any], vacancies: Sequence[Vacancy]) -> list[Aggregate]:
    """What decisions see beside these vacancies: seats of their candidates, balances and open calls of offices."""
    offered = [data for data in contents if isinstance(data, OfferMade)]
    refs = {w.candidate_ref for vacancy in vacancies for w in vacancy.waiting}
    refs |= {c.candidate_ref for offer in offered for c in offer.candidates}
    offices = {w.commune for vacancy in vacancies for w in vacancy.waiting} | {offer.commune for offer in offered}
    placements = [
        data.placement_id for data in contents if isinstance(data, PlacementVerify | PlacementCorrect | PlacementEnd)
    ]
    placements += [placement_of(data.lease_id) for data in contents if isinstance(data, PlacementUndo)]
    found: list[Aggregate] = [await _open_calls(tx, vacancies)]
    if refs:
        found += await _active_seats(tx, refs)
    if len(offices) > 1:  # balances break ties between offices: one office alone needs none
        found += await _exchanges(tx, offices)
    if placements:
        query = f"SELECT {rows.PLACEMENT} FROM placement WHERE placement_id = ANY($1::text[]) ORDER BY 1 FOR UPDATE"
        found += [rows.placement(row) for row in await tx.fetch(query, placements)]
    return found


async def _met_at_fairs(tx: Any, contents: Sequence[Any]) -> list[Aggregate]:
    """At which fairs people were interviewed, for vacancies of which a placement is declared or an interview told."""
    wants = PlacementDeclare | FairInterviewed | SeatsSettle
    told = [data.vacancy_id for data in contents if isinstance(data, wants)]
    if not told:
        return []
    query = "SELECT vacancy_id, candidate_ref, fair_id, host FROM met_at_fair WHERE vacancy_id = ANY($1::text[])"
    return [MetAtFair(**row) for row in await tx.fetch(query, told)]


async def _folio_series(tx: Any, communes: list[str]) -> list[FolioSeries]:
    """The folio series, created if missing and locked, so that two replicas never give one number twice."""
    await tx.execute(
        "INSERT INTO numbering (commune, year, last) SELECT commune, 0, 0 FROM unnest($1::text[]) AS c (commune)"
        " ON CONFLICT DO NOTHING",
        communes,
    )
    rows = await tx.fetch(
        "SELECT commune, year, last, first_fence FROM numbering WHERE commune = ANY($1::text[])"
        " ORDER BY commune FOR UPDATE",
        communes,
    )
    return [FolioSeries(*row) for row in rows]


def _is_heartbeat(data: Any) -> bool:
    return isinstance(data, PulseReturned) or (isinstance(data, TimerFired) and data.kind == Heartbeat.__name__)


async def _heartbeat(tx: Any, vacancies: Sequence[Vacancy]) -> list[Aggregate]:
    """The heartbeat, and the outages that may have taken time from a call that is out."""
    row = await tx.fetchrow("SELECT said_at, heard_at, due_at FROM pulse")
    since = [vacancy.call.made_good or vacancy.call.called_at for vacancy in vacancies if vacancy.call]
    if not since:
        return [Heartbeat(*row)]
    outages = await tx.fetch("SELECT began, ended FROM outage WHERE ended > $1", min(since))
    return [Heartbeat(*row), *(Outage(*each) for each in outages)]


async def _open_calls(tx: Any, loaded: Sequence[Vacancy]) -> OpenCallsByOffice:
    """The unanswered calls of the vacancies that were not loaded. The loaded ones must be locked before.

    Without a lock: what another replica is about to commit is not seen. The counts say only whom to ask first and
    whether to wait some minutes for a rival call; no promise rests on them.
    """
    found = await tx.fetch(OPEN_CALLS)
    return not_loaded({row["office"]: row["calls"] for row in found}, loaded)


async def _exchanges(tx: Any, offices: set[str]) -> list[Exchange]:
    query = (
        "SELECT home, finder, day, seats FROM exchange WHERE home = ANY($1::text[]) OR finder = ANY($1::text[])"
        # the newest: older ones have faded (half_life_days)
        " ORDER BY day DESC LIMIT 5000"
    )
    return [Exchange(*row) for row in await tx.fetch(query, sorted(offices))]


async def _vacancies(
    tx: Any, named: Sequence[str], asking: bool, posts: Sequence[Envelope[VacancyPost]]
) -> list[Vacancy]:
    """The vacancies named, their duplicates, those that a new one may repeat; `asking`: all that ask offices too."""
    prints = sorted({fingerprint(m.data.profile, m.data.commune) for m in posts if not m.data.distinct} - {""})
    # two posts of one vacancy at once: the second waits here, and then finds the first
    if prints:
        await tx.execute(ONE_AT_A_TIME, prints, _FINGERPRINT)
    return await _with_leases(tx, await tx.fetch(_VACANCIES, named, asking, sorted(ASKING), prints, sorted(OVER)))


async def _rivals(tx: Any, vacancies: Sequence[Vacancy], offers: Sequence[OfferMade]) -> list[Vacancy]:
    """Other vacancies with a call that all have answered and candidates in common: they can be decided together.

    A rival that another replica has locked is left out, so that two replicas never wait for each other.
    """
    calling = {v.vacancy_id for v in vacancies if v.call}
    if not calling:
        return []
    refs = {w.candidate_ref for v in vacancies if v.call for w in v.waiting}
    refs |= {c.candidate_ref for offer in offers if offer.vacancy_id in calling for c in offer.candidates}
    return await _with_leases(tx, await tx.fetch(_RIVALS, sorted(refs), [v.vacancy_id for v in vacancies], MOST))


async def _with_leases(tx: Any, found: Sequence[Any]) -> list[Vacancy]:
    """The vacancies of these rows, with their leases and queues."""
    if not found:
        return []
    ids = [row["vacancy_id"] for row in found]
    waiting: dict[str, list[QueueEntry]] = {one: [] for one in ids}
    for row in await tx.fetch(f"SELECT {rows.WAITING} FROM waiting WHERE vacancy_id = ANY($1::text[])", ids):
        waiting[row["vacancy_id"]].append(rows.waiting(row))
    leases: dict[str, list[Lease]] = {one: [] for one in ids}
    for row in await tx.fetch(f"SELECT {rows.LEASE} FROM lease WHERE vacancy_id = ANY($1::text[]) ORDER BY fence", ids):
        leases[row["vacancy_id"]].append(rows.lease(row))
    return [rows.vacancy(row, leases[row["vacancy_id"]], waiting[row["vacancy_id"]]) for row in found]


async def _active_seats(tx: Any, refs: set[str]) -> list[ActiveSeat]:
    found = await tx.fetch(
        "SELECT candidate_ref, lease_id FROM lease"
        " WHERE candidate_ref = ANY($1::text[]) AND state IN ('held', 'placed')",
        sorted(refs),
    )
    return [ActiveSeat(row["candidate_ref"], row["lease_id"]) for row in found]


OPEN_CALLS = "SELECT office, calls FROM open_calls WHERE calls > 0"
"""The counter that `save` keeps: as many rows as there are offices, however many calls are open."""

_RIVALS = f"""
SELECT {rows.VACANCY} FROM vacancy WHERE vacancy_id IN (
    SELECT vacancy_id FROM waiting JOIN vacancy AS rival USING (vacancy_id)
    WHERE candidate_ref = ANY($1::text[]) AND rival.stage = 'calling'
      AND rival.call->'answered' @> (rival.call->'invited') AND NOT vacancy_id = ANY($2::text[])
    GROUP BY vacancy_id ORDER BY count(*) DESC, vacancy_id LIMIT $3
) ORDER BY vacancy_id FOR UPDATE SKIP LOCKED
"""

_VACANCIES = f"""
SELECT {rows.VACANCY} FROM vacancy WHERE vacancy_id IN (
    SELECT unnest($1::text[])
    UNION SELECT vacancy_id FROM vacancy WHERE twin_of = ANY($1::text[])
    UNION SELECT vacancy_id FROM vacancy WHERE fingerprint = ANY($4::text[]) AND NOT stage = ANY($5::text[])
    UNION SELECT vacancy_id FROM vacancy WHERE $2 AND stage = ANY($3::text[])
) ORDER BY vacancy_id FOR UPDATE
"""
