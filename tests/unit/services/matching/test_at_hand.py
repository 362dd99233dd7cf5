"""Who is being changed by somebody else at this very moment is neither passed over for good nor a false reason."""

from datetime import timedelta

from services.matching.model.offers import SOON
from services.matching.model.proposals import Proposal
from services.matching.model.vacancy import InvitedCall, Shortlist
from shared.contracts.communes import Offers
from shared.contracts.matching import OfferDeclined, OfferFact, OfferMade
from shared.contracts.reasons import DeclineReason
from shared.messaging.decisions import LoadedAggregates
from tests.unit.services.matching.mothers import (
    NIQUEN,
    NOW,
    NURSE,
    PICKER,
    SAN_CARLOS,
    Matching,
    joined,
    of_kind,
    posted,
    refs,
    seeker,
    unfilled,
)


def listed(*refs: str, there: tuple[str, ...] = (), fit: bool = True, commune: str = SAN_CARLOS) -> Matching:
    """A store found these people for v1; only those `there` could be had at once."""
    found = Shortlist("v1", commune, refs, fit=fit)
    people = [seeker(ref, commune, PICKER if fit else NURSE) for ref in there]
    matching = Matching(LoadedAggregates([*people, found]))
    matching.handles(joined(SAN_CARLOS))
    return matching


def call_of(matching: Matching, commune: str = SAN_CARLOS) -> InvitedCall:
    call = matching.vacancy().call(commune)
    assert call is not None
    return call


def freed(matching: Matching, *people: str, commune: str = SAN_CARLOS) -> None:
    """The others have let them go."""
    matching.aggregates.apply([seeker(ref, commune) for ref in people])


def test_nobody_at_hand_is_not_nobody_registered_and_the_call_waits_a_second() -> None:
    matching = listed("ana", "eva")
    assert matching.handles(posted()) == ()
    assert (call_of(matching).answered, matching.vacancy().look_at) == (False, NOW + SOON)
    freed(matching, "ana", "eva")
    (offer,) = of_kind(matching.ticks(), OfferMade)
    assert set(refs(offer)) == {"ana", "eva"}
    assert matching.vacancy().look_at is None


def test_those_at_hand_are_offered_and_the_line_is_looked_at_again_for_the_rest() -> None:
    matching = listed("ana", "eva", there=("eva",))
    (offer,) = of_kind(matching.handles(posted()), OfferMade)
    assert (refs(offer), offer.complete, matching.vacancy().look_at) == (["eva"], False, NOW + SOON)
    freed(matching, "ana")
    (more,) = of_kind(matching.ticks(), OfferMade)
    assert (refs(more), more.complete) == (["ana"], True)


def test_each_look_has_an_instant_of_its_own() -> None:
    matching = listed("ana")
    matching.handles(posted())
    first = matching.vacancy().look_at
    matching.aggregates.apply([matching.vacancy().looked()])
    assert first is not None
    again = matching.vacancy().due(NOW).look_at
    assert again == first + timedelta(microseconds=1)


def test_where_the_line_is_full_without_them_it_only_is_not_complete() -> None:
    matching = listed("ana", "b", "c", "d", there=("b", "c", "d"))
    (offer,) = of_kind(matching.handles(posted()), OfferMade)
    assert (len(offer.candidates), offer.complete, matching.vacancy().look_at) == (3, False, None)


def test_witnesses_of_why_nobody_fits_are_not_waited_for_while_one_of_them_is_there() -> None:
    (no,) = of_kind(listed("ana", "eva", there=("eva",), fit=False).handles(posted()), OfferDeclined)
    assert no.reasons == (DeclineReason.NO_PROFILE,)
    assert listed("ana", "eva", fit=False).handles(posted()) == ()


def test_an_officer_is_asked_once_about_all_of_them() -> None:
    matching = listed("ana", "eva", there=("eva",), commune=NIQUEN)
    matching.handles(joined(NIQUEN, offers=Offers.CONFIRMED))
    assert of_kind(matching.handles(unfilled(NIQUEN)), OfferFact) == []
    assert not matching.aggregates.all(Proposal)
    freed(matching, "ana", commune=NIQUEN)
    assert of_kind(matching.ticks(), OfferFact) == []
    (one,) = matching.aggregates.all(Proposal)
    assert (one.refs, one.complete) == (frozenset({"ana", "eva"}), True)
