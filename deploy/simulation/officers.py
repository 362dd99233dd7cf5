"""What officers do in one history that a machine must not do for them: confirm offers, record a yes, ask who it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from deploy.simulation.state import WorldState
from services.matching.model.disclosure import Consent, Disclosure
from services.matching.model.insurance import Insurance, RefusalCause
from services.matching.model.proposals import Proposal
from services.matching.model.seeker import SeatState, Seeker, SeekerState
from services.matching.requests import DisclosureErased, IdentityRead, InsuranceNote, RefusalRecord
from services.vacancies.model.vacancy import LeaseState, Vacancy
from shared.contracts.envelope import Request
from shared.contracts.intake import (
    CandidateOffer,
    ConsentRecord,
    ConsentRevoke,
    DisclosureAsk,
    OfferDecline,
    OfferWithdraw,
    ProposalConfirm,
    ProposalDecline,
)
from shared.contracts.reasons import ConsentMeans, DeclineReason, OfferWithdrawnReason, Purpose

PURPOSES = (*[Purpose.REFERRAL] * 4, Purpose.INTERVIEW)


def answer_proposal(world: WorldState, now: datetime) -> Request | None:
    """An officer keeps some of those proposed, or nobody; now and then too late."""
    one: Proposal | None = _one(world, [p for p in world.look(Proposal) if p.open])
    if one is None:
        return None
    asked = {"commune": one.commune, "proposal_id": one.proposal_id, "officer": "omil-1"}
    if world.chance.random() < 0.2:
        return ProposalDecline(**asked, reasons=(DeclineReason.TEAM_CAPACITY,))
    refs = sorted(one.refs)
    kept = world.chance.randint(1, len(refs))
    later = tuple(refs[kept:]) if world.chance.random() < 0.4 else ()
    return ProposalConfirm(**asked, candidate_refs=tuple(refs[:kept]), later_refs=later)


def offer_by_hand(world: WorldState, now: datetime) -> Request | None:
    """An officer of any commune offers somebody by pseudonym; now and then nobody, which declines."""
    vacancy: Vacancy | None = _one(world, world.look(Vacancy))
    seeker: Seeker | None = _one(world, world.look(Seeker))
    if vacancy is None or seeker is None:
        return None
    asked = {"commune": seeker.commune, "vacancy_id": vacancy.vacancy_id}
    if world.chance.random() < 0.2:
        return OfferDecline(**asked, reasons=(DeclineReason.TEAM_CAPACITY,))
    refs = sorted(s.candidate_ref for s in world.look(Seeker) if s.commune == seeker.commune)
    return CandidateOffer(**asked, candidate_refs=tuple(refs[: world.chance.choice((1, 1, 2))]))


def withdraw_by_mistake(world: WorldState, now: datetime) -> Request | None:
    """An offer of somebody who stands in a line or holds a seat by it was a mistake."""
    seeker: Seeker | None = _one(world, [s for s in world.look(Seeker) if s.queue_places or s.seats])
    if seeker is None:
        return None
    offers = [(place.vacancy_id, place.offer_id) for place in seeker.queue_places]
    offers += [(seat.vacancy_id, seat.offer_id) for seat in seeker.seats]
    vacancy_id, offer_id = world.chance.choice(offers)
    about = {"commune": seeker.commune, "vacancy_id": vacancy_id, "offer_id": offer_id}
    why = OfferWithdrawnReason.OFFERED_BY_MISTAKE
    return OfferWithdraw(**about, candidate_refs=(seeker.candidate_ref,), why=why)


def record_consent(world: WorldState, now: datetime) -> Request | None:
    """Consents: mostly of people with a seat, now and then of people in a queue; for several days or for one."""
    people = world.look(Seeker)
    seated = [s for s in people if s.state is SeekerState.LEASED] if world.chance.random() < 0.8 else []
    seeker: Seeker | None = _one(world, seated or [s for s in people if s.seats or s.queue_places])
    if seeker is None:
        return None
    held = [seat.vacancy_id for seat in seeker.seats if seat.hold is SeatState.HELD]
    where = world.chance.choice(held or _met(seeker))
    return ConsentRecord(
        commune=seeker.commune,
        candidate_ref=seeker.candidate_ref,
        officer="omil-1",
        vacancy_id=where,
        purpose=world.chance.choice(PURPOSES),
        means=ConsentMeans.SIGNED,
        days=world.chance.choice((1, 30)),
    )


def revoke_consent(world: WorldState, now: datetime) -> Request | None:
    """A yes taken back, now and then one that was taken back before."""
    one: Consent | None = _one(world, world.look(Consent))
    seeker = next((s for s in world.look(Seeker) if one and s.candidate_ref == one.candidate_ref), None)
    if one is None or seeker is None:
        return None
    return ConsentRevoke(
        commune=seeker.commune, candidate_ref=one.candidate_ref, officer="omil-2", consent_id=one.consent_id
    )


def ask_disclosure(world: WorldState, now: datetime) -> Request | None:
    """By the bus, which yields leave and no more."""
    return _of_lease(world, DisclosureAsk)


def read_identity(world: WorldState, now: datetime) -> Request | None:
    """By HTTP; with and without a yes, and again."""
    return _of_lease(world, IdentityRead)


def confirm_erased(world: WorldState, now: datetime) -> Request | None:
    one: Disclosure | None = _one(world, [d for d in world.look(Disclosure) if d.given_at and d.ended_at])
    if one is None:
        return None
    return DisclosureErased(commune=one.commune, vacancy_id=one.vacancy_id, lease_id=one.lease_id)


def note_insurance(world: WorldState, now: datetime) -> Request | None:
    """Somebody is paid by the fund from now on."""
    noted = {one.candidate_ref for one in world.look(Insurance)}
    seeker: Seeker | None = _one(world, [s for s in world.look(Seeker) if s.profile and s.key not in noted])
    if seeker is None:
        return None
    return InsuranceNote(commune=seeker.commune, candidate_ref=seeker.candidate_ref, beneficiary=True)


def record_refusal(world: WorldState, now: datetime) -> Request | None:
    """A beneficiary of the fund refuses a vacancy where they queue, hold a seat or are proposed."""
    paid = {one.candidate_ref for one in world.look(Insurance)}
    seeker: Seeker | None = _one(world, [s for s in world.look(Seeker) if s.key in paid])
    vacancy: Vacancy | None = _one(world, world.look(Vacancy))
    if seeker is None or vacancy is None:
        return None
    return RefusalRecord(
        commune=seeker.commune,
        candidate_ref=seeker.candidate_ref,
        vacancy_id=world.chance.choice([*_met(seeker), vacancy.vacancy_id]),
        cause=world.chance.choice(tuple(RefusalCause)),
        officer="omil-1",
        far_minutes=60,
    )


def _met(seeker: Seeker) -> list[str]:
    """The vacancies in which somebody queues, holds or held a seat."""
    return [*(stand.vacancy_id for stand in seeker.queue_places), *(seat.vacancy_id for seat in seeker.seats)]


def _of_lease(world: WorldState, kind: type[DisclosureAsk]) -> Request | None:
    """About a lease, mostly one that is held and for which there is a consent."""
    leases = [(v, x) for v in world.look(Vacancy) for x in v.leases]
    allowed = {(c.candidate_ref, c.vacancy_id) for c in world.look(Consent)}
    with_yes = [(v, x) for v, x in leases if x.state is LeaseState.HELD and (x.candidate_ref, v.vacancy_id) in allowed]
    found = sorted(with_yes if with_yes and world.chance.random() < 0.8 else leases, key=lambda pair: pair[1].lease_id)
    if not found:
        return None
    vacancy, lease = world.chance.choice(found)
    return kind(
        commune=vacancy.commune,
        vacancy_id=vacancy.vacancy_id,
        lease_id=lease.lease_id,
        officer="omil-3",
        purpose=world.chance.choice(PURPOSES),
    )


def _one(world: WorldState, found: Sequence[Any]) -> Any:
    """One of these by chance, the same for the same seed."""
    ordered = sorted(found, key=lambda each: each.key)
    return world.chance.choice(ordered) if ordered else None
