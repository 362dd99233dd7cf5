"""What an office does at its counter, as it tells it: counts of several days, and nobody."""

from collections.abc import Mapping
from datetime import date

from services.notifications.board.matters.base import Fold, Said, State, said
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.matching import CounterAct, CounterCounted


class Counted(State):
    """One count that was told: of which days, and how many."""

    act: CounterAct
    count: int
    since: date
    until: date
    said: Said


class Counter(State):
    """A matter: the counter of one office. It is shown in figures alone."""

    commune: str
    told: tuple[Counted, ...] = ()


def on_counted(before: Counter | None, envelope: Envelope[CounterCounted]) -> Counter:
    fact, known = envelope.data, before or Counter(commune=envelope.data.commune)
    one = Counted(act=fact.act, count=fact.count, since=fact.since, until=fact.until, said=said(envelope))
    return known.having(told=(*known.told, one))


FOLDS: Mapping[type[Fact], Fold] = {CounterCounted: on_counted}
