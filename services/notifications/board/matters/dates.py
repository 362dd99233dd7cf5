"""A date that offices agree on, as the page shows it: its options with what they cost, and the votes."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from services.notifications.board.matters.base import Fold, Said, State, said
from shared.contracts.agenda import (
    ActivityKind,
    DateFact,
    DateFixed,
    DateLapsed,
    DateOption,
    DateProposed,
    DateVoted,
    DateWithdrawn,
    Lapse,
)
from shared.contracts.envelope import Envelope, Fact


class DateStage(StrEnum):
    OPEN = "open"
    FIXED = "fixed"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Votes(State):
    """Which options suit an office, counted from 1; to those it does not name it cannot come."""

    said: Said
    yes: tuple[int, ...] = ()
    if_needed: tuple[int, ...] = ()


class DateMatter(State):
    """A matter. `votes` by commune; `chosen` and `activity_id` once it is fixed; `stage` None: not proposed yet."""

    proposal_id: str
    commune: str
    stage: DateStage | None = None
    kind: ActivityKind | None = None
    title: str = ""
    invited: tuple[str, ...] = ()
    options: tuple[DateOption, ...] = ()
    quorum: int = 0
    answer_by: datetime | None = None
    votes: dict[str, Votes] = {}
    chosen: DateOption | None = None
    activity_id: str | None = None
    lapse: Lapse | None = None
    why: str | None = None
    silent: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not voted."""
        return tuple(cut for cut in self.invited if cut not in self.votes)


def _begun(before: DateMatter | None, fact: DateFact, **changed: Any) -> DateMatter:
    return (before or DateMatter(proposal_id=fact.proposal_id, commune=fact.commune)).having(**changed)


def on_proposed(before: DateMatter | None, envelope: Envelope[DateProposed]) -> DateMatter:
    fact = envelope.data
    names = ("kind", "title", "invited", "options", "quorum", "answer_by")
    return _begun(before, fact, stage=DateStage.OPEN, **{name: getattr(fact, name) for name in names})


def on_voted(before: DateMatter | None, envelope: Envelope[DateVoted]) -> DateMatter:
    """The last one that an office said counts."""
    fact, date = envelope.data, _begun(before, envelope.data)
    votes = Votes(said=said(envelope), yes=fact.yes, if_needed=fact.if_needed)
    return date.having(votes={**date.votes, fact.office: votes})


def on_fixed(before: DateMatter | None, envelope: Envelope[DateFixed]) -> DateMatter:
    fact = envelope.data
    told = {"kind": fact.kind, "title": fact.title, "silent": fact.silent}
    return _begun(before, fact, stage=DateStage.FIXED, chosen=fact.option, activity_id=fact.activity_id, **told)


def on_lapsed(before: DateMatter | None, envelope: Envelope[DateLapsed]) -> DateMatter:
    fact = envelope.data
    return _begun(before, fact, stage=DateStage.LAPSED, lapse=fact.why, title=fact.title, silent=fact.silent)


def on_withdrawn(before: DateMatter | None, envelope: Envelope[DateWithdrawn]) -> DateMatter:
    fact = envelope.data
    return _begun(before, fact, stage=DateStage.WITHDRAWN, title=fact.title, why=fact.why)


FOLDS: Mapping[type[Fact], Fold] = {
    DateProposed: on_proposed,
    DateVoted: on_voted,
    DateFixed: on_fixed,
    DateLapsed: on_lapsed,
    DateWithdrawn: on_withdrawn,
}
