"""What is asked about seats and placements in one history: given back, held longer, declared, undone, ended."""

from collections import Counter
from datetime import datetime
from typing import Any

from deploy.simulation.state import WorldState
from services.vacancies.model.placements import Placement
from services.vacancies.model.vacancy import LeaseState, Vacancy
from shared.calendar import SANTIAGO
from shared.contracts.envelope import Request
from shared.contracts.intake import (
    CandidateRefer,
    LeaseAct,
    LeaseAsked,
    PlacementCorrect,
    PlacementDeclare,
    PlacementEnd,
    PlacementUndo,
    PlacementVerify,
    SeatExtend,
    SeatRelease,
    SeatsSettle,
)
from shared.contracts.reasons import CorrectionReason, EndReason, ReleaseReason, UndoReason

_WHY_RELEASED = (
    ReleaseReason.NO_TRANSPORT,
    ReleaseReason.CANDIDATE_WITHDREW,
    ReleaseReason.CANDIDATE_UNAVAILABLE,
    ReleaseReason.EMPLOYER_REFUSED,
)


def release(world: WorldState, now: datetime) -> Request | None:
    return _of_lease(world, SeatRelease, why=world.chance.choice(_WHY_RELEASED))


def place(world: WorldState, now: datetime) -> Request | None:
    return _of_lease(world, PlacementDeclare, host=world.chance.choice((None, *sorted(world.members))))


def extend(world: WorldState, now: datetime) -> Request | None:
    return _of_lease(world, SeatExtend)


def refer(world: WorldState, now: datetime) -> Request | None:
    return _of_lease(world, CandidateRefer)


def settle(world: WorldState, now: datetime) -> Request | None:
    """What happened with the leases of one vacancy; some of them ended before, and one or the other fence is old."""
    found = sorted((v for v in world.look(Vacancy) if v.leases), key=lambda v: v.vacancy_id)
    if not found:
        return None
    vacancy = world.chance.choice(found)
    asked = [_asked(world, lease.lease_id, lease.fence) for lease in vacancy.leases[-4:]]
    commune = world.chance.choice((vacancy.commune, vacancy.commune, vacancy.leases[-1].commune))
    return SeatsSettle(commune=commune, vacancy_id=vacancy.vacancy_id, leases=tuple(asked))


def _asked(world: WorldState, lease_id: str, fence: int) -> LeaseAsked:
    act = world.chance.choice(tuple(LeaseAct))
    why = world.chance.choice(_WHY_RELEASED) if act is LeaseAct.RELEASE else None
    stale = world.chance.random() < 0.1
    return LeaseAsked(lease_id=lease_id, fence=fence + stale, act=act, why=why)


def undo(world: WorldState, now: datetime) -> Request | None:
    return _of_lease(world, PlacementUndo, LeaseState.PLACED, why=UndoReason.DID_NOT_START)


def verify(world: WorldState, now: datetime) -> Request | None:
    """The contribution record, for a placement that was declared or, now and then, undone."""
    found = sorted(world.look(Placement), key=lambda p: p.placement_id)
    if not found:
        return None
    placement, days = world.chance.choice(found), world.chance.choice((0, 3, 30))
    return PlacementVerify(
        commune=placement.commune,
        vacancy_id=placement.vacancy_id,
        placement_id=placement.placement_id,
        period=f"{now:%Y-%m}",
        days=days,
    )


def end(world: WorldState, now: datetime) -> Request | None:
    """A job ends; now and then one that has ended before."""
    found = sorted(world.look(Placement), key=lambda p: p.placement_id)
    if not found:
        return None
    placement = world.chance.choice(found)
    return PlacementEnd(
        commune=placement.finder,
        vacancy_id=placement.vacancy_id,
        placement_id=placement.placement_id,
        ended_on=now.astimezone(SANTIAGO).date(),
        why=world.chance.choice(tuple(EndReason)),
    )


def correct(world: WorldState, now: datetime) -> Request | None:
    """The credit of a placement is shared anew; now and then by somebody who saw an older state of it."""
    found = sorted(world.look(Placement), key=lambda p: p.placement_id)
    if not found:
        return None
    placement = world.chance.choice(found)
    home = world.chance.choice((0, 500, 1000))
    shares = Counter({placement.commune: home}) + Counter({placement.finder: 1000 - home})
    return PlacementCorrect(
        commune=placement.commune,
        vacancy_id=placement.vacancy_id,
        placement_id=placement.placement_id,
        credit=dict(shares),
        why=world.chance.choice(tuple(CorrectionReason)),
        if_revision=world.chance.choice((None, None, 1)),
    )


def _of_lease(world: WorldState, kind: Any, state: LeaseState = LeaseState.HELD, **more: Any) -> Request | None:
    """A request about a lease: mostly one in the state it is about, now and then any other."""
    leases = [(v, x) for v in world.look(Vacancy) for x in v.leases]
    held = [(v, x) for v, x in leases if x.state is state]
    found = sorted(held if world.chance.random() < 0.9 else leases, key=lambda pair: pair[1].lease_id)
    if not found:
        return None
    vacancy, x = world.chance.choice(found)
    asked: Request = kind(
        commune=vacancy.commune, vacancy_id=vacancy.vacancy_id, lease_id=x.lease_id, fence=x.fence, **more
    )
    return asked
