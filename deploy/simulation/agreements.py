"""What offices agree on in one history, and what must be true of it when everything has come to rest."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from deploy.simulation.picking import every, facts_of, some_cut, stored
from deploy.simulation.state import HistoryState, WorldState
from services.events.model.activities import Activity
from services.events.model.agreements import Agreement, State
from shared.contracts import intake
from shared.contracts.agenda import ActivityKind, AgreementDropped, AgreementKept, AgreementMade
from shared.contracts.envelope import Request


def agree(world: WorldState, now: datetime) -> Request | None:
    found = every(world, Activity)
    if not found:
        return None
    one = world.chance.choice(found)
    due_on = (now + timedelta(days=world.chance.randint(0, 8))).date()
    cut, owner = world.chance.choice(one.party), some_cut(world)
    about = {"commune": cut, "activity_id": one.activity_id}
    return intake.AgreementMake(**about, what="Mandar la lista", owner=owner, due_on=due_on)


def keep(world: WorldState, now: datetime) -> Request | None:
    about = _agreement(world)
    return intake.AgreementKeep(**about) if about else None


def drop(world: WorldState, now: datetime) -> Request | None:
    about = _agreement(world)
    return intake.AgreementDrop(**about, why="Ya no hace falta") if about else None


def report(world: WorldState, now: datetime) -> Request | None:
    """A visit that has begun is reported, with what is owed; now and then something that is no visit."""
    begun = [a for a in every(world, Activity) if a.starts_at <= now]
    visits = [a for a in begun if a.kind is ActivityKind.VISIT] or begun
    if not visits:
        return None
    one = world.chance.choice(visits)
    owed = (intake.Owed(what="Enviar el formulario", owner=some_cut(world), due_on=now.date()),)
    about = {"commune": one.commune, "activity_id": one.activity_id, "purpose": "Conocer la oficina"}
    return intake.VisitReport(**about, looked_at="La sala", learned="Cómo rinden", owed=owed)


DOINGS: tuple[tuple[Callable[[Any, datetime], Request | None], int], ...] = (
    (agree, 2),
    (keep, 1),
    (drop, 1),
    (report, 1),
)


def no_agreement_is_lost(history: HistoryState) -> Iterator[str]:
    """Each agreement that was told stands, in the state that was told last."""
    said = facts_of(history, "agenda")
    made = {fact.agreement_id for fact in said if isinstance(fact, AgreementMade)}
    ended = {fact.agreement_id for fact in said if isinstance(fact, AgreementKept | AgreementDropped)}
    known = {a.agreement_id: a for a in stored(history, "events", Agreement)}
    if made != known.keys():
        yield "what was agreed is not what is kept"
    for agreement in known.values():
        if (agreement.state is not State.OPEN) != (agreement.agreement_id in ended):
            yield f"{agreement.agreement_id} is {agreement.state}, and that was not told"


def _agreement(world: WorldState) -> dict[str, str] | None:
    found = every(world, Agreement)
    if not found:
        return None
    one = world.chance.choice(found)
    return {"commune": world.chance.choice((one.owner, one.commune)), "agreement_id": one.agreement_id}
