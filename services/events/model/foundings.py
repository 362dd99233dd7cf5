"""Founding a Mesa: what neighbours do to become one (the practice of San Carlos, San Fabián and Ñiquén), step by step.

Visits in situ between the offices; interests and worries; what each will do; a joint activity soon; a common vision.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import combinations

from services.events.model.activities import Activity, State
from services.events.model.dates import DateProposal
from services.events.model.offices import Office
from shared.contracts.agenda import (
    ActivityKind,
    FoundingAgreed,
    FoundingEnvisioned,
    FoundingFact,
    FoundingNoted,
    FoundingStarted,
)
from shared.contracts.envelope import derived_id
from shared.territory import name_of, names_of
from shared.text import when

NEAR_MINUTES = 90
"""Offices so near to each other, one way, can visit each other within a day of work. Unverified: our proposal."""
JOINT = (ActivityKind.ENCUENTRO, ActivityKind.FAIR)


@dataclass(frozen=True, slots=True)
class Note:
    """What one office says. `will_do`: None as long as it does not know."""

    interests: str
    worries: str
    will_do: str | None = None


@dataclass(frozen=True, slots=True)
class Founding:
    """A founding that `commune` began. `version`: of the vision, 0 as long as nobody wrote one."""

    founding_id: str
    commune: str
    communes: tuple[str, ...]
    started_at: datetime
    notes: Mapping[str, Note] = field(default_factory=dict)
    vision: str | None = None
    version: int = 0
    agreed: tuple[str, ...] = ()

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.founding_id

    def noted(self, commune: str, note: Note) -> "Founding":
        return replace(self, notes={**self.notes, commune: note})

    def envisioned(self, commune: str, text: str) -> "Founding":
        return replace(self, vision=text, version=self.version + 1, agreed=(commune,))

    def agreed_by(self, commune: str) -> "Founding":
        return replace(self, agreed=(*self.agreed, commune))

    @property
    def silent(self) -> tuple[str, ...]:
        """Who has not said all of what it brings."""
        return tuple(cut for cut in self.communes if cut not in self.notes or not self.notes[cut].will_do)

    @property
    def disagreeing(self) -> tuple[str, ...]:
        """Who has not agreed to the vision as it is now."""
        return tuple(cut for cut in self.communes if cut not in self.agreed)


def id_of(communes: Sequence[str]) -> str:
    """The id of the founding of these communes, in the order of their codes, whoever begins it and however often."""
    return derived_id("founding", *communes)


def apart(communes: Sequence[str], offices: Mapping[str, Office]) -> tuple[str, ...]:
    """The communes that no chain of neighbours leads to from the first."""
    reached, edge = {communes[0]}, [communes[0]]
    while edge:
        here = offices[edge.pop()]
        near = {cut for cut in communes if cut not in reached and (here.minutes_to(cut) or 999) <= NEAR_MINUTES}
        reached |= near
        edge += sorted(near)
    return tuple(cut for cut in communes if cut not in reached)


class Step(StrEnum):
    """A step of a founding, in the order in which the practice went."""

    VISITS = "visits"
    """Each office has visited each other one."""
    MEETING = "meeting"
    """A first meeting of all has a date or was held."""
    INTERESTS = "interests"
    """Each has said what it is interested in and what worries it."""
    COLLABORATION = "collaboration"
    """Each has said what it will do."""
    ACTIVITY = "activity"
    """A first fair or encuentro of all has a date or was held."""
    VISION = "vision"
    """A vision is written, and all agree to it."""


@dataclass(frozen=True, slots=True)
class StepStanding:
    """How a step stands. `missing`: what, in Spanish; nothing: it is done."""

    step: Step
    missing: tuple[str, ...]

    @property
    def done(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class FoundingBooks:
    """What is held of visits, meetings, fairs and encuentros, not called off, and the dates that wait for answers."""

    activities: Sequence[Activity]
    proposals: Sequence[DateProposal]

    def visit(self, guest: str, host: str) -> Activity | DateProposal | None:
        """The visit of one office to another that has come farthest."""
        made = [a for a in self.activities if _is_visit(a) and (a.commune, a.held_in) == (guest, host)]
        if made:
            return max(made, key=lambda a: (a.state is State.CONCLUDED, a.over, a.activity_id))
        asked = (p for p in self.proposals if p.kind is ActivityKind.VISIT)
        return next((p for p in asked if (p.commune, p.invited) == (guest, (host,))), None)

    def joint(self, communes: Sequence[str], *kinds: ActivityKind) -> Activity | DateProposal | None:
        """What all of the communes take part in, the earliest first; else the date of one that waits for answers."""
        made = [a for a in self.activities if a.kind in kinds and set(communes) <= set(a.party)]
        if made:
            return min(made, key=lambda a: (a.starts_at, a.activity_id))
        asked = (p for p in self.proposals if p.kind in kinds)
        return next((p for p in asked if set(communes) <= {p.commune, *p.invited}), None)


def steps(f: Founding, books: FoundingBooks) -> tuple[StepStanding, ...]:
    """How each step stands by what the books say, in order."""
    unsaid = [cut for cut in f.communes if cut not in f.notes]
    vision = "Falta escribirla" if f.vision is None else f"Falta que la acuerden: {names_of(f.disagreeing)}"
    missing: Mapping[Step, Iterable[str]] = {
        Step.VISITS: _visits(f, books),
        Step.MEETING: _joint(books.joint(f.communes, ActivityKind.MEETING), "una reunión de todas"),
        Step.INTERESTS: [f"Falta lo que dice {name_of(cut)}" for cut in unsaid],
        Step.COLLABORATION: [f"Falta lo que hará {name_of(cut)}" for cut in f.silent],
        Step.ACTIVITY: _joint(books.joint(f.communes, *JOINT), "un encuentro o una feria de todas"),
        Step.VISION: [vision] if f.disagreeing else [],
    }
    return tuple(StepStanding(step, tuple(missing[step])) for step in Step)


def visits_wanted(f: Founding, books: FoundingBooks) -> Iterator[tuple[str, str]]:
    """Who should visit whom now: of each two one visit, and the one in return when the first was made. In the first
    round everybody goes and receives as evenly as it can be.
    """
    for (n, one), (m, other) in combinations(enumerate(f.communes), 2):
        ways = ((one, other), (other, one)) if (m - n) % 2 else ((other, one), (one, other))
        stand = {way: books.visit(*way) for way in ways}
        if any(each is not None and not _is_over(each) for each in stand.values()):
            continue
        yield from [way for way, each in stand.items() if each is None][:1]


def started(f: Founding) -> FoundingFact:
    return FoundingStarted(**_about(f, f.commune))


def noted(f: Founding, commune: str) -> FoundingFact:
    note = f.notes[commune]
    said = {"interests": note.interests, "worries": note.worries, "will_do": note.will_do}
    return FoundingNoted(**_about(f, commune), **said, missing=f.silent)


def envisioned(f: Founding, commune: str, text: str) -> FoundingFact:
    return FoundingEnvisioned(**_about(f, commune), version=f.version, text=text)


def agreed(f: Founding, commune: str) -> FoundingFact:
    return FoundingAgreed(**_about(f, commune), version=f.version, missing=f.disagreeing)


def _about(f: Founding, commune: str) -> dict[str, object]:
    return {"founding_id": f.founding_id, "commune": commune, "communes": f.communes}


def _visits(f: Founding, books: FoundingBooks) -> Iterator[str]:
    for one, other in combinations(f.communes, 2):
        for guest, host in ((one, other), (other, one)):
            said = _said_of_visit(books.visit(guest, host))
            if said:
                yield f"{name_of(guest)} a {name_of(host)}: {said}"


def _said_of_visit(found: Activity | DateProposal | None) -> str | None:
    if found is None:
        return "sin fecha"
    if isinstance(found, DateProposal):
        return "la fecha espera respuestas"
    if found.state is State.CONCLUDED:
        return None
    return "falta informar qué se vio" if found.over else f"el {when(found.starts_at)}"


def _joint(found: Activity | DateProposal | None, what: str) -> list[str]:
    if found is None:
        return [f"Falta fecha para {what}"]
    return [f"«{found.title}»: la fecha espera respuestas"] if isinstance(found, DateProposal) else []


def _is_visit(a: Activity) -> bool:
    return a.kind is ActivityKind.VISIT and bool(a.invited)


def _is_over(found: Activity | DateProposal) -> bool:
    return isinstance(found, Activity) and found.over
