"""The handler of every fact that the board shows: it is folded into its matter once, and kept in the history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.notifications.board.matters import SUBJECTS
from services.notifications.board.model import HistoryEntry, Matter
from shared.contracts.envelope import Envelope, Fact
from shared.messaging.decisions import NOTHING, Decision, Handler, LoadedAggregates

NAMES_COMMUNES = ("commune", "candidate_commune", "office", "twin_commune", "invited", "party", "waiting_for", "silent")
"""The fields in which a fact names the communes that it concerns."""


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
        getattr(fact, "office", None) or fact.commune,
        _concerned(fact),
        fact,
        envelope.officer,
    )
    return Decision((after, entry))


def _concerned(fact: Fact) -> tuple[str, ...]:
    named = [getattr(fact, name, None) or () for name in NAMES_COMMUNES]
    return tuple(sorted({cut for one in named for cut in ((one,) if isinstance(one, str) else one)}))


HANDLERS: Mapping[type, Handler] = dict.fromkeys(SUBJECTS, fold)
