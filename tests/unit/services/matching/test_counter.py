"""What an office tells of its counter: how many people, late, never few, and nobody."""

from datetime import date, timedelta

import pytest

from services.matching.model.counter import CounterTally, tally_key
from services.matching.requests import SeekerConfirm, SeekerProfileFields, SeekerRegister
from shared.contracts.envelope import Fact
from shared.contracts.matching import LEAST_COUNTED, CounterAct, CounterCounted
from shared.messaging.decisions import Rejected, TimerFired
from tests.unit.services.matching.mothers import NIQUEN, NOW, SAN_CARLOS, Matching, of_kind, table

MIDNIGHT = NOW.replace(hour=3, minute=0) + timedelta(days=1)
"""Of Santiago in January, three hours behind."""


def register(matching: Matching, *refs: str, commune: str = SAN_CARLOS) -> None:
    for ref in refs:
        matching.handles(SeekerRegister(commune=commune, candidate_ref=ref, can=SeekerProfileFields()))


def tally(matching: Matching, act: CounterAct = CounterAct.REGISTERED, commune: str = SAN_CARLOS) -> CounterTally:
    found = matching.aggregates.get(CounterTally, tally_key(commune, act))
    assert found is not None
    return found


def tell(matching: Matching, one: CounterTally) -> tuple[Fact, ...]:
    assert one.due_at is not None
    return matching.handles(TimerFired("CounterTally", one.key, one.due_at), at=one.due_at)


def test_fewer_than_five_wait_until_there_are_more() -> None:
    matching = table()
    register(matching, *"abcd")
    assert tally(matching).due_at is None
    register(matching, "e")
    assert tally(matching).due_at == MIDNIGHT
    assert tell(matching, tally(matching)) == (
        CounterCounted(
            commune=SAN_CARLOS, act=CounterAct.REGISTERED, count=5, since=date(2026, 1, 12), until=date(2026, 1, 13)
        ),
    )
    assert tally(matching).people == frozenset()
    assert tally(matching).due_at is None


def test_each_person_is_counted_once_and_a_refused_request_counts_nobody() -> None:
    matching = table()
    register(matching, *"abcd")
    with pytest.raises(Rejected):
        register(matching, "a")
    for _ in range(LEAST_COUNTED):
        matching.handles(SeekerConfirm(commune=SAN_CARLOS, candidate_ref="a"))
    assert tally(matching).people == set("abcd")
    confirmed = tally(matching, CounterAct.CONFIRMED)
    assert (sorted(confirmed.people), confirmed.due_at) == (["a"], None)


def test_offices_are_counted_apart() -> None:
    matching = table()
    register(matching, *"abc")
    register(matching, *"de", commune=NIQUEN)
    assert tally(matching).people == set("abc")
    assert tally(matching, commune=NIQUEN).people == set("de")


def test_a_count_that_was_told_already_is_not_told_again() -> None:
    matching = table()
    register(matching, *"abcde")
    one = tally(matching)
    assert of_kind(tell(matching, one), CounterCounted)
    assert one.due_at is not None
    again = TimerFired("CounterTally", one.key, one.due_at)
    assert matching.handles(again, at=one.due_at) == ()
