"""What neighbours ask who found a Mesa in one history, and what must be true of it at rest."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from deploy.simulation.picking import every, facts_of, some_cut, some_cuts, stored
from deploy.simulation.state import HistoryState, WorldState
from services.events.model.foundings import Founding
from shared.contracts import intake
from shared.contracts.agenda import FoundingAgreed, FoundingEnvisioned, FoundingNoted, FoundingStarted
from shared.contracts.envelope import Request


def start(world: WorldState, now: datetime) -> Request:
    return intake.FoundingStart(commune=some_cut(world), communes=some_cuts(world) or (some_cut(world),))


def note(world: WorldState, now: datetime) -> Request | None:
    about = _about(world)
    said = {"interests": "Compartir empresas", "worries": "El tiempo"}
    will_do = world.chance.choice((None, "Enseñar a rendir"))
    return intake.FoundingNote(**about, **said, will_do=will_do) if about else None


def write(world: WorldState, now: datetime) -> Request | None:
    """The next version, or one that was made from an older one."""
    about = _about(world)
    if about is None:
        return None
    return intake.FoundingVision(**about, replaces=_version(world, about), text=f"Visión {world.chance.randint(1, 9)}")


def agree(world: WorldState, now: datetime) -> Request | None:
    about = _about(world)
    return intake.FoundingAgree(**about, version=max(1, _version(world, about))) if about else None


def every_founding_was_told(history: HistoryState) -> Iterator[str]:
    """Each founding that was told stands once, with the notes, the version and the agreement that were told."""
    told = facts_of(history, "agenda")
    begun = [fact.founding_id for fact in told if isinstance(fact, FoundingStarted)]
    known = {f.founding_id: f for f in stored(history, "events", Founding)}
    if sorted(begun) != sorted(known):
        yield f"founded are {sorted(known)}, told were {sorted(begun)}"
    for founding in known.values():
        about = [fact for fact in told if getattr(fact, "founding_id", None) == founding.founding_id]
        noted = {fact.commune for fact in about if isinstance(fact, FoundingNoted)}
        written = {fact.version: fact.commune for fact in about if isinstance(fact, FoundingEnvisioned)}
        agreed = {f.commune for f in about if isinstance(f, FoundingAgreed) and f.version == founding.version}
        if written:
            agreed.add(written[max(written)])
        if (noted, max(written, default=0), agreed) != (set(founding.notes), founding.version, set(founding.agreed)):
            yield f"{founding} is not what was told of it"


DOINGS: tuple[tuple[Callable[[Any, datetime], Request | None], int], ...] = (
    (start, 1),
    (note, 1),
    (write, 1),
    (agree, 2),
)
PROMISES: tuple[Callable[[HistoryState], Iterator[str]], ...] = (every_founding_was_told,)


def _about(world: WorldState) -> dict[str, str] | None:
    found = every(world, Founding)
    if not found:
        return None
    one = world.chance.choice(found)
    cut = world.chance.choice(one.communes) if world.chance.random() < 0.9 else some_cut(world)
    return {"commune": cut, "founding_id": one.founding_id}


def _version(world: WorldState, about: dict[str, str]) -> int:
    version: int = next(f.version for f in every(world, Founding) if f.founding_id == about["founding_id"])
    return max(0, version - world.chance.choice((0, 0, 0, 1)))
