"""Proposals: answers to calls that wait for an officer, with their candidates, deadline and outcome.

Ley 21.719 (art. 8 bis of Ley 19.628 as rewritten) gives people the right not to be subject to a decision that a
machine takes alone; a commune that wants an officer to confirm every offer sets `offers = "confirmed"` in its file.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.matching.model.vacancy import OfferingCommune
from shared.calendar import add_working_hours
from shared.contracts.matching import Candidate


class ProposalState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Candidates, best first, for one vacancy. No fact names them before an officer of the commune confirms.

    `complete`: no other candidate fitted when it was made. `officer`: the officer who answered, as the office names
    them.
    """

    proposal_id: str
    vacancy_id: str
    commune: str
    tier: int
    candidates: tuple[Candidate, ...]
    complete: bool
    proposed_at: datetime
    answer_by: datetime
    state: ProposalState = ProposalState.OPEN
    officer: str | None = None

    @property
    def key(self) -> str:
        return self.proposal_id

    @property
    def group(self) -> str:
        return self.vacancy_id

    @property
    def open(self) -> bool:
        return self.state is ProposalState.OPEN

    @property
    def due_at(self) -> datetime | None:
        """When the proposal lapses."""
        return self.answer_by if self.open else None

    @property
    def refs(self) -> frozenset[str]:
        return frozenset(candidate.candidate_ref for candidate in self.candidates)

    def lapsed(self) -> "Proposal":
        return replace(self, state=ProposalState.LAPSED)

    def answered(self, state: ProposalState, officer: str | None) -> "Proposal":
        return replace(self, state=state, officer=officer)

    def confirmed(self, later: Collection[str], officer: str | None) -> "Proposal":
        """Answered, but for those about whom the officer answers later: with them it stays open until its deadline."""
        left = tuple(each for each in self.candidates if each.candidate_ref in later)
        if not left:
            return self.answered(ProposalState.CONFIRMED, officer)
        return replace(self, candidates=left, officer=officer)

    def without(self, refs: Collection[str]) -> "Proposal":
        """Without these candidates. If none is left it lapses, with its candidates, so that the record shows them."""
        left = tuple(each for each in self.candidates if each.candidate_ref not in refs)
        return replace(self, candidates=left) if left else self.lapsed()

    def joined_by(self, *candidates: Candidate) -> "Proposal":
        """With more candidates, ordered by score; of equal scores, those who were in the proposal first come first."""
        fresh = [each for each in candidates if each.candidate_ref not in self.refs]
        more = sorted((*self.candidates, *fresh), key=lambda each: -each.score)
        return replace(self, candidates=tuple(more))


def open_for(proposals: Iterable[Proposal], commune: str) -> Proposal | None:
    """The open proposal of a commune, among those of one vacancy; there is at most one."""
    return next((one for one in proposals if one.open and one.commune == commune), None)


def answer_by(commune: OfferingCommune, asked: datetime | None, now: datetime) -> datetime:
    """The officer's deadline: that of the call; if it has none or a past one, the office's hours to answer."""
    if asked is not None and asked > now:
        return asked
    return add_working_hours(now, commune.answer_hours, commune.commune)
