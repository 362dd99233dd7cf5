"""What happens at a fair, by ticket and pseudonym, and how far each interview led: the chain from visit to job."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.events.model.activities import Activity
from shared.contracts.agenda import Chain, FairCounted, FairInterviewed
from shared.contracts.intake import CheckInKind

LEAST = 5
"""Fewer people than these are not counted aloud: in a village a number can be a name."""
STEPS = ("visitors", "interviews", "referred", "placed", "verified")


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """One note of a device: a ticket came in, or was interviewed."""

    activity_id: str
    entry_id: str
    kind: CheckInKind
    at: datetime
    ticket: str
    commune: str | None = None
    vacancy_id: str | None = None
    candidate_ref: str | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return f"{self.activity_id}/{self.entry_id}"

    @property
    def group(self) -> str:
        return self.activity_id


@dataclass(frozen=True, slots=True)
class Interview:
    """What is between a person, by pseudonym, and a vacancy: the first fair with an interview, and what followed.

    `activity_id` is None as long as no fair is known.
    """

    vacancy_id: str
    candidate_ref: str
    activity_id: str | None = None
    at: datetime | None = None
    ticket: str | None = None
    commune: str | None = None
    referred: bool = False
    placed: bool = False
    verified: bool = False

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return f"{self.vacancy_id}/{self.candidate_ref}"

    def led_to(self, *, referred: bool = False, placed: bool | None = None, verified: bool = False) -> "Interview":
        """Further than before. `placed=False`: the placement was undone."""
        now_placed = self.placed if placed is None else placed
        return replace(
            self,
            referred=self.referred or referred or now_placed,
            placed=now_placed,
            verified=(self.verified or verified) and now_placed,
        )


def interviewed(fair: Activity, one: Interview) -> FairInterviewed:
    return FairInterviewed(
        fair_id=fair.activity_id,
        commune=fair.commune,
        vacancy_id=one.vacancy_id,
        candidate_ref=one.candidate_ref,
        at=one.at or fair.starts_at,
    )


def counted(
    fair: Activity, notes: Collection[CheckedIn], interviews: Collection[Interview], months: int
) -> FairCounted:
    """The totals of a fair, by commune and of all."""
    by_commune = {cut: _steps(notes, interviews, cut) for cut in sorted(_communes(notes, interviews))}
    chains = {cut: Chain(**{s: shown[cut] for s, shown in _hidden(by_commune).items()}) for cut in by_commune}
    return FairCounted(
        fair_id=fair.activity_id,
        commune=fair.commune,
        title=fair.title,
        starts_at=fair.starts_at,
        months=months,
        mesa=Chain(**{step: aloud(number) for step, number in _steps(notes, interviews, None).items()}),
        by_commune=chains,
    )


def aloud(number: int) -> int | None:
    """A count of people as it may be said; None from one to four."""
    return None if 0 < number < LEAST else number


def visitors_of(notes: Iterable[CheckedIn]) -> int:
    """How many tickets were shown."""
    return len({note.ticket for note in notes})


def interviewed_of(notes: Iterable[CheckedIn]) -> int:
    """How many tickets were interviewed."""
    return len({note.ticket for note in notes if note.kind is CheckInKind.INTERVIEW})


def _steps(notes: Collection[CheckedIn], interviews: Collection[Interview], cut: str | None) -> dict[str, int]:
    """How many went how far; with `cut`, of those who live there."""
    mine = [note for note in notes if cut is None or note.commune == cut]
    led = [one for one in interviews if cut is None or one.commune == cut]
    far = {step: len({one.ticket for one in led if getattr(one, step)}) for step in STEPS[2:]}
    return {"visitors": visitors_of(mine), "interviews": interviewed_of(mine), **far}


def _communes(notes: Iterable[CheckedIn], interviews: Iterable[Interview]) -> set[str]:
    said = [*(note.commune for note in notes), *(one.commune for one in interviews)]
    return {cut for cut in said if cut is not None}


def _hidden(by_commune: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int | None]]:
    """The counts of each step by commune, as they may be said.

    One number that is kept back alone could be had by taking the others from the total: then the least of the others
    is kept back as well.
    """
    found: dict[str, dict[str, int | None]] = {}
    for step in STEPS:
        numbers = {cut: steps[step] for cut, steps in by_commune.items()}
        shown = {cut: aloud(number) for cut, number in numbers.items()}
        kept_back = [cut for cut, number in shown.items() if number is None]
        others = sorted((number, cut) for cut, number in numbers.items() if number >= LEAST)
        if len(kept_back) == 1 and others:
            shown[others[0][1]] = None
        found[step] = shown
    return found
