"""What matching promises whatever comes, in whatever order, however often."""

from hypothesis import given
from hypothesis import strategies as st

from services.matching.model.seeker import Seeker, SeekerState
from services.matching.model.vacancy import VacancyCopy
from shared.contracts.envelope import Fact
from shared.contracts.matching import OfferMade
from shared.messaging.decisions import LoadedAggregates
from tests.unit.services.matching.mothers import (
    NIQUEN,
    SAN_CARLOS,
    Matching,
    closed,
    envelope,
    joined,
    leased,
    of_kind,
    posted,
    refs,
    released,
    seekers,
    unfilled,
)

PEOPLE = [*seekers(4), *seekers(3, NIQUEN)]
NAMES = [one.candidate_ref for one in PEOPLE]

facts_heard = st.one_of(
    st.builds(posted, st.sampled_from(["v1", "v2"]), st.integers(1, 3)),
    st.builds(lambda v: unfilled(NIQUEN, vacancy_id=v), st.sampled_from(["v1", "v2"])),
    st.builds(leased, st.sampled_from(NAMES), st.sampled_from(["v1", "v2"]), st.integers(1, 3)),
    st.builds(released, st.sampled_from(NAMES), st.sampled_from(["v1", "v2"]), st.integers(1, 3)),
    st.builds(closed, st.sampled_from(["v1", "v2"])),
    st.builds(joined, st.sampled_from([SAN_CARLOS, NIQUEN])),
)


@given(st.permutations(PEOPLE))
def test_the_order_of_seekers_does_not_matter(people: list[Seeker]) -> None:
    def told(order: list[Seeker]) -> tuple[Fact, ...]:
        matching = Matching(LoadedAggregates(order))
        matching.handles(joined(SAN_CARLOS))
        return matching.handles(posted())

    assert told(people) == told(list(PEOPLE))


@given(st.lists(facts_heard, max_size=12))
def test_whoever_holds_a_seat_is_never_offered_and_nobody_stands_twice_in_a_line(heard: list[Fact]) -> None:
    matching = Matching(LoadedAggregates(PEOPLE))
    for fact in [joined(SAN_CARLOS), joined(NIQUEN), *heard]:
        for said in (matching.handles(fact), matching.ticks()):
            # nobody is seated by an offer: who is not free after the facts was not free before
            offered = [ref for offer in of_kind(said, OfferMade) for ref in refs(offer)]
            assert all(matching.seeker(ref).state is SeekerState.FREE for ref in offered)
    for one in matching.aggregates.all(Seeker):
        stood = [stand.vacancy_id for stand in one.queue_places]
        assert len(stood) == len(set(stood))
        assert not (stood and one.state is not SeekerState.FREE)
        assert not any(matching.vacancy(vacancy_id).over for vacancy_id in stood)


@given(st.lists(facts_heard, max_size=8))
def test_calls_count_those_who_stand(heard: list[Fact]) -> None:
    matching = Matching(LoadedAggregates(PEOPLE))
    for fact in [joined(SAN_CARLOS), joined(NIQUEN), *heard]:
        matching.handles(fact)
        matching.ticks()
    for vacancy in matching.aggregates.all(VacancyCopy):
        for call in vacancy.calls:
            people = matching.aggregates.of(Seeker, call.commune)
            assert call.standing == sum(one.queue_place(vacancy.vacancy_id) is not None for one in people)


@given(st.lists(facts_heard, max_size=8), facts_heard)
def test_a_call_said_twice_offers_nobody_twice(heard: list[Fact], fact: Fact) -> None:
    matching = Matching(LoadedAggregates(PEOPLE))
    for one in [joined(SAN_CARLOS), joined(NIQUEN), *heard]:
        matching.handles(one)
    first = matching.says(envelope(fact, "same"))
    again = matching.says(envelope(fact, "same"))
    offers = [
        (offer.vacancy_id, ref) for said in (first, again) for offer in of_kind(said, OfferMade) for ref in refs(offer)
    ]
    assert len(offers) == len(set(offers))
