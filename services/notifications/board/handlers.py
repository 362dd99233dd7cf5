"""The handler of every fact that the board shows: it is folded into its matter once, and kept in the history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.notifications.board.matters import SUBJECTS
from services.notifications.board.model import HistoryEntry, Matter
from shared.contracts.agenda import (
    AgreementKept,
    AgreementLate,
    ClashFound,
    ClashResolved,
    DateFixed,
    DateLapsed,
    FairCounted,
    FairListed,
    HelpAccepted,
    HelpReopened,
    HelpRouted,
    HelpUnanswered,
    HelpWithdrawn,
    RenditionDue,
    RenditionLate,
    TaskDone,
    TaskLate,
)
from shared.contracts.envelope import Envelope, Fact
from shared.messaging.decisions import NOTHING, Decision, Handler, LoadedAggregates

NAMES_COMMUNES = (
    *("commune", "candidate_commune", "office", "twin_commune", "invited", "party", "waiting_for", "silent"),
    *("co_hosts", "attended", "vacancy_commune", "owner", "author", "communes", "yes", "if_needed", "no", "tried"),
)
"""The fields in which a fact names the communes that it concerns."""


BY_NOBODY = (
    *(AgreementLate, ClashFound, ClashResolved, DateFixed, DateLapsed, FairCounted, FairListed, HelpRouted),
    *(HelpUnanswered, RenditionDue, RenditionLate, TaskLate),
)
"""Facts that no office says: the clock, or what follows from something else."""

NAMES_ANOTHER = (HelpAccepted, HelpReopened, HelpWithdrawn)
"""Facts whose `office` is not the one that acts."""


def fold(aggregates: LoadedAggregates, envelope: Envelope[Any], now: datetime) -> Decision:
    """The matter after a fact; one that is in the history already does nothing."""
    if aggregates.get(HistoryEntry, envelope.id):
        return NOTHING
    subject, fact = SUBJECTS[type(envelope.data)], envelope.data
    name = subject.name(fact)
    before = aggregates.get(Matter, f"{subject.kind}/{name}")
    after = Matter(subject.kind, name, subject.fold(before.state if before else None, envelope))
    entry = HistoryEntry(
        envelope.id,
        subject.kind,
        name,
        envelope.time,
        envelope.type,
        envelope.source,
        envelope.causation_id,
        _who(fact),
        _concerned(fact),
        fact,
        envelope.officer,
    )
    return Decision((after, entry))


def _who(fact: Any) -> str:
    """The commune that acted; empty: the clock did, or a change in the agenda."""
    if isinstance(fact, BY_NOBODY):
        return ""
    if isinstance(fact, (AgreementKept, TaskDone)):
        return fact.owner
    office: str | None = None if isinstance(fact, NAMES_ANOTHER) else getattr(fact, "office", None)
    return office or str(fact.commune)


def _concerned(fact: Fact) -> tuple[str, ...]:
    named = [getattr(fact, name, None) or () for name in NAMES_COMMUNES]
    cuts = (cut for one in named for cut in ((one,) if isinstance(one, str) else one))
    # the votes of a date number its options, where its outcome names communes
    return tuple(sorted({cut for cut in cuts if isinstance(cut, str)}))


HANDLERS: Mapping[type, Handler] = dict.fromkeys(SUBJECTS, fold)
