"""How the aggregates of vacancies are stored: their columns, and each row read and written."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from services.vacancies.model.members import Member
from services.vacancies.model.office_answers import OfficeAnswer
from services.vacancies.model.placements import Placement, PlacementChange, PlacementState
from services.vacancies.model.vacancy import Call, Lease, LeaseState, QueueEntry, Stage, Vacancy
from shared.contracts.communes import Contact, Windows
from shared.contracts.reasons import CloseReason, ReleaseReason, UnfilledReason
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Urgency

MEMBER = "commune, name, at_table, windows, minutes, population, contact"
VACANCY = (
    "vacancy_id, commune, profile, urgency, seats, posted_at, local_until, valid_through, stage, tier, fence, "
    "asked, call, reason, why_closed, folio, revision, revised_at, fingerprint, twin_of, external_ref"
)
WAITING = "vacancy_id, candidate_ref, commune, offer_id, tier, score, minutes"
LEASE = (
    "lease_id, vacancy_id, seat, fence, candidate_ref, commune, offer_id, state, leased_at, expires_at, because, "
    "ended_at, why, extended, referred_at"
)
PLACEMENT = (
    "placement_id, vacancy_id, lease_id, commune, finder, candidate_ref, state, declared_at, credit, history, ended_on"
)
"""The columns of each table, as they are read: named, so that a column that a newer version adds breaks nothing."""


@lru_cache(maxsize=1024)
def member(
    commune: str, name: str, at_table: bool, windows: str, minutes: str, population: int, contact: str | None
) -> Member:
    """A row of `member`. Cached, because every batch reads all of them."""
    known = Windows.model_validate_json(windows)
    reached = Contact.model_validate_json(contact) if contact else None
    return Member(commune, name, at_table, known, orjson.loads(minutes), population, reached)


def of_member(m: Member) -> tuple[Any, ...]:
    windows, minutes = m.windows.model_dump_json(), orjson.dumps(m.minutes).decode()
    contact = m.contact.model_dump_json() if m.contact else None
    return m.commune, m.name, m.at_table, windows, minutes, m.population, contact


def vacancy(row: Any, leases: Sequence[Lease], waiting: Sequence[QueueEntry]) -> Vacancy:
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
        folio=row["folio"],
        revision=row["revision"],
        revised_at=row["revised_at"],
        fingerprint=row["fingerprint"],
        twin_of=row["twin_of"],
        external_ref=row["external_ref"],
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
        v.folio,
        v.revision,
        v.revised_at,
        v.fingerprint,
        v.twin_of,
        v.external_ref,
    )


def waiting(row: Any) -> QueueEntry:
    return QueueEntry(row["candidate_ref"], row["commune"], row["offer_id"], row["tier"], row["score"], row["minutes"])


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
        extended=row["extended"],
        referred_at=row["referred_at"],
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
        x.extended,
        x.referred_at,
    )


def placement(row: Any) -> Placement:
    history = tuple(
        PlacementChange(datetime.fromisoformat(c["at"]), PlacementState(c["state"]), c["why"], c["credit"])
        for c in orjson.loads(row["history"])
    )
    return Placement(
        placement_id=row["placement_id"],
        vacancy_id=row["vacancy_id"],
        lease_id=row["lease_id"],
        commune=row["commune"],
        finder=row["finder"],
        candidate_ref=row["candidate_ref"],
        state=PlacementState(row["state"]),
        declared_at=row["declared_at"],
        credit=orjson.loads(row["credit"]),
        history=history,
        ended_on=row["ended_on"],
    )


def of_placement(p: Placement) -> tuple[Any, ...]:
    return (
        p.placement_id,
        p.vacancy_id,
        p.lease_id,
        p.commune,
        p.finder,
        p.candidate_ref,
        p.state,
        p.declared_at,
        orjson.dumps(p.credit).decode(),
        orjson.dumps(p.history).decode(),
        p.ended_on,
    )


def of_answer(a: OfficeAnswer) -> tuple[Any, ...]:
    return a.vacancy_id, a.commune, a.tier, a.how, a.at, a.called_at, a.candidates, ";".join(a.reasons)


def _call(text: str | None) -> Call | None:
    if text is None:
        return None
    plain = orjson.loads(text)
    times = {name: datetime.fromisoformat(at) if (at := plain.get(name)) else None for name in _TIMES}
    return Call(
        invited=tuple(plain["invited"]),
        answered=tuple(plain["answered"]),
        answer_by=datetime.fromisoformat(plain["answer_by"]),
        called_at=datetime.fromisoformat(plain["called_at"]),
        quota=plain.get("quota"),
        joined=tuple(plain.get("joined", ())),
        **times,
    )


def _of_call(call: Call | None) -> str | None:
    return None if call is None else orjson.dumps(call).decode()


_TIMES = ("quota_until", "made_good", "held_until", "settle_until")
