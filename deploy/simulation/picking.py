"""How the world of a history picks whom and what it asks about; what a service has stored."""

from typing import Any

from deploy.simulation.state import HistoryState, WorldState
from services.events.model.activities import Activity
from shared.contracts.agenda import ActivityKind
from shared.contracts.envelope import Envelope


def some_cut(world: WorldState) -> str:
    return world.chance.choice(sorted(world.members) or ["16301"])


def some_cuts(world: WorldState) -> tuple[str, ...]:
    members = sorted(world.members)
    return tuple(world.chance.sample(members, world.chance.randint(0, len(members))))


def every(world: WorldState, kind: type[Any]) -> list[Any]:
    return sorted(world.look(kind), key=lambda each: each.key)


def some_id(world: WorldState, kind: type[Any], name: str) -> str | None:
    found = every(world, kind)
    return getattr(world.chance.choice(found), name) if found and world.chance.random() < 0.7 else None


def of_host(world: WorldState, kind: type[Any], name: str) -> dict[str, str] | None:
    """The commune and the id of one of a kind; now and then in the name of another commune."""
    found = every(world, kind)
    if not found:
        return None
    one = world.chance.choice(found)
    return {"commune": one.commune if world.chance.random() < 0.9 else some_cut(world), name: getattr(one, name)}


def of_party(world: WorldState) -> dict[str, str] | None:
    """A commune that takes part in a fair or encuentro, and its id; now and then another commune."""
    found = [a for a in every(world, Activity) if a.kind in (ActivityKind.FAIR, ActivityKind.ENCUENTRO)]
    if not found:
        return None
    one = world.chance.choice(found)
    cut = world.chance.choice(one.party) if world.chance.random() < 0.9 else some_cut(world)
    return {"commune": cut, "activity_id": one.activity_id}


def facts_of(history: HistoryState, topic: str) -> list[Any]:
    """The facts of a topic in their order; what a relay sent twice was said once."""
    return [envelope.data for envelope in said_on(history, topic)]


def said_on(history: HistoryState, topic: str) -> list[Envelope[Any]]:
    """The same facts in their envelopes."""
    return list({heard.envelope.id: heard.envelope for heard in history.bus.heard(topic)}.values())


def stored(history: HistoryState, name: str, kind: type[Any]) -> list[Any]:
    return [each for (found, _), each in history.committed[name].aggregates.items() if found is kind]
