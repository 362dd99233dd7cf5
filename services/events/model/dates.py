"""A date that offices agree on: options, what each office says of each, and which of them is chosen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from shared.contracts.agenda import (
    ActivityKind,
    DateFixed,
    DateLapsed,
    DateOption,
    DateProposed,
    DateVoted,
    DateWithdrawn,
    Lapse,
    Vote,
)


class State(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    FIXED = "fixed"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class DateProposal:
    """Options for a date. `votes`: of each office that has answered, one for each option; the last answer counts.

    It is due at its deadline, or as soon as the last of the invited has answered.
    """

    proposal_id: str
    commune: str
    kind: ActivityKind
    title: str
    invited: tuple[str, ...]
    options: tuple[DateOption, ...]
    quorum: int
    answer_by: datetime
    employer: str | None = None
    monthly: bool = False
    skip_months: tuple[int, ...] = ()
    votes: Mapping[str, tuple[Vote, ...]] = field(default_factory=dict)
    answered_at: datetime | None = None
    state: State = State.OPEN
    activity_id: str | None = None

    @property
    def key(self) -> str:
        return self.proposal_id

    @property
    def due_at(self) -> datetime | None:
        if self.state is not State.OPEN:
            return None
        return min(self.answer_by, self.answered_at) if self.answered_at else self.answer_by

    @property
    def silent(self) -> tuple[str, ...]:
        """Who has not answered."""
        return tuple(cut for cut in self.invited if cut not in self.votes)

    def who(self, option: int, vote: Vote) -> tuple[str, ...]:
        """Which offices say this of an option, in the order in which they were invited."""
        return tuple(cut for cut in self.invited if cut in self.votes and self.votes[cut][option] is vote)

    def able(self, option: int) -> int:
        """How many can come, be it if need be."""
        return len(self.who(option, Vote.YES)) + len(self.who(option, Vote.IF_NEEDED))

    def voted(self, office: str, votes: tuple[Vote, ...], now: datetime) -> "DateProposal":
        """With the answer of an office; it is due at once if that was the last one."""
        after = replace(self, votes={**self.votes, office: votes})
        return replace(after, answered_at=now if not after.silent else None)

    def best(self, free: Callable[[DateOption], bool], now: datetime) -> int | None:
        """The option that most can come to, then the one that suits most, then the first; None: none reaches quorum.

        `free`: whether an option can still be held.
        """
        able = [
            n for n, option in enumerate(self.options)
            if self.able(n) >= self.quorum and option.starts_at > now and free(option)
        ]  # fmt: skip
        return min(able, key=lambda n: (-self.able(n), -len(self.who(n, Vote.YES)), n), default=None)

    def fixed(self, activity_id: str) -> "DateProposal":
        return replace(self, state=State.FIXED, activity_id=activity_id)

    def lapsed(self) -> "DateProposal":
        return replace(self, state=State.LAPSED)

    def withdrawn(self) -> "DateProposal":
        return replace(self, state=State.WITHDRAWN)


def proposed(p: DateProposal) -> DateProposed:
    return DateProposed(
        proposal_id=p.proposal_id,
        commune=p.commune,
        kind=p.kind,
        title=p.title,
        invited=p.invited,
        options=p.options,
        quorum=p.quorum,
        answer_by=p.answer_by,
    )


def voted(p: DateProposal, office: str) -> DateVoted:
    def said(wanted: Vote) -> tuple[int, ...]:
        return tuple(n for n, vote in enumerate(p.votes[office], 1) if vote is wanted)

    yes, if_needed = said(Vote.YES), said(Vote.IF_NEEDED)
    about = {"proposal_id": p.proposal_id, "commune": p.commune, "title": p.title}
    return DateVoted(**about, office=office, yes=yes, if_needed=if_needed)


def fixed(p: DateProposal, chosen: int, activity_id: str) -> DateFixed:
    return DateFixed(
        proposal_id=p.proposal_id,
        commune=p.commune,
        kind=p.kind,
        title=p.title,
        option=p.options[chosen],
        activity_id=activity_id,
        yes=p.who(chosen, Vote.YES),
        if_needed=p.who(chosen, Vote.IF_NEEDED),
        no=p.who(chosen, Vote.NO),
        silent=p.silent,
    )


def lapsed(p: DateProposal, why: Lapse) -> DateLapsed:
    return DateLapsed(
        proposal_id=p.proposal_id,
        commune=p.commune,
        kind=p.kind,
        title=p.title,
        invited=p.invited,
        why=why,
        silent=p.silent,
    )


def withdrawn(p: DateProposal, why: str) -> DateWithdrawn:
    return DateWithdrawn(proposal_id=p.proposal_id, commune=p.commune, title=p.title, invited=p.invited, why=why)
