"""How the aggregates of vacancies lie in their tables: one row of columns each way."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from services.vacancies.model.vacancy import Call, Lease, LeaseState, Member, Stage, Vacancy, Waiting
from shared.contracts.communes import Windows
from shared.contracts.reasons import CloseReason, ReleaseReason, UnfilledReason
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Urgency


@lru_cache(maxsize=1024)
def member(commune: str, name: str, at_table: bool, windows: str, km: str) -> Member:
    """A row of `member`; the same row is the same object, for every batch reads them all."""
    return Member(commune, name, at_table, Windows.model_validate_json(windows), orjson.loads(km))


def of_member(m: Member) -> tuple[Any, ...]:
    return m.commune, m.name, m.at_table, m.windows.model_dump_json(), orjson.dumps(m.km).decode()


def vacancy(row: Any, leases: Sequence[Lease], waiting: Sequence[Waiting]) -> Vacancy:
    return Vacancy(
        vacancy_id=row["vacancy_id"],
        commune=row["commune"],
        profile=Profile.model_validate_json(row["profile"]),
        urgency=Urgency(row["urgency"]),
        seats=row["seats"],
        posted_at=row["posted_at"],
        local_until=row["local_until"],
        valid_through=row["valid_through"],
        stage=Stage(row["stage"]),
        tier=row["tier"],
        fence=row["fence"],
        asked=tuple(row["asked"]),
        call=_call(row["call"]),
        reason=UnfilledReason(row["reason"]) if row["reason"] else None,
        why_closed=CloseReason(row["why_closed"]) if row["why_closed"] else None,
        leases=tuple(leases),
        waiting=tuple(waiting),
    )


def of_vacancy(v: Vacancy) -> tuple[Any, ...]:
    return (
        v.vacancy_id,
        v.commune,
        v.profile.model_dump_json(exclude_none=True),
        v.urgency,
        v.seats,
        v.taken,
        v.placed,
        v.posted_at,
        v.local_until,
        v.valid_through,
        v.stage,
        v.tier,
        v.fence,
        " ".join(v.asked),
        _of_call(v.call),
        v.reason,
        v.why_closed,
        v.due_at,
    )


def waiting(row: Any) -> Waiting:
    return Waiting(row["candidate_ref"], row["commune"], row["offer_id"], row["tier"], row["score"], row["minutes"])


def lease(row: Any) -> Lease:
    return Lease(
        lease_id=row["lease_id"],
        seat=row["seat"],
        fence=row["fence"],
        candidate_ref=row["candidate_ref"],
        commune=row["commune"],
        offer_id=row["offer_id"],
        state=LeaseState(row["state"]),
        leased_at=row["leased_at"],
        expires_at=row["expires_at"],
        because=tuple(row["because"]),
        ended_at=row["ended_at"],
        why=ReleaseReason(row["why"]) if row["why"] else None,
    )


def of_lease(v: Vacancy, x: Lease) -> tuple[Any, ...]:
    return (
        x.lease_id,
        v.vacancy_id,
        x.seat,
        x.fence,
        x.candidate_ref,
        x.commune,
        x.offer_id,
        x.state,
        x.leased_at,
        x.expires_at,
        x.ended_at,
        x.why,
        ";".join(x.because),
    )


def _call(text: str | None) -> Call | None:
    if text is None:
        return None
    plain = orjson.loads(text)
    return Call(tuple(plain["invited"]), tuple(plain["answered"]), datetime.fromisoformat(plain["answer_by"]))


def _of_call(call: Call | None) -> str | None:
    return None if call is None else orjson.dumps(call).decode()
