"""The files of the home compared with the topic `<prefix>.communes`: who joins, who changed, who leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from deploy.communes.file import CommuneFile, read_all, write_new
from shared.clock import Now, wall
from shared.contracts import topics
from shared.contracts.communes import CommuneChanged, CommuneFact, CommuneLeft
from shared.contracts.envelope import Envelope, Fact, Request, derived_id, root_envelope
from shared.messaging.address import BusAddress
from shared.messaging.kafka import ensure_topics, log_of, publish_now, read_compacted

SOURCE = "/mesa/communes"


@dataclass(frozen=True, slots=True)
class CommuneChange:
    """One fact to publish about a commune. `after` is the offset of the last one, -1 if there is none."""

    fact: CommuneFact | CommuneLeft
    after: int

    @property
    def what(self) -> str:
        """joined, changed or left."""
        return self.fact.WIRE.split(".")[3]


async def difference(bus: BusAddress, home: Path) -> list[CommuneChange]:
    """What `apply` would say now, by CUT. Raises Fault for a broken file, Passing while the broker is away."""
    files = read_all(home)
    said = await read_compacted(bus, topics.COMMUNES.name)
    changes = [_change(files[cut], said.get(cut)) for cut in sorted(files)]
    gone = [_left(said[cut]) for cut in sorted(set(said) - set(files))]
    return [change for change in (*changes, *gone) if change]


async def apply(bus: BusAddress, home: Path, now: Now = wall) -> list[CommuneChange]:
    """Publish the difference; a new member's topics are created first. Returns what was published."""
    await ensure_topics(bus, [])
    changes = await difference(bus, home)
    if changes:
        await ensure_topics(bus, [c.fact.commune for c in changes if c.what == "joined"])
        log = await log_of(bus, topics.COMMUNES.name)
        said = [_envelope(change, log, now()) for change in changes]
        await publish_now(bus, topics.COMMUNES.name, said)
    return changes


async def join(bus: BusAddress, cuts: Sequence[str], home: Path, now: Now = wall) -> list[CommuneChange]:
    """Write the files that are missing for these communes, and say the difference."""
    for cut in cuts:
        write_new(home, cut)
    return await apply(bus, home, now)


async def members(bus: BusAddress) -> dict[str, CommuneFact]:
    """The members as the topic has them, by CUT."""
    said = await read_compacted(bus, topics.COMMUNES.name)
    return {cut: fact for cut, (fact, _) in said.items() if isinstance(fact, CommuneFact)}


Said = tuple[CommuneFact | CommuneLeft, int]
"""The last fact about a commune, and its offset."""


def _change(file: CommuneFile, said: Said | None) -> CommuneChange | None:
    fact = file.fact()
    if said is None:
        return CommuneChange(fact, -1)
    known, offset = said
    if not isinstance(known, CommuneFact):
        return CommuneChange(fact, offset)
    if known.model_dump() == fact.model_dump():
        return None
    return CommuneChange(CommuneChanged(**fact.model_dump()), offset)


def _left(said: Said) -> CommuneChange | None:
    known, offset = said
    if not isinstance(known, CommuneFact):
        return None
    return CommuneChange(CommuneLeft(commune=known.commune, name=known.name), offset)


def _envelope(change: CommuneChange, log: str, now: datetime) -> Envelope[Fact | Request]:
    """The id follows from the fact before it: two applies at once publish the same id.

    And from the topic's log: in one made anew the places return, and what is said there is no repeat.
    """
    fact = change.fact
    identity = derived_id(f"{SOURCE}/{fact.commune}", log, change.after, fact.WIRE)
    return root_envelope(fact, identity, SOURCE, now)
