"""What officers leave waiting for a while and take back, and what must be true of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from deploy.simulation import officers, seats
from deploy.simulation.picking import every, facts_of, said_on, some_cut, stored
from deploy.simulation.state import HistoryState, WorldState
from services.matching.model.proposals import Proposal
from services.vacancies.model.vacancy import OVER, Stage, Vacancy
from shared.contracts.envelope import Fact, Request, derived_id
from shared.contracts.held import HeldFact, RequestDone, RequestHeld, RequestRefused, RequestTakenBack
from shared.contracts.intake import (
    AboutHeld,
    Holdable,
    OfferTakeBack,
    ProposalDecline,
    VacancyDeclareUnfilled,
    VacancyTakeBack,
    VacancyWithdraw,
)
from shared.contracts.reasons import CloseReason, DeclineReason
from shared.contracts.registry import OWNER_OF
from shared.messaging.held import HeldRequest, HeldState

TAKE_BACK = {"vacancies": VacancyTakeBack, "matching": OfferTakeBack}
TOPICS = {"vacancies": "vacancies", "matching": "offers"}
MOST_FACTS = 60
"""More than any decision says at once."""

SETTLED: dict[HeldState, list[type[HeldFact]]] = {
    HeldState.WAITING: [],
    HeldState.TAKEN_BACK: [RequestTakenBack],
    HeldState.DONE: [RequestDone],
    HeldState.REFUSED: [RequestRefused],
}


def leave_waiting(world: WorldState, now: datetime) -> Request | None:
    """An officer asks what cannot be undone, whatever of it is possible now, and leaves it waiting."""
    possible = [_declare, seats.release, seats.settle, _decline, officers.withdraw_by_mistake, _withdraw]
    world.chance.shuffle(possible)
    asked = next((each for doing in possible if (each := doing(world, now))), None)
    return _waiting(world, asked, now) if isinstance(asked, Holdable) else None


def _declare(world: WorldState, now: datetime) -> Request | None:
    found = [v for v in every(world, Vacancy) if v.stage is Stage.LOCAL and v.open_seats > 0]
    vacancy = world.chance.choice(found) if found else None
    return VacancyDeclareUnfilled(commune=vacancy.commune, vacancy_id=vacancy.vacancy_id) if vacancy else None


def _withdraw(world: WorldState, now: datetime) -> Request | None:
    found = [v for v in every(world, Vacancy) if v.stage not in OVER]
    if not found or world.chance.random() < 0.5:  # not so many vacancies that little is left to do
        return None
    one = world.chance.choice(found)
    return VacancyWithdraw(commune=one.commune, vacancy_id=one.vacancy_id, why=CloseReason.WITHDRAWN_BY_EMPLOYER)


def _decline(world: WorldState, now: datetime) -> Request | None:
    found = [one for one in every(world, Proposal) if one.open]
    if not found:
        return None
    one = world.chance.choice(found)
    reasons = (DeclineReason.TEAM_CAPACITY,)
    return ProposalDecline(commune=one.commune, proposal_id=one.proposal_id, officer="omil-1", reasons=reasons)


def _waiting(world: WorldState, asked: Holdable, now: datetime) -> Request:
    """For minutes, for an hour, or now and then for longer than one may."""
    minutes = world.chance.choice((5, 30, 30, 60, 60, 60, 240))
    return type(asked)(**{**dict(asked), "not_before": now + timedelta(minutes=minutes)})


def now_or_held(world: WorldState, asked: Fact | Request | None, now: datetime) -> Fact | Request | None:
    """The request, which its officer leaves waiting now and then."""
    if not isinstance(asked, Holdable) or asked.not_before is not None or world.chance.random() < 0.5:
        return asked
    return _waiting(world, asked, now)


def from_a_page(world: WorldState, asked: Request) -> bool:
    """Whether an officer asks it on a page, by HTTP: mostly so what waits, and what takes it back."""
    waits = isinstance(asked, Holdable) and asked.not_before is not None
    return (waits or isinstance(asked, AboutHeld)) and world.chance.random() < 0.8


def undo(world: WorldState, asked: Request, now: datetime) -> Request | None:
    """What an officer takes back at once after they asked it."""
    waits = isinstance(asked, Holdable) and asked.not_before is not None
    return take_back(world, now) if waits and world.chance.random() < 0.4 else None


def take_back(world: WorldState, now: datetime) -> Request | None:
    """An officer undoes what waits; now and then too late, twice, or what another office asked."""
    found = sorted(world.look(HeldRequest), key=lambda one: (one.not_before, one.held_id))
    if not found:
        return None
    one: HeldRequest = found[-1] if world.chance.random() < 0.8 else world.chance.choice(found)
    kind = TAKE_BACK[OWNER_OF[type(one.asked.data)]]
    return kind(commune=one.commune if world.chance.random() < 0.9 else some_cut(world), held_id=one.held_id)


def what_is_held_ends_once_in_its_time_or_never_happened(history: HistoryState) -> Iterator[str]:
    """What is told of each held request is what is kept of it; it takes effect in its time, or not at all."""
    for name, topic in TOPICS.items():
        told = [fact for fact in facts_of(history, topic) if isinstance(fact, HeldFact)]
        times = {said.id: said.time for said in said_on(history, topic)}
        for one in stored(history, name, HeldRequest):
            mine = [fact for fact in told if fact.held_id == one.held_id]
            kinds = [kind for fact in mine for kind in type(fact).__mro__ if kind in (RequestHeld, *_ends())]
            if sorted(map(repr, kinds)) != sorted(map(repr, [RequestHeld, *SETTLED[one.state]])):
                yield f"{one.held_id} is {one.state}, and told were {[kind.__name__ for kind in kinds]}"
            if one.due_at is not None and one.due_at <= history.now:
                yield f"{one.held_id} was to be decided at {one.due_at}"
            yield from _spoke(one, times, name)


def _spoke(one: HeldRequest, times: dict[str, datetime], name: str) -> Iterator[str]:
    """What its decision says has ids of its request, if it was not held, or of its timer."""
    at_once = [derived_id(one.asked.source, one.asked.id, name, n) for n in range(1, MOST_FACTS)]
    if any(identity in times for identity in at_once):
        yield f"{one.held_id} was held and took effect at once"
    timer = derived_id(one.held_id, name, HeldRequest.__name__, one.not_before.isoformat())
    in_time = [derived_id(f"/mesa/{name}/clock", timer, name, n) for n in range(MOST_FACTS)]
    said = [times[identity] for identity in in_time if identity in times]
    if any(at < one.not_before for at in said):
        yield f"{one.held_id} took effect before {one.not_before}"
    if said and one.state in (HeldState.WAITING, HeldState.TAKEN_BACK):
        yield f"{one.held_id} is {one.state} and took effect"


def _ends() -> list[type[HeldFact]]:
    return [kind for kinds in SETTLED.values() for kind in kinds]


def replies_more(history: HistoryState) -> set[tuple[str, str]]:
    """(commune, id) of the requests that are answered a second time: with what became of them in their time."""
    ended = (HeldState.DONE, HeldState.REFUSED)
    held = [one for name in TOPICS for one in stored(history, name, HeldRequest) if one.state in ended]
    return {(one.commune, one.asked.id) for one in held}
